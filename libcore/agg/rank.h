// Which of n numbers in order is the q-quantile: the ceil(q n)-th, and for q = 0 the first.
#pragma once

#include <cstdint>

namespace runnel::agg {

class Rank {
 public:
  // REQUIRES: 0 <= q <= 1.
  explicit Rank(double q);

  // From 1 to n. REQUIRES: n > 0.
  uint64_t of(uint64_t n) const;

 private:
  double q_;
  // q as it is written in decimal: 0.07 of 100 is 7, while the double nearest to 0.07 is above it and would
  // give 8. A denominator of 0 where its digits are too many.
  uint64_t numerator_ = 0;
  uint64_t denominator_ = 0;
};

}  // namespace runnel::agg
