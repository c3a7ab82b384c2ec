// Which bin of a DDSketch a number falls into, and the number that stands for a bin: the logarithm without a
// logarithm.
//
// Masson, Rim and Lee, "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees"
// (VLDB 2019): if a bin is no wider than the factor gamma = (1 + a) / (1 - a), then the number between its
// ends l and u that is equally far from both in relative terms, 2lu / (l + u), is within the factor 1 +- a of
// every number in it, as (u - l) / (u + l) <= (gamma - 1) / (gamma + 1) = a. The paper takes the bins of
// log(x) / log(gamma). Any increasing f in place of log x will do if it is multiplied by enough: bins of
// width 1 / m in f have the width 1 / (m f') in log x, so that m = 1 / (log(gamma) min f') keeps them narrow
// enough.
//
// Here x = 2^e (1 + s) with 0 <= s < 1, read off the bits, and f(x) = e + P(s), P(s) = ((6/35 s - 3/5) s +
// 10/7) s. P(0) = 0 and P(1) = 1, so that f is continuous; its slope against log x is P'(s) (1 + s), which
// has its least value 10/7 at s = 0 and again at s = 2/3. The best that is possible is 1 / log 2 = 1.4427:
// the bins cost 1 % more in number than those of the logarithm.
//
// The bound: a = 0.0099, and the estimate is then rounded to five significant digits, which moves it by at
// most 0.00005 of itself: less than 0.01 together, with room for the rounding of the arithmetic. Numbers
// below the least normal double (2.2e-308) lie so far apart that half that distance adds to the error.
#pragma once

#include <bit>
#include <cstdint>

#include "agg/bins.h"

namespace runnel::agg {

class LogMapping {
 public:
  // REQUIRES: value is positive and finite. Above 0, below Bins::kIndexLimit.
  static uint32_t index(double value) {
    auto bits = std::bit_cast<uint64_t>(value);
    double exponent = -1023;
    if (bits >> kFractionBits == 0) [[unlikely]] {
      bits = std::bit_cast<uint64_t>(value * kTwoTo54);
      exponent -= 54;
    }
    exponent += static_cast<double>(bits >> kFractionBits);
    const double s = std::bit_cast<double>((bits & kFraction) | kOne) - 1;
    return static_cast<uint32_t>((exponent + ((kA * s + kB) * s + kC) * s) * kBinsAnOctave + kShift);
  }

  // For any number in the bin, within the bound above.
  static double estimate(uint32_t index);

 private:
  static constexpr double kA = 6.0 / 35;
  static constexpr double kB = -3.0 / 5;
  static constexpr double kC = 10.0 / 7;
  // 1 / (log(1.0099 / 0.9901) * 10 / 7), rounded up.
  static constexpr double kBinsAnOctave = 35.3524;
  static constexpr double kShift = 38'000;  // makes the indexes of all doubles positive

  static constexpr int kFractionBits = 52;
  static constexpr uint64_t kFraction = (uint64_t{1} << kFractionBits) - 1;
  static constexpr uint64_t kOne = uint64_t{1023} << kFractionBits;
  static constexpr double kTwoTo54 = 18014398509481984.0;

  static double fraction_at(double part);
};

}  // namespace runnel::agg
