// Groups by key, in the order in which they came first: what a pane, or a window that is put together of
// panes, holds.
//
// A group is its key's number and the states of its aggregates (op/window/layout.h), in blocks of memory that
// do not move. The table refers to its keys, and destroys its states. It costs 8 bytes a group beside the
// states, and 12 to 23 of index.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "agg/aggregate.h"
#include "base/prefetch.h"
#include "op/keyed/key_table.h"
#include "op/window/layout.h"
#include "op/window/place_table.h"

namespace runnel::op {

// What all tables of an operator share. Must outlive them.
struct GroupSpace {
  StateLayout layout;
  KeyTable keys;
  agg::Context context;
  size_t table_bytes = 0;  // of all groups, but for what states hold on the heap
  uint32_t tables = 0;     // made so far
  size_t groups = 0;       // a key in a pane, in a session, in a window of its own

  explicit GroupSpace(const WindowProgram& program) : layout(program) {}
  size_t bytes() const { return keys.bytes() + table_bytes + context.heap_bytes; }
};

class GroupTable {
 public:
  explicit GroupTable(GroupSpace& space)
      : space_(space), group_size_(kHeader + space.layout.size()), number_(++space.tables) {}
  ~GroupTable() { clear(); }
  GroupTable(const GroupTable&) = delete;
  GroupTable& operator=(const GroupTable&) = delete;

  size_t size() const { return size_; }
  // By place, in the order of their coming.
  KeyId key(size_t group) const { return *reinterpret_cast<const KeyId*>(at(group)); }
  std::byte* states(size_t group) { return at(group) + kHeader; }
  const std::byte* states(size_t group) const { return at(group) + kHeader; }

  // Null where there is none.
  std::byte* find(KeyId key) {
    const uint32_t place = places_.find(key);
    return place == PlaceTable::kNone ? nullptr : states(place);
  }
  const std::byte* find(KeyId key) const { return const_cast<GroupTable*>(this)->find(key); }
  // Makes the group where there is none.
  std::byte* get(KeyId key) {
    const KeyTable::Recent recent = space_.keys.recent(key);
    if (recent.table == number_ && recent.group < size_ && this->key(recent.group) == key) {
      return states(recent.group);
    }
    const uint32_t place = places_.find(key);
    if (place == PlaceTable::kNone) return add(key);
    space_.keys.set_recent(key, {number_, place});
    return states(place);
  }
  // The memory of the key's group will be needed soon.
  void prefetch(KeyId key) const {
    const KeyTable::Recent recent = space_.keys.recent(key);
    if (recent.table == number_) {
      runnel::prefetch(at(recent.group));
      runnel::prefetch(at(recent.group) + group_size_ - 1);
    }
  }
  // Adds all groups of a table that came behind this one's.
  void merge(const GroupTable& from) {
    for (size_t i = 0; i < from.size(); ++i) {
      space_.layout.merge(space_.context, get(from.key(i)), from.states(i));
    }
  }
  void clear();

  void save(ByteWriter& out) const;
  // REQUIRES: the table is empty, and the keys have been loaded.
  void load(ByteReader& in);

 private:
  static constexpr size_t kHeader = 8;  // the key, and room for alignment
  static constexpr size_t kFirst = 8;   // groups of the first block; every further one has kMore
  static constexpr size_t kMore = 512;

  std::byte* at(size_t group) const {
    const size_t behind = group - kFirst;
    return group < kFirst ? blocks_[0].get() + group * group_size_
                          : blocks_[1 + behind / kMore].get() + behind % kMore * group_size_;
  }
  std::byte* add(KeyId key);
  void count_index();

  GroupSpace& space_;
  const size_t group_size_;
  uint32_t number_;  // of all tables, from 1 on
  size_t size_ = 0;
  size_t bytes_ = 0;  // of these in GroupSpace::table_bytes
  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  PlaceTable places_;
};

}  // namespace runnel::op
