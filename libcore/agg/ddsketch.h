// Quantiles of any number of numbers within 1 % of the true value: for every q the estimate is within 0.99 to
// 1.01 times the number of that rank. Two sketches merge exactly: the sketch of all numbers comes out, to the
// last counter. See log_mapping.h for the paper, the bound and why it holds.
//
// Negative and positive numbers are counted in bins of their own, zeros apart. Each half has at most 2048
// bins, a factor of 1e17 or more between the largest and the
// least number. If it is wider the numbers nearest to zero
// collapse into one bin (bins.h): the bound then holds for quantiles within 1e17 of the half's largest
// magnitude, and those nearer to zero are told at the edge of what is kept. The least and the largest number
// are kept exactly, for the first and the last rank, and no estimate lies outside of them.
//
// 56 bytes, and 4 bytes a bin: 116 bins a decade, so that latencies over three decades take 1.4 KB, and what
// it can ever take is 16 KB (twice as much beyond 2^32 numbers in a bin).
//
// Not copied by itself: whoever holds it calls destroy().
#pragma once

#include <absl/functional/function_ref.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "agg/bins.h"
#include "agg/log_mapping.h"

namespace runnel::agg {

class DDSketch {
 public:
  // REQUIRES: value is finite.
  void add(Context& context, double value) {
    widen(value);
    if (value > 0) {
      positive_.add(context, LogMapping::index(value));
    } else if (value < 0) {
      negative_.add(context, LogMapping::index(-value));
    } else {
      ++zeros_;
    }
  }
  // The same `times` times. REQUIRES: times > 0.
  void add(Context& context, double value, uint64_t times);
  void merge(Context& context, const DDSketch& other);

  uint64_t count() const { return negative_.total() + zeros_ + positive_.total(); }
  // The estimate of the rank-th smallest, counted from 1. REQUIRES: 1 <= rank <= count().
  double at_rank(uint64_t rank) const;
  // What is counted, from the least to the largest: the estimates of the bins, and how many numbers each
  // stands for. The least and the largest number come by themselves, so that at_rank() can be told from this.
  void each(absl::FunctionRef<void(double value, uint64_t count)> take) const;

  void destroy(Context& context);
  void save(ByteWriter& out) const;
  void load(Context& context, ByteReader& in);

 private:
  void widen(double value) {
    least_ = std::min(least_, value);
    largest_ = std::max(largest_, value);
  }
  double estimate_at_rank(uint64_t rank) const;
  template <class Take>
  void each_bin(Take take) const;

  Bins negative_;  // by magnitude
  Bins positive_;
  uint64_t zeros_ = 0;
  double least_ = std::numeric_limits<double>::infinity();
  double largest_ = -std::numeric_limits<double>::infinity();
};

static_assert(sizeof(DDSketch) == 56);

}  // namespace runnel::agg
