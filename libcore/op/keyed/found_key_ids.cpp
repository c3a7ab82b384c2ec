#include "op/keyed/found_key_ids.h"

#include <algorithm>

namespace runnel::op {

KeyId FoundKeyIds::find(const KeyTable& keys, std::span<const FoundKey> found, size_t place,
                        Prefetch prefetch) {
  // So many at once that what they need is still in the cache when their records are dealt with.
  constexpr size_t kAtOnce = 256;
  while (place >= ids_.size()) {
    const size_t first = ids_.size();
    const std::span<const FoundKey> some = found.subspan(first, std::min(kAtOnce, found.size() - first));
    ids_.resize(first + some.size());
    generations_.resize(ids_.size());
    keys.find_all(some, &ids_[first]);
    prefetch(std::span(ids_).subspan(first));
    for (size_t i = first; i < ids_.size(); ++i) {
      if (ids_[i] != KeyTable::kNone) generations_[i] = keys.generation(ids_[i]);
    }
  }
  if (ids_[place] == KeyTable::kNone || keys.generation(ids_[place]) != generations_[place]) {
    const KeyId id = keys.find(found[place]);
    ids_[place] = id;
    if (id != KeyTable::kNone) generations_[place] = keys.generation(id);
  }
  return ids_[place];
}

}  // namespace runnel::op
