// How often each value of a field occurs: all of them exactly while there are at most kMost different ones,
// and then the most frequent ones with a bound.
//
// When there are more, half of the counters are given up at once, those with the least counts, up to the
// median; what a value may have had that is without a counter is then at most floor(), the largest count that
// was given up, and one that comes anew begins there. This is Misra-Gries with decrements of many at once, as
// in Anderson, Bevin, Lang, Liberty, Rhodes and Thaler, "A high-performance algorithm for identifying
// frequent items in data streams" (2017), told from above. N being the number of values added:
//   - a value's true count lies within [count - error, count];
//   - a value without a counter occurred at most floor() times, and floor() is at most 2 N / kMost: each time
//     it rises by d, kMost / 2 counters or more are given up that held d or more beyond the floor before.
// Merging as in Agarwal and others, "Mergeable summaries" (2012): counts and errors add up, a value that is
// in one of them only has the other's floor added to both. The bound holds for the result, and where both are
// exact and have room together it is exact.
//
// Unlike SpaceSaving (agg/space_saving.h) it needs no order of the counters, and a value that comes once
// costs a few nanoseconds, which is what most fields of many different values are made of.
//
// 48 bytes a counter, 4 to 8 of index, and the text of strings up to 256 bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agg/aggregate.h"
#include "agg/hash.h"
#include "agg/place_table.h"
#include "agg/profile/scalar.h"

namespace runnel::agg {

class ValueCounts {
  auto hash_at() const {
    return [this](uint32_t place) { return Hash64{entries_[place].hash}; };
  }

 public:
  static constexpr size_t kMost = 2048;

  struct Entry {
    uint64_t hash;
    uint64_t count;
    uint64_t error;
    uint64_t word;        // the number's bits, or where in the texts the string is
    uint32_t size;        // of the text that is kept
    uint32_t characters;  // of the whole string
    Scalar::Kind kind;
    bool is_cut;  // the string is longer than what is kept
  };

  // REQUIRES: scalar.is_counted(), times > 0.
  void add(Context& context, const Scalar& scalar, uint64_t times = 1) {
    const uint32_t place = places_.find({scalar.hash}, hash_at());
    if (place != PlaceTable::kNone) [[likely]] {
      entries_[place].count += times;
    } else {
      add_new(context, scalar, times);
    }
  }
  // Whether add() would go beyond kMost for the first time: who wants to know all values exactly looks at
  // them now.
  bool would_overflow(const Scalar& scalar) const {
    return entries_.size() == kMost && is_exact_ &&
           places_.find({scalar.hash}, hash_at()) == PlaceTable::kNone;
  }
  void merge(Context& context, const ValueCounts& other);

  bool is_exact() const { return is_exact_; }
  uint64_t floor() const { return floor_; }
  size_t size() const { return entries_.size(); }
  // In the order in which they came. Views are valid until a change.
  const std::vector<Entry>& entries() const { return entries_; }
  // As it was given, but for the length of what is cut. Borrows.
  Scalar value(const Entry& entry) const;
  // By count, largest first, ties by value: strings behind numbers behind booleans. Those that are surely
  // more frequent than floor(), at most k.
  std::vector<const Entry*> top(size_t k) const;

  void release(Context& context);
  void save(ByteWriter& out) const;
  void load(Context& context, ByteReader& in);

 private:
  void add_new(Context& context, const Scalar& scalar, uint64_t times);
  Entry& insert(Context& context, const Scalar& scalar, uint32_t length, bool is_cut);
  void give_up_half(Context& context);
  void index_all();
  std::string_view text_of(const Entry& entry) const { return {texts_.data() + entry.word, entry.size}; }
  size_t bytes() const {
    return entries_.capacity() * sizeof(Entry) + texts_.capacity() + places_.heap_bytes();
  }
  bool load_entry(Context& context, ByteReader& in);

  std::vector<Entry> entries_;
  PlaceTable places_;
  std::string texts_;
  uint64_t floor_ = 0;
  bool is_exact_ = true;
};

}  // namespace runnel::agg
