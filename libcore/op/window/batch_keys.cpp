#include "op/window/batch_keys.h"

#include <algorithm>
#include <span>
#include <string>

#include "op/keyed/found_keys.h"

namespace runnel::op {

BatchKeys::~BatchKeys() {
  if (other_ != KeyTable::kNone) space_.keys.release(other_);
}

// The keys of the batch that come next. So many at once that what they need is still in the cache when their
// records are folded.
void BatchKeys::find_more(const WindowExtract& found) {
  constexpr size_t kAtOnce = 256;
  const size_t first = numbers_.size();
  const std::span<const FoundKey> keys = std::span(found.keys).subspan(first);
  const size_t count = std::min(kAtOnce, keys.size());
  numbers_.resize(first + count);
  generations_.resize(first + count);
  space_.keys.find_all(keys.first(count), &numbers_[first]);
  windows_.prefetch(std::span(numbers_).subspan(first));
  for (size_t i = first; i < numbers_.size(); ++i) {
    if (numbers_[i] != KeyTable::kNone) generations_[i] = space_.keys.generation(numbers_[i]);
  }
}

// The key of a record, or the one that stands for all that there is no room for.
BatchKeys::Found BatchKeys::find(const WindowExtract& found, size_t place, int64_t time) {
  KeyTable& keys = space_.keys;
  // It exists from the first record on, and so never counts, also where a record has that very key.
  const bool is_limited = options_.limit_keys != UINT64_MAX;
  if (is_limited && other_ == KeyTable::kNone) make_other();
  while (place >= numbers_.size()) find_more(found);
  KeyId& number = numbers_[place];
  if (number == KeyTable::kNone || keys.generation(number) != generations_[place]) {
    const FoundKey& key = found.keys[place];
    number = keys.find(key);
    if (number == KeyTable::kNone) {
      const size_t held = keys.size() - (other_ != KeyTable::kNone ? 1 : 0);
      if (held >= options_.limit_keys) return other(Beyond::limit);
      if (space_.bytes() >= options_.max_memory) return other(Beyond::memory);
      number = keys.add(key);
    }
    generations_[place] = keys.generation(number);
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
