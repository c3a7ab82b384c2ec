// The bounds 1, 2, 5, 10, 20, 50 ... between which histograms count: the doubles nearest to those decimals,
// from 5e-324 on, and behind them infinity. Bucket b holds the numbers from lower(b) up to, without,
// lower(b + 1).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace runnel::agg {

class DecimalBounds {
 public:
  // Made at the first call, and never destroyed.
  static const DecimalBounds& all();

  // REQUIRES: value is positive and finite.
  uint16_t bucket_of(double value) const;
  // REQUIRES: bucket < size().
  double lower(size_t bucket) const { return lower_[bucket]; }
  // One more than the highest bucket whose upper bound is known.
  size_t size() const { return lower_.size(); }

 private:
  static constexpr int kLeastPower = -324;  // 5e-324 is the least double above 0
  static constexpr int kMostPower = 308;
  static constexpr int kLeastExponent = -1074;

  DecimalBounds();
  uint16_t next_to(uint16_t bucket, double value) const;

  std::array<double, 3 * (kMostPower - kLeastPower + 1)> lower_;
  // The bucket of 2^e, at e - kLeastExponent.
  std::array<uint16_t, 1024 - kLeastExponent> of_power_of_two_;
};

}  // namespace runnel::agg
