// Count, mean and sum of squared differences from it: what var and stddev keep, in 24 bytes.
//
// Welford, "Note on a method for calculating corrected sums of squares and products" (1962), which does not
// cancel where the deviation is small against the mean; two of them merge as in Chan, Golub and LeVeque,
// "Updating formulae and a pairwise algorithm for computing sample variances" (1979). The relative error of
// the variance grows with the number of values and the condition of the data, about n * kappa * 1e-16.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"

namespace runnel::agg {

class Moments {
 public:
  void add(double value) {
    ++count_;
    const double before = value - mean_;
    mean_ += before / static_cast<double>(count_);
    squares_ += before * (value - mean_);
  }

  void merge(const Moments& other) {
    if (other.count_ == 0) return;
    if (count_ == 0) {
      *this = other;
      return;
    }
    const double mine = static_cast<double>(count_);
    const double others = static_cast<double>(other.count_);
    const double apart = other.mean_ - mean_;
    count_ += other.count_;
    mean_ += apart * (others / (mine + others));
    squares_ += other.squares_ + apart * apart * (mine * (others / (mine + others)));
  }

  // Of the sample: divided by n - 1. None for fewer than two values.
  std::optional<double> variance() const {
    if (count_ < 2) return std::nullopt;
    return squares_ / static_cast<double>(count_ - 1);
  }

  void save(ByteWriter& out) const {
    out.u64(count_);
    out.real(mean_);
    out.real(squares_);
  }
  void load(ByteReader& in) {
    count_ = in.u64();
    mean_ = in.real();
    squares_ = in.real();
  }

 private:
  uint64_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;
};

}  // namespace runnel::agg
