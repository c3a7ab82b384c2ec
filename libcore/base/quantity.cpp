#include "base/quantity.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <limits>

namespace runnel {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// A decimal that was written as `whole.fraction`, both as digits.
struct Decimal {
  std::string_view whole;
  std::string_view fraction;
};

// Takes `[0-9.]+` off the front: at most one point, at least one digit.
std::optional<Decimal> take_decimal(std::string_view& text) {
  size_t end = 0;
  while (end < text.size() && is_digit(text[end])) ++end;
  Decimal decimal{text.substr(0, end), {}};
  if (end < text.size() && text[end] == '.') {
    const size_t begin = ++end;
    while (end < text.size() && is_digit(text[end])) ++end;
    decimal.fraction = text.substr(begin, end - begin);
  }
  if (decimal.whole.empty() && decimal.fraction.empty()) return std::nullopt;
  text.remove_prefix(end);
  return decimal;
}

// decimal * unit, cut off below 1. nullopt beyond uint64.
std::optional<uint64_t> scaled(const Decimal& decimal, uint64_t unit) {
  uint64_t whole = 0;
  for (char c : decimal.whole) {
    if (__builtin_mul_overflow(whole, uint64_t{10}, &whole)) return std::nullopt;
    if (__builtin_add_overflow(whole, static_cast<uint64_t>(c - '0'), &whole)) return std::nullopt;
  }
  if (__builtin_mul_overflow(whole, unit, &whole)) return std::nullopt;
  // Long multiplication of the fraction's digits, from the last: what is carried out of the first is whole
  // units. unit * 10 fits (the largest is a week in nanoseconds).
  uint64_t carry = 0;
  for (size_t i = decimal.fraction.size(); i-- > 0;) {
    const uint64_t product = static_cast<uint64_t>(decimal.fraction[i] - '0') * unit + carry;
    carry = product / 10;
  }
  if (__builtin_add_overflow(whole, carry, &whole)) return std::nullopt;
  return whole;
}

struct Unit {
  std::string_view name;
  uint64_t nanoseconds;
};

// Two-letter names first, so that `ms` is not `m` followed by an `s`.
constexpr std::array<Unit, 8> kUnits{{{"ns", 1},
                                      {"us", 1'000},
                                      {"ms", 1'000'000},
                                      {"s", 1'000'000'000},
                                      {"m", 60'000'000'000},
                                      {"h", 3'600'000'000'000},
                                      {"d", 86'400'000'000'000},
                                      {"w", 604'800'000'000'000}}};

std::optional<uint64_t> take_unit(std::string_view& text) {
  for (const Unit& unit : kUnits) {
    if (!text.starts_with(unit.name)) continue;
    text.remove_prefix(unit.name.size());
    return unit.nanoseconds;
  }
  return std::nullopt;
}

// The length of a duration without its sign.
std::optional<uint64_t> parse_magnitude(std::string_view text) {
  if (text == "0") return 0;
  uint64_t total = 0;
  do {
    const auto decimal = take_decimal(text);
    if (!decimal) return std::nullopt;
    const auto unit = take_unit(text);
    if (!unit) return std::nullopt;
    const auto part = scaled(*decimal, *unit);
    if (!part || __builtin_add_overflow(total, *part, &total)) return std::nullopt;
  } while (!text.empty());
  return total;
}

// rest / unit with its digits after the point, without trailing zeros.
void append_fraction(std::string& out, uint64_t rest, uint64_t unit) {
  out += std::to_string(rest / unit);
  uint64_t remainder = rest % unit;
  if (remainder != 0) out += '.';
  while (remainder != 0) {
    remainder *= 10;
    out += static_cast<char>('0' + remainder / unit);
    remainder %= unit;
  }
}

}  // namespace

std::optional<int64_t> parse_duration(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto magnitude = parse_magnitude(text);
  constexpr auto kLargest = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
  if (!magnitude || *magnitude > kLargest + (negative ? 1 : 0)) return std::nullopt;
  return static_cast<int64_t>(negative ? uint64_t{0} - *magnitude : *magnitude);
}

std::string format_duration(int64_t nanoseconds) {
  std::string out;
  auto rest = static_cast<uint64_t>(nanoseconds);
  if (nanoseconds < 0) {
    out += '-';
    rest = uint64_t{0} - rest;
  }
  if (rest == 0) return "0s";
  const Unit& week = kUnits.back();
  if (rest % week.nanoseconds == 0) return out + std::to_string(rest / week.nanoseconds) + "w";
  for (size_t i = 6; i >= 4; --i) {  // d h m
    const Unit& unit = kUnits[i];
    if (rest >= unit.nanoseconds) {
      out += std::to_string(rest / unit.nanoseconds);
      out += unit.name;
      rest %= unit.nanoseconds;
    }
  }
  for (size_t i = 4; i-- > 0 && rest != 0;) {  // the rest in the first of s ms us ns that it fills
    const Unit& unit = kUnits[i];
    if (rest < unit.nanoseconds) continue;
    append_fraction(out, rest, unit.nanoseconds);
    out += unit.name;
    break;
  }
  return out;
}

std::optional<uint64_t> parse_size(std::string_view text) {
  const auto decimal = take_decimal(text);
  if (!decimal) return std::nullopt;
  uint64_t unit = 1;
  if (constexpr std::string_view kPrefixes = "KMGT";
      !text.empty() && kPrefixes.find(text[0]) != kPrefixes.npos) {
    unit = uint64_t{1} << (10 * (kPrefixes.find(text[0]) + 1));
    text.remove_prefix(1);
    if (text.starts_with("iB")) text.remove_prefix(1);
  }
  if (text.starts_with('B')) text.remove_prefix(1);
  const bool half_a_byte = unit == 1 && !decimal->fraction.empty();
  if (!text.empty() || half_a_byte) return std::nullopt;
  return scaled(*decimal, unit);
}

std::string format_size(uint64_t bytes) {
  if (bytes == 1) return "1 byte";
  if (bytes < 1000) return std::to_string(bytes) + " bytes";
  constexpr std::array<const char*, 6> kNames{"kB", "MB", "GB", "TB", "PB", "EB"};
  double scaled_bytes = static_cast<double>(bytes) / 1000;
  size_t name = 0;
  while (scaled_bytes >= 999.5) {  // would be written with four digits
    scaled_bytes /= 1000;
    ++name;
  }
  const int decimals = scaled_bytes < 9.995 ? 2 : scaled_bytes < 99.95 ? 1 : 0;
  return fmt::format("{:.{}f} {}", scaled_bytes, decimals, kNames[name]);
}

std::optional<uint64_t> parse_count(std::string_view text) {
  uint64_t count = 0;
  if (text.empty() || !is_digit(text[0])) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count, 10);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return count;
}

// In percent the point moves by two digits, so that `10%` is rounded to a double as `0.1` is.
std::optional<double> parse_probability(std::string_view text) {
  const bool percent = text.ends_with('%');
  if (percent) text.remove_suffix(1);
  const auto decimal = take_decimal(text);
  if (!decimal || !text.empty()) return std::nullopt;
  std::string whole = "000" + std::string(decimal->whole);
  std::string fraction(decimal->fraction);
  if (percent) {
    fraction.insert(0, whole, whole.size() - 2, 2);
    whole.resize(whole.size() - 2);
  }
  const std::string number = whole + "." + fraction + "0";  // a point needs a digit behind it
  double probability = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), probability);
  const bool is_fraction = whole.find_first_not_of('0') == whole.npos;
  if (error == std::errc::result_out_of_range && is_fraction) return 0;  // smaller than any double but 0
  if (error != std::errc() || probability > 1) return std::nullopt;
  return probability;
}

std::optional<Rate> parse_rate(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash == text.npos) return std::nullopt;
  const auto count = parse_count(text.substr(0, slash));
  const auto span = parse_duration(text.substr(slash + 1));
  if (!count || *count == 0 || !span || *span <= 0) return std::nullopt;
  return Rate{*count, *span};
}

}  // namespace runnel
