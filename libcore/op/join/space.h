// What a join holds, and what its engine works with.
#pragma once

#include <array>
#include <vector>

#include "op/join/counts.h"
#include "op/join/kept.h"
#include "op/join/options.h"
#include "op/join/time_list.h"
#include "op/join/writer.h"
#include "op/keyed/key_table.h"

namespace runnel::op {

struct JoinSpace {
  const JoinOptions& options;
  JoinWriter& writer;
  JoinCounts& counts;
  io::Sink* late;  // where evicted records go; null where they are not kept

  KeptRecords records;
  KeyTable keys;
  std::vector<std::array<TimeList, 2>> lists;  // by key: the records of each side that can be found by it
  uint64_t list_bytes = 0;                     // beside `lists` itself
  std::string line;                            // of an evicted record

  // A list of the key changes by what `change` does to it.
  template <class Change>
  auto with_list(KeyId key, size_t side, Change change) {
    TimeList& list = lists[key][side];
    list_bytes -= list.bytes();
    const auto result = change(list);
    list_bytes += list.bytes();
    return result;
  }
  // Refers to the key. Returns the place of the record in its list.
  size_t list(Kept* kept) {
    if (lists.size() <= kept->key) lists.resize(kept->key + 1);
    keys.refer(kept->key);
    return with_list(kept->key, kept->side, [&](TimeList& list) { return list.add(kept); });
  }
  void unlist(const Kept* kept) {
    with_list(kept->key, kept->side, [&](TimeList& list) {
      list.remove(kept);
      return 0;
    });
    keys.release(kept->key);
  }

  // Gives up a record that is neither listed nor queued any more.
  void evict(Kept* kept) {
    ++counts.sides[kept->side].evicted;
    if (late != nullptr) {
      line.assign(kept->text());
      line += '\n';
      late->write(line);
    }
    records.free(kept);
  }

  uint64_t bytes() const {
    return records.bytes() + keys.bytes() + list_bytes + lists.capacity() * sizeof(lists[0]);
  }
};

}  // namespace runnel::op
