// How many things happened in the last second, ten seconds and minute of a stream's time, in tenths of a
// second: buckets on the grid of tenths, the newest of which is the one with the latest moment. What is older
// than a minute is forgotten, what comes out of order is counted where it belongs.
//
// A function of the moments, whatever their order; merging is exact. A count stops at 2^32 - 1. 2.4 KB.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "time/saturate.h"

namespace runnel::time {

class RecentCounts {
 public:
  static constexpr int64_t kBucket = 100'000'000;  // nanoseconds
  static constexpr size_t kBuckets = 600;

  void add(int64_t moment) { add_to(floor_divide(moment, kBucket), 1); }
  void merge(const RecentCounts& other);

  // How many happened in the last `buckets` buckets, up to the one that holds `now`. REQUIRES: buckets <=
  // kBuckets, and now is not before the latest moment.
  uint64_t count(size_t buckets, int64_t now) const;

  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  static size_t place(int64_t bucket) {
    return static_cast<size_t>(floor_modulo(bucket, static_cast<int64_t>(kBuckets)));
  }
  int64_t oldest() const { return newest_ - static_cast<int64_t>(kBuckets) + 1; }
  void add_to(int64_t bucket, uint32_t times) {
    if (bucket > newest_ || !has_any_) advance(bucket);
    if (bucket < oldest()) return;
    uint32_t& count = counts_[place(bucket)];
    if (__builtin_add_overflow(count, times, &count)) count = UINT32_MAX;
  }
  void advance(int64_t bucket);

  std::array<uint32_t, kBuckets> counts_{};
  int64_t newest_ = 0;  // the number of the newest bucket since 1970
  bool has_any_ = false;
};

}  // namespace runnel::time
