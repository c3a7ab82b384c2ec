// The records that a join holds until it knows that they have no more partners.
#pragma once

#include <cstdint>
#include <cstring>
#include <new>
#include <string_view>

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

class KeptRecords {
 public:
  KeptRecords() = default;
  KeptRecords(const KeptRecords&) = delete;
  KeptRecords& operator=(const KeptRecords&) = delete;

  Kept* make(const Kept& record, std::string_view text) {
    void* const memory = ::operator new(sizeof(Kept) + text.size());
    Kept* const kept = new (memory) Kept(record);
    kept->size = static_cast<uint32_t>(text.size());
    std::memcpy(static_cast<char*>(memory) + sizeof(Kept), text.data(), text.size());
    bytes_ += allocated(*kept);
    ++count_;
    return kept;
  }
  void free(Kept* kept) {
    bytes_ -= allocated(*kept);
    --count_;
    ::operator delete(kept);
  }

  uint64_t count() const { return count_; }
  uint64_t bytes() const { return bytes_; }

 private:
  // What the allocator makes of it.
  static uint64_t allocated(const Kept& kept) { return (sizeof(Kept) + kept.size + 8 + 15) / 16 * 16; }

  uint64_t count_ = 0;
  uint64_t bytes_ = 0;
};

}  // namespace runnel::op
