// What is told of the times of records: from when to when, how many of late, the longest silence, and how far
// they are out of order.
//
// Lateness is how far a record is behind the largest time before it, which whoever calls knows: it depends on
// the order of the records, everything else does not. Merging is exact, of lateness in so far as each part
// had an order of its own.
//
// 4 KB at most, and a DDSketch of the lateness of records that are late at all.
#pragma once

#include <algorithm>
#include <cstdint>

#include "agg/aggregate.h"
#include "agg/ddsketch.h"
#include "base/bytes.h"
#include "time/recent_counts.h"
#include "time/silences.h"

namespace runnel::agg {

class TimeProfile {
 public:
  // Nanoseconds. REQUIRES: lateness >= 0.
  void add(Context& context, int64_t time, int64_t lateness) {
    ++count_;
    silences_.add(time);
    recent_.add(time);
    if (lateness == 0) return;
    ++out_of_order_;
    most_lateness_ = std::max(most_lateness_, lateness);
    lateness_.add(context, static_cast<double>(lateness));
  }
  void merge(Context& context, const TimeProfile& other);

  uint64_t count() const { return count_; }
  const time::Silences& silences() const { return silences_; }
  const time::RecentCounts& recent() const { return recent_; }
  uint64_t out_of_order() const { return out_of_order_; }
  int64_t most_lateness() const { return most_lateness_; }
  // That of the ceil(q n)-th record by lateness, within 1 %. REQUIRES: count() > 0.
  int64_t lateness_at(double q) const;

  void release(Context& context);
  void save(ByteWriter& out) const;
  void load(Context& context, ByteReader& in);

 private:
  uint64_t count_ = 0;
  uint64_t out_of_order_ = 0;
  int64_t most_lateness_ = 0;
  DDSketch lateness_;  // but zeros
  time::Silences silences_;
  time::RecentCounts recent_;
};

}  // namespace runnel::agg
