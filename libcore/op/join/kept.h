// The records that a join holds until it knows that they have no more partners.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>
#include <vector>

#include "op/keyed/key_table.h"

namespace runnel::op {

// A record, and its text behind it in the same piece of memory. Made and freed by KeptRecords.
struct Kept {
  int64_t time;
  int64_t deadline;  // a note of whoever holds it
  uint64_t arrival;  // of all records of the join: a larger number came later
  KeyId key;
  uint32_t size;  // of the text
  uint8_t side;   // kLeft or kRight
  bool matched;   // it has found a partner
  uint8_t stage;  // a note of whoever holds it

  std::string_view text() const { return {reinterpret_cast<const char*>(this + 1), size}; }
};

// By time, those of equal time as they came.
inline bool is_earlier(const Kept* a, const Kept* b) {
  return a->time != b->time ? a->time < b->time : a->arrival < b->arrival;
}

// Records come and go by the million, one for one, so that the memory of some that were freed is kept for the
// next of their size: asking the allocator takes a sixth of the time of a join of small records.
class KeptRecords {
 public:
  KeptRecords() = default;
  ~KeptRecords() {
    for (std::vector<void*>& spare : spare_) {
      for (void* memory : spare) ::operator delete(memory);
    }
  }
  KeptRecords(const KeptRecords&) = delete;
  KeptRecords& operator=(const KeptRecords&) = delete;

  Kept* make(const Kept& record, std::string_view text) {
    const size_t size = rounded(sizeof(Kept) + text.size());
    void* const memory = take(size);
    Kept* const kept = new (memory) Kept(record);
    kept->size = static_cast<uint32_t>(text.size());
    std::memcpy(static_cast<char*>(memory) + sizeof(Kept), text.data(), text.size());
    bytes_ += size + kOverhead;
    ++count_;
    return kept;
  }
  void free(Kept* kept) {
    const size_t size = rounded(sizeof(Kept) + kept->size);
    bytes_ -= size + kOverhead;
    --count_;
    const size_t which = size / kStep;
    if (which < kClasses && spare_[which].size() < kMostSpare) {
      spare_[which].push_back(kept);
    } else {
      ::operator delete(kept);
    }
  }

  uint64_t count() const { return count_; }
  // What is spare is not counted: at most kMostSpare pieces of each size.
  uint64_t bytes() const { return bytes_; }

 private:
  static constexpr size_t kStep = 32;
  static constexpr size_t kClasses = 64;  // up to 2 KiB
  static constexpr size_t kMostSpare = 256;
  static constexpr uint64_t kOverhead = 16;  // of the allocator

  static size_t rounded(size_t size) { return (size + kStep - 1) / kStep * kStep; }

  void* take(size_t size) {
    const size_t which = size / kStep;
    if (which >= kClasses || spare_[which].empty()) return ::operator new(size);
    void* const memory = spare_[which].back();
    spare_[which].pop_back();
    return memory;
  }

  std::array<std::vector<void*>, kClasses> spare_;  // by their size in steps
  uint64_t count_ = 0;
  uint64_t bytes_ = 0;
};

}  // namespace runnel::op
