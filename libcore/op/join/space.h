// What a join holds, and what its engine works with.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "op/join/counts.h"
#include "op/join/due_queue.h"
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

  // Refers to the key.
  void list(Kept* kept) {
    if (lists.size() <= kept->key) lists.resize(kept->key + 1);
    keys.refer(kept->key);
    TimeList& list = lists[kept->key][kept->side];
    list_bytes -= list.bytes();
    list.add(kept);
    list_bytes += list.bytes();
  }
  void unlist(const Kept* kept) {
    TimeList& list = lists[kept->key][kept->side];
    list_bytes -= list.bytes();
    list.remove(kept);
    list_bytes += list.bytes();
    keys.release(kept->key);
  }

  // A record that will have no partner, and is not held.
  void take_unmatched(size_t side, std::string_view record) {
    ++counts.sides[side].unmatched;
    if (writes_unmatched(options.type, side)) writer.write_alone(side, record);
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

  // What unlist() needs of those that will be in front of the queue soon, each step further ahead than what
  // it leads to.
  void prefetch(const DueQueue& queue) const {
    if (const Kept* kept = queue.ahead(48)) runnel::prefetch(kept);
    if (const Kept* kept = queue.ahead(32)) {
      runnel::prefetch(&lists[kept->key]);
      keys.prefetch_entry(kept->key);
    }
    if (const Kept* kept = queue.ahead(16)) keys.prefetch(kept->key);
  }
  // The same for records that look for partners among those of these keys.
  void prefetch(std::span<const KeyId> ids) const {
    for (const KeyId id : ids) {
      if (id < lists.size()) runnel::prefetch(&lists[id]);
    }
    for (const KeyId id : ids) {
      if (id >= lists.size()) continue;
      for (const TimeList& list : lists[id]) {
        if (!list.empty()) prefetch_text(list.entries().front().kept);
      }
    }
  }

  static void prefetch_text(const Kept* kept) {
    constexpr size_t kLine = 64;
    constexpr size_t kMost = 256;  // of a record
    const char* const begin = reinterpret_cast<const char*>(kept);
    for (size_t at = 0; at < kMost; at += kLine) runnel::prefetch(begin + at);
  }

  uint64_t bytes() const {
    return records.bytes() + keys.bytes() + list_bytes + lists.capacity() * sizeof(lists[0]);
  }
};

}  // namespace runnel::op
