// The most frequent values of a stream: SpaceSaving (Metwally, Agrawal and El Abbadi, "Efficient computation
// of frequent and top-k elements in data streams", 2005) with m counters.
//
// While there are at most m different values, every count is exact and every error 0. After that a value
// without a counter takes over one with the least count, which becomes its error. N being the number of
// values added:
//   - a value's true count lies within [count - error, count];
//   - a value without a counter occurred at most as often as the least count says, which is at most N / m: so
//     every value that is more frequent than N / m has a counter.
//
// Merging as in Agarwal, Cormode, Huang, Phillips, Wei and Yi, "Mergeable summaries" (2012): counts and
// errors add up, where a value is in one summary only the other's least count is added to both (0 if that one
// is exact), and the m largest are kept. All that is said above holds for the result; where both are exact
// and their values fit, it is exact.
//
// Values that have the same 64-bit hash (hash.h) count as one: among a million different values this befalls
// any of them with a probability of 3e-8. Adding takes constant time.
//
// 192 bytes, and 56 to 112 bytes a counter in use, with what KeptValue takes for longer values; 12 to 28
// bytes more a counter once all are in use.
#pragma once

#include <cstdint>
#include <vector>

#include "agg/count_order.h"
#include "agg/hash.h"
#include "agg/kept_value.h"
#include "agg/place_table.h"

namespace runnel::agg {

class SpaceSaving {
 public:
  struct Entry {
    Hash64 hash;
    uint64_t count = 0;
    uint64_t error = 0;
    uint64_t seen = 0;  // how many values came before the one that it has its counter from: no two are equal
    KeptValue value;
  };

  // `capacity`: m, which is the same in every call. REQUIRES: hash is the value's.
  void add(Context& context, Hash64 hash, const json::Value& value, size_t capacity);
  // `other` came behind.
  void merge(Context& context, const SpaceSaving& other, size_t capacity);

  bool is_exact() const { return !lossy_; }
  uint64_t total() const { return total_; }
  // What a value without a counter may have occurred at most.
  uint64_t floor() const { return lossy_ ? order_.least_count() : 0; }
  // The k largest counts, largest first, ties in the order of appearance. Pointers are valid until a change.
  std::vector<const Entry*> top(size_t k) const;

  size_t heap_bytes() const;
  // Gives back what the values hold.
  void release(Context& context);
  void save(ByteWriter& out) const;
  void load(Context& context, ByteReader& in, size_t capacity);

 private:
  auto hash_at() const {
    return [this](uint32_t place) { return entries_[place].hash; };
  }
  uint32_t find(Hash64 hash) const { return places_.find(hash, hash_at()); }
  bool is_full(size_t capacity) const { return entries_.size() == capacity; }
  void replace_least(Context& context, Hash64 hash, const json::Value& value);
  void keep_largest(Context& context, size_t capacity);
  void index_all(size_t capacity);
  bool load_entry(Context& context, ByteReader& in);
  void order_all();

  std::vector<Entry> entries_;
  PlaceTable places_;
  CountOrder order_;  // once all counters are in use
  uint64_t total_ = 0;
  bool lossy_ = false;  // only ever true when all counters are in use
};

}  // namespace runnel::agg
