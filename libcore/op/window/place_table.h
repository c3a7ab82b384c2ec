// Which group a key has in a table of groups: a small number to a small number.
//
// Numbers of keys are given out one after another, so that keys that came together have numbers that are near
// each other. The table keeps eight of them in one line of the cache: whoever adds many new keys waits for
// memory once for eight. Open addressing, linear probing; 8 bytes a slot, of which 7 in 10 are used at most.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace runnel::op {

class PlaceTable {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  uint32_t find(uint32_t key) const {
    if (slots_.empty()) return kNone;
    size_t slot = home(key);
    while (slots_[slot].key != key && slots_[slot].key != kNone) slot = (slot + 1) & (slots_.size() - 1);
    return slots_[slot].key == key ? slots_[slot].place : kNone;
  }
  // REQUIRES: find() gives kNone, and key is not kNone.
  void add(uint32_t key, uint32_t place) {
    if (++size_ * 10 > slots_.size() * 7) grow();
    put({key, place});
  }
  void clear() {
    slots_ = {};
    size_ = 0;
  }
  size_t bytes() const { return slots_.capacity() * sizeof(Slot); }

 private:
  struct Slot {
    uint32_t key = kNone;
    uint32_t place = 0;
  };
  static constexpr size_t kLine = 8;  // slots

  size_t home(uint32_t key) const {
    const uint64_t line = (key / kLine) * uint64_t{0x9E3779B97F4A7C15} >> 32;  // Fibonacci hashing
    return (line * kLine + key % kLine) & (slots_.size() - 1);
  }
  void put(Slot added) {
    size_t slot = home(added.key);
    while (slots_[slot].key != kNone) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = added;
  }
  void grow() {
    const std::vector<Slot> before =
        std::exchange(slots_, std::vector<Slot>(slots_.empty() ? kLine : slots_.size() * 2));
    for (const Slot& slot : before) {
      if (slot.key != kNone) put(slot);
    }
  }

  std::vector<Slot> slots_;  // a power of two
  size_t size_ = 0;
};

}  // namespace runnel::op
