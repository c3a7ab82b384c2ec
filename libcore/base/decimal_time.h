// A number in decimal, as it is written, times a power of ten: without the detour over a double, whose 53
// bits do not hold the nanoseconds since 1970.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace runnel {

// Borrows the text.
class DecimalNumber {
 public:
  // `-12.5e3`: digits, a point with digits in front of it or behind, an exponent. nullopt for other text.
  static std::optional<DecimalNumber> parse(std::string_view text);

  // How many digits the number has in front of its point, without leading zeros, once its exponent has been
  // followed: it is below 10 to that power, and where it is not 0 no lower power is above it. At most 0
  // below 1.
  int64_t whole_digits() const { return whole_digits_; }

  // Times 10 to the power of `places`, rounded down. nullopt beyond int64.
  std::optional<int64_t> shifted(int places) const;

 private:
  std::optional<int64_t> shifted_short(int places) const;

  bool negative_ = false;
  // Of a number of at most 18 digits without an exponent: all of them, and how many stand behind the point.
  bool is_short_ = false;
  int64_t short_digits_ = 0;
  int behind_point_ = 0;
  std::string_view
      digits_;  // from the first that is not 0 on, with the point among them; empty: the number is 0
  int64_t whole_digits_ = 0;
};

}  // namespace runnel
