#include "base/decimal_time.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <limits>

namespace runnel {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Far beyond every exponent that leaves something of an int64.
constexpr int64_t kLargestExponent = 1'000'000;

constexpr auto kPowersOfTen = [] {
  std::array<uint64_t, 20> powers{1};
  for (size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

// Takes `[0-9]+` off the front.
std::string_view take_digits(std::string_view& text) {
  size_t end = 0;
  while (end < text.size() && is_digit(text[end])) ++end;
  const std::string_view digits = text.substr(0, end);
  text.remove_prefix(end);
  return digits;
}

// What stands behind the digits: nothing, or `e` and an exponent.
std::optional<int64_t> parse_exponent(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] != 'e' && text[0] != 'E') return std::nullopt;
  text.remove_prefix(1);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::string_view digits = take_digits(text);
  if (digits.empty() || !text.empty()) return std::nullopt;
  int64_t exponent = kLargestExponent;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), exponent).ec != std::errc()) {
    exponent = kLargestExponent;
  }
  exponent = std::min(exponent, kLargestExponent);
  return negative ? -exponent : exponent;
}

}  // namespace

std::optional<DecimalNumber> DecimalNumber::parse(std::string_view text) {
  DecimalNumber number;
  number.negative_ = text.starts_with('-');
  if (number.negative_) text.remove_prefix(1);
  const char* const begin = text.data();
  std::string_view whole = take_digits(text);
  std::string_view fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = take_digits(text);
  }
  if (whole.empty() && fraction.empty()) return std::nullopt;
  const std::string_view all(begin, static_cast<size_t>(text.data() - begin));
  const auto exponent = parse_exponent(text);
  if (!exponent) return std::nullopt;

  number.digits_ = all.substr(std::min(all.find_first_not_of("0."), all.size()));
  if (number.digits_.empty()) return number;
  const size_t first = all.size() - number.digits_.size();
  const auto leading = static_cast<int64_t>(first);
  const auto whole_size = static_cast<int64_t>(whole.size());
  number.whole_digits_ = (first < whole.size() ? whole_size - leading : whole_size + 1 - leading) + *exponent;
  return number;
}

std::optional<int64_t> DecimalNumber::shifted(int places) const {
  constexpr int64_t kMostDigits = 19;  // of which every number fits uint64
  const int64_t wanted = digits_.empty() ? 0 : whole_digits_ + places;
  if (wanted > kMostDigits) return std::nullopt;
  uint64_t magnitude = 0;
  int64_t taken = 0;
  bool rest = false;
  for (const char c : digits_) {
    if (c == '.') continue;
    if (taken < wanted) {
      magnitude = magnitude * 10 + static_cast<uint64_t>(c - '0');
      ++taken;
    } else if (c != '0') {
      rest = true;
      break;
    }
  }
  if (taken < wanted) magnitude *= kPowersOfTen[static_cast<size_t>(wanted - taken)];
  if (negative_ && rest) ++magnitude;  // down, which is away from 0
  constexpr auto kLargest = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
  if (magnitude > kLargest + (negative_ ? 1 : 0)) return std::nullopt;
  return static_cast<int64_t>(negative_ ? uint64_t{0} - magnitude : magnitude);
}

}  // namespace runnel
