#include "op/window/silent_keys.h"

#include <absl/container/flat_hash_set.h>

namespace runnel::op {

SilentKeys::~SilentKeys() {
  for (const Remembered& remembered : keys_) space_.keys.release(remembered.key);
}

void SilentKeys::close(const GroupTable* present, ResultWriter& writer, Tell tell) {
  if (most_ == 0) return;
  ScratchStates nothing(space_.layout, space_.context);
  absl::flat_hash_set<KeyId> known;
  size_t kept = 0;
  for (Remembered& remembered : keys_) {
    known.insert(remembered.key);
    if (present != nullptr && present->find(remembered.key) != nullptr) {
      remembered.missed = 0;
    } else {
      writer.add(remembered.key, nothing.get(), {.standing = ResultMarks::Standing::silent});
      tell(remembered.key);
      if (++remembered.missed == most_) {
        space_.keys.release(remembered.key);
        continue;
      }
    }
    keys_[kept++] = remembered;
  }
  keys_.resize(kept);
  for (size_t i = 0; present != nullptr && i < present->size(); ++i) {
    if (known.contains(present->key(i))) continue;
    space_.keys.refer(present->key(i));
    keys_.push_back({present->key(i), 0});
  }
}

void SilentKeys::save(ByteWriter& out) const {
  out.u64(keys_.size());
  for (const Remembered& remembered : keys_) {
    out.u32(remembered.key);
    out.u64(remembered.missed);
  }
}

void SilentKeys::load(ByteReader& in) {
  const uint64_t count = in.count(12);
  for (uint64_t i = 0; i < count; ++i) {
    const KeyId key = in.u32();
    const uint64_t missed = in.u64();
    if (!in.ok() || !space_.keys.is_key(key)) return in.fail();
    space_.keys.refer(key);
    keys_.push_back({key, missed});
  }
}

}  // namespace runnel::op
