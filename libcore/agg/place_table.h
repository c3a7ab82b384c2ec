// Where in an array the entry of a hash is: open addressing with linear probing, at most half full, with
// deletion. 4 bytes a slot.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "agg/hash.h"

namespace runnel::agg {

class PlaceTable {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  size_t heap_bytes() const { return slots_.capacity() * sizeof(uint32_t); }

  // The place of the entry with this hash, or kNone. `hash_at(place)` gives an entry's hash.
  template <class HashAt>
  uint32_t find(Hash64 hash, HashAt hash_at) const {
    return slots_.empty() ? kNone : slots_[slot_of(hash, hash_at)];
  }

  // REQUIRES: the hash is not in it.
  template <class HashAt>
  void insert(Hash64 hash, uint32_t place, HashAt hash_at) {
    if ((size_ + 1) * 2 > slots_.size()) grow(hash_at);
    slots_[slot_of(hash, hash_at)] = place;
    ++size_;
  }

  // REQUIRES: the hash is in it, and hash_at() still gives it.
  template <class HashAt>
  void erase(Hash64 hash, HashAt hash_at) {
    const size_t mask = slots_.size() - 1;
    size_t hole = slot_of(hash, hash_at);
    // What follows without a gap moves into the hole, unless that is before where its search begins.
    for (size_t slot = (hole + 1) & mask; slots_[slot] != kNone; slot = (slot + 1) & mask) {
      const size_t home = hash_at(slots_[slot]).bits() & mask;
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
      slots_[hole] = slots_[slot];
      hole = slot;
    }
    slots_[hole] = kNone;
    --size_;
  }

  void clear() {
    std::fill(slots_.begin(), slots_.end(), kNone);
    size_ = 0;
  }

 private:
  template <class HashAt>
  size_t slot_of(Hash64 hash, HashAt hash_at) const {
    const size_t mask = slots_.size() - 1;
    size_t slot = hash.bits() & mask;
    while (slots_[slot] != kNone && hash_at(slots_[slot]) != hash) slot = (slot + 1) & mask;
    return slot;
  }

  template <class HashAt>
  void grow(HashAt hash_at) {
    constexpr size_t kFirstSlots = 8;
    std::vector<uint32_t> old(std::max(kFirstSlots, slots_.size() * 2), kNone);
    old.swap(slots_);
    for (const uint32_t place : old) {
      if (place != kNone) slots_[slot_of(hash_at(place), hash_at)] = place;
    }
  }

  std::vector<uint32_t> slots_;  // a power of two of them, or none
  size_t size_ = 0;
};

}  // namespace runnel::agg
