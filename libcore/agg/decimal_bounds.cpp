#include "agg/decimal_bounds.h"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

namespace runnel::agg {

const DecimalBounds& DecimalBounds::all() {
  static const DecimalBounds kBounds;
  return kBounds;
}

DecimalBounds::DecimalBounds() {
  lower_.fill(std::numeric_limits<double>::infinity());
  size_t count = 0;
  for (int power = kLeastPower; power <= kMostPower; ++power) {
    for (const char digit : {'1', '2', '5'}) {
      const double bound = std::strtod((digit + ("e" + std::to_string(power))).c_str(), nullptr);
      if (bound > 0) lower_[count++] = bound;  // 1e-324 and 2e-324 are 0
    }
  }
  uint16_t bucket = 0;
  for (size_t i = 0; i < of_power_of_two_.size(); ++i) {
    bucket = next_to(bucket, std::ldexp(1.0, static_cast<int>(i) + kLeastExponent));
    of_power_of_two_[i] = bucket;
  }
}

uint16_t DecimalBounds::bucket_of(double value) const {
  return next_to(of_power_of_two_[static_cast<size_t>(std::ilogb(value) - kLeastExponent)], value);
}

// The bucket of a number that is in this one or a higher one.
uint16_t DecimalBounds::next_to(uint16_t bucket, double value) const {
  while (lower_[bucket + size_t{1}] <= value) ++bucket;
  return bucket;
}

}  // namespace runnel::agg
