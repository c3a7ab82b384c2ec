// A set of hashes: open addressing in one array, linear probing, at most three quarters full. 32 bytes, and
// from 1.3 to 2.7 times the size of a hash for each on the heap.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace runnel::agg {

template <class Hash>
class HashSet {
 public:
  uint64_t size() const { return size_; }
  size_t heap_bytes() const { return slots_.capacity() * sizeof(Hash); }

  // REQUIRES: !hash.is_zero(), which marks a free slot.
  void insert(Hash hash) {
    if ((size_ + 1) * 4 > slots_.size() * 3) grow();
    Hash& slot = slots_[place_of(hash)];
    size_ += slot.is_zero() ? 1 : 0;
    slot = hash;
  }

  // Calls take(hash) for each, in no order.
  template <class Take>
  void each(Take take) const {
    for (const Hash& slot : slots_) {
      if (!slot.is_zero()) take(slot);
    }
  }

  void clear() { *this = HashSet(); }

  // In their order, so that equal sets give the same bytes.
  void save(ByteWriter& out) const {
    std::vector<Hash> sorted;
    sorted.reserve(size_);
    each([&](Hash hash) { sorted.push_back(hash); });
    std::sort(sorted.begin(), sorted.end());
    out.u64(sorted.size());
    for (const Hash& hash : sorted) hash.save(out);
  }

  void load(ByteReader& in) {
    for (uint64_t count = in.count(sizeof(Hash)); count > 0; --count) {
      const Hash hash = Hash::load(in);
      if (hash.is_zero()) return in.fail();
      insert(hash);
    }
  }

 private:
  // Where the hash is, or may be put.
  size_t place_of(Hash hash) const {
    const size_t mask = slots_.size() - 1;
    size_t place = hash.bits() & mask;
    while (!slots_[place].is_zero() && slots_[place] != hash) place = (place + 1) & mask;
    return place;
  }

  void grow() {
    constexpr size_t kFirstSlots = 4;
    std::vector<Hash> old(std::max(kFirstSlots, slots_.size() * 2));
    old.swap(slots_);
    for (const Hash& hash : old) {
      if (!hash.is_zero()) slots_[place_of(hash)] = hash;
    }
  }

  std::vector<Hash> slots_;  // a power of two of them, or none
  uint64_t size_ = 0;
};

}  // namespace runnel::agg
