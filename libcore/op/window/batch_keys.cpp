#include "op/window/batch_keys.h"

#include <span>
#include <string>

#include "op/keyed/found_keys.h"

namespace runnel::op {

BatchKeys::~BatchKeys() {
  if (other_ != KeyTable::kNone) space_.keys.release(other_);
}

// The key of a record, or the one that stands for all that there is no room for.
BatchKeys::Found BatchKeys::find(const WindowExtract& found, size_t place, int64_t time) {
  KeyTable& keys = space_.keys;
  // It exists from the first record on, and so never counts, also where a record has that very key.
  const bool is_limited = options_.limit_keys != UINT64_MAX;
  if (is_limited && other_ == KeyTable::kNone) make_other();
  const auto prefetch = [&](std::span<const KeyId> ids) { windows_.prefetch(ids); };
  KeyId number = ids_.find(keys, found.keys, place, prefetch);
  if (number == KeyTable::kNone) {
    const size_t held = keys.size() - (other_ != KeyTable::kNone ? 1 : 0);
    if (held >= options_.limit_keys) return other(Beyond::limit);
    if (space_.bytes() >= options_.max_memory) return other(Beyond::memory);
    number = keys.add(found.keys[place]);
    ids_.note(keys, place, number);
  }
  if (space_.bytes() >= options_.max_memory && !windows_.holds(number, time)) {
    keys.drop_unused(number);
    return other(Beyond::memory);
  }
  return {number, Beyond::nothing};
}

BatchKeys::Found BatchKeys::other(Beyond beyond) {
  if (other_ == KeyTable::kNone) make_other();
  return {other_, beyond};
}

void BatchKeys::make_other() {
  std::string values;
  for (size_t i = 0; i < parts_; ++i) values += i == 0 ? R"("$other")" : "\n\"$other\"";
  const FoundKey key{key_hash(values), values, {}};
  other_ = space_.keys.find(key);
  if (other_ == KeyTable::kNone) other_ = space_.keys.add(key);
  space_.keys.refer(other_);
}

void BatchKeys::load(ByteReader& in) {
  const KeyId key = in.u32();
  if (key == KeyTable::kNone) return;
  if (!space_.keys.is_key(key)) return in.fail();
  other_ = key;
  space_.keys.refer(key);
}

}  // namespace runnel::op
