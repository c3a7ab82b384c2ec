// Which keys of an extract are held, found many at once: their numbers in the table, as long as these are
// still theirs.
#pragma once

#include <absl/functional/function_ref.h>

#include <cstdint>
#include <span>
#include <vector>

#include "op/keyed/key_table.h"

namespace runnel::op {

class FoundKeyIds {
 public:
  // For another extract.
  void start() {
    ids_.clear();
    generations_.clear();
  }

  // Told of the numbers that were found together, kNone among them, before the first is asked for: what
  // belongs to them may be asked into the cache.
  using Prefetch = absl::FunctionRef<void(std::span<const KeyId>)>;
  // The number of the key at that place of `found`; KeyTable::kNone where it is not held.
  KeyId find(const KeyTable& keys, std::span<const FoundKey> found, size_t place, Prefetch prefetch);
  // The key at that place has been added.
  void note(const KeyTable& keys, size_t place, KeyId id) {
    ids_[place] = id;
    generations_[place] = keys.generation(id);
  }

 private:
  std::vector<KeyId> ids_;             // of the first keys of the extract
  std::vector<uint32_t> generations_;  // of these, so that a number is not taken for another key's
};

}  // namespace runnel::op
