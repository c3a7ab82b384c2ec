#include "time/recent_counts.h"

#include <algorithm>

namespace runnel::time {

// REQUIRES: bucket > newest_, or there is none.
void RecentCounts::advance(int64_t bucket) {
  if (has_any_) {
    const int64_t last = std::min(bucket, newest_ + static_cast<int64_t>(kBuckets));
    for (int64_t passed = newest_ + 1; passed <= last; ++passed) counts_[place(passed)] = 0;
  }
  newest_ = bucket;
  has_any_ = true;
}

void RecentCounts::merge(const RecentCounts& other) {
  if (!other.has_any_) return;
  for (int64_t bucket = other.newest_; bucket >= other.oldest(); --bucket) {  // the newest first
    add_to(bucket, other.counts_[place(bucket)]);
  }
}

uint64_t RecentCounts::count(size_t buckets, int64_t now) const {
  if (!has_any_) return 0;
  const int64_t end = floor_divide(now, kBucket) + 1;
  uint64_t total = 0;
  for (int64_t bucket = std::max(end - static_cast<int64_t>(buckets), oldest()); bucket <= newest_;
       ++bucket) {
    total += counts_[place(bucket)];
  }
  return total;
}

void RecentCounts::save(ByteWriter& out) const {
  out.u8(has_any_ ? 1 : 0);
  out.i64(newest_);
  const auto zeros = std::count(counts_.begin(), counts_.end(), 0U);
  out.u64(kBuckets - static_cast<size_t>(zeros));
  for (uint32_t age = 0; age < kBuckets; ++age) {
    const uint32_t count = counts_[place(newest_ - age)];
    if (count == 0) continue;
    out.u32(age);
    out.u32(count);
  }
}

void RecentCounts::load(ByteReader& in) {
  *this = RecentCounts();
  has_any_ = in.u8() != 0;
  newest_ = in.i64();
  constexpr int64_t kLimit = INT64_MAX / kBucket + 1;  // no moment is beyond it
  const uint64_t counts = in.count(8);
  if (newest_ > kLimit || newest_ < -kLimit - 1 || counts > kBuckets || (counts > 0 && !has_any_)) {
    in.fail();
  }
  if (!in.ok()) newest_ = 0;
  for (uint64_t i = 0; in.ok() && i < counts; ++i) {
    const uint32_t age = in.u32();
    if (age >= kBuckets) return in.fail();
    counts_[place(newest_ - age)] = in.u32();
  }
}

}  // namespace runnel::time
