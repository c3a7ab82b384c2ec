#include "base/decimal_time.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdlib>
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
  const size_t size = text.size();
  std::string_view whole = take_digits(text);
  std::string_view fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = take_digits(text);
  }
  if (whole.empty() && fraction.empty()) return std::nullopt;
  constexpr size_t kShort = 18;  // of which every number fits int64
  if (text.empty() && size <= kShort) {
    number.is_short_ = true;
    number.behind_point_ = static_cast<int>(fraction.size());
    for (const std::string_view digits : {whole, fraction}) {
      for (const char c : digits) number.short_digits_ = number.short_digits_ * 10 + (c - '0');
    }
  }
  const std::string_view all(begin, static_cast<size_t>(text.data() - begin));
  const auto exponent = parse_exponent(text);
  if (!exponent) return std::nullopt;

  size_t zeros = 0;
  while (zeros < all.size() && (all[zeros] == '0' || all[zeros] == '.')) ++zeros;
  number.digits_ = all.substr(zeros);
  if (number.digits_.empty()) return number;
  const size_t first = all.size() - number.digits_.size();
  const auto leading = static_cast<int64_t>(first);
  const auto whole_size = static_cast<int64_t>(whole.size());
  number.whole_digits_ = (first < whole.size() ? whole_size - leading : whole_size + 1 - leading) + *exponent;
  return number;
}

std::optional<int64_t> DecimalNumber::shifted_short(int places) const {
  const int64_t value = negative_ ? -short_digits_ : short_digits_;
  const int zeros = places - behind_point_;
  constexpr int kMost = 18;  // of which the power of ten fits int64
  if (zeros > kMost) return value == 0 ? std::optional<int64_t>(0) : std::nullopt;
  if (zeros < -kMost) return value < 0 ? -1 : 0;
  const auto power = static_cast<int64_t>(kPowersOfTen[static_cast<size_t>(std::abs(zeros))]);
  if (zeros < 0) return value / power - (value % power < 0 ? 1 : 0);
  int64_t product = 0;
  if (__builtin_mul_overflow(value, power, &product)) return std::nullopt;
  return product;
}

std::optional<int64_t> DecimalNumber::shifted(int places) const {
  if (is_short_) return shifted_short(places);
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
