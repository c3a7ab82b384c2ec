#include "op/window/group_table.h"

namespace runnel::op {

std::byte* GroupTable::add(KeyId key) {
  const size_t room = blocks_.empty() ? 0 : kFirst + (blocks_.size() - 1) * kMore;
  if (size_ == room) {
    const size_t bytes = (blocks_.empty() ? kFirst : kMore) * group_size_;
    blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(bytes));
    bytes_ += bytes;
    space_.table_bytes += bytes;
  }
  const size_t group = size_++;
  ++space_.groups;
  places_.add(key, static_cast<uint32_t>(group));
  space_.keys.set_recent(key, {number_, static_cast<uint32_t>(group)});
  *reinterpret_cast<KeyId*>(at(group)) = key;
  space_.keys.refer(key);
  space_.layout.create(states(group));
  count_index();
  return states(group);
}

// The index grows by doubling: it is looked at where it may have.
void GroupTable::count_index() {
  if ((size_ & (size_ - 1)) != 0 && size_ % kMore != 0) return;
  size_t bytes = 0;
  for (size_t i = 0; i < blocks_.size(); ++i) bytes += (i == 0 ? kFirst : kMore) * group_size_;
  bytes += places_.bytes();
  space_.table_bytes += bytes - bytes_;
  bytes_ = bytes;
}

void GroupTable::save(ByteWriter& out) const {
  out.u64(size_);
  for (size_t i = 0; i < size_; ++i) {
    out.u32(key(i));
    space_.layout.save(states(i), out);
  }
}

void GroupTable::load(ByteReader& in) {
  const uint64_t count = in.count(sizeof(KeyId));
  for (uint64_t i = 0; i < count; ++i) {
    const KeyId id = in.u32();
    if (!in.ok() || !space_.keys.is_key(id) || find(id) != nullptr) return in.fail();
    space_.layout.load(space_.context, get(id), in);
  }
}

void GroupTable::clear() {
  constexpr size_t kAhead = 16;
  for (size_t i = 0; i < size_; ++i) {
    if (i + kAhead < size_) space_.keys.prefetch(key(i + kAhead));
    space_.layout.destroy(space_.context, states(i));
    space_.keys.release(key(i));
  }
  space_.groups -= size_;
  size_ = 0;
  blocks_.clear();
  places_.clear();
  space_.table_bytes -= bytes_;
  bytes_ = 0;
  number_ = ++space_.tables;  // what was noted of the groups is no longer true
}

}  // namespace runnel::op
