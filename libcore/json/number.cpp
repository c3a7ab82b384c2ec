#include "json/number.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <system_error>

namespace runnel::json {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLargest = std::numeric_limits<double>::max();

bool is_digit(char c) {
  return static_cast<unsigned char>(c - '0') < 10;
}

// Eight characters as one word, the first in its lowest byte.
uint64_t load_eight(const char* p) {
  uint64_t word;
  std::memcpy(&word, p, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

// Is each byte within '0' to '9'? Adding 6 carries into the high half of a byte above '9'.
bool are_digits(uint64_t word) {
  constexpr uint64_t kHighHalves = 0xF0F0F0F0F0F0F0F0;
  constexpr uint64_t kZeros = 0x3030303030303030;
  return (word & kHighHalves) == kZeros && ((word + 0x0606060606060606) & kHighHalves) == kZeros;
}

// The number that eight digits write: neighbours are joined to pairs, pairs to fours, fours to the whole.
uint64_t eight_digits(uint64_t word) {
  word -= 0x3030303030303030;
  word = (word * 10 + (word >> 8)) & 0x00FF00FF00FF00FF;
  word = (word * 100 + (word >> 16)) & 0x0000FFFF0000FFFF;
  return (word * 10000 + (word >> 32)) & 0xFFFFFFFF;
}

// Past the digits from p on, which are appended to value (modulo 2^64: who may have more than 19 counts
// them).
const char* read_digits(const char* p, const char* end, uint64_t& value) {
  while (end - p >= 8) {
    const uint64_t word = load_eight(p);
    if (!are_digits(word)) break;
    value = value * 100'000'000 + eight_digits(word);
    p += 8;
  }
  for (; p != end && is_digit(*p); ++p) value = value * 10 + static_cast<uint64_t>(*p - '0');
  return p;
}

// The powers of ten that a double holds exactly.
constexpr double kPowersOfTen[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
constexpr int kLargestExactPower = 22;
constexpr uint64_t kLargestExactInteger = uint64_t{1} << 53;

struct Exponent {
  int value = 0;
  const char* end;
};

// `e5`, `E+05`; p is at the e. Stops counting where no double could hold the number.
Exponent read_exponent(const char* p, const char* end) {
  ++p;
  const bool negative = p != end && *p == '-';
  if (p != end && (*p == '-' || *p == '+')) ++p;
  int value = 0;
  for (; p != end && is_digit(*p); ++p) {
    if (value < 100'000'000) value = value * 10 + (*p - '0');
  }
  return {negative ? -value : value, p};
}

// Is a number that std::from_chars calls out of range too large, rather than too small? Told by the power of
// ten of its first digit that is not 0. REQUIRES: there is such a digit, since 0 is never out of range.
bool is_huge(const char* p, const char* end) {
  int64_t power = -1;
  bool seen_point = false;
  bool seen_digit = false;
  for (; p != end && *p != 'e' && *p != 'E'; ++p) {
    if (*p == '.') {
      seen_point = true;
    } else if (seen_digit || *p != '0') {
      seen_digit = true;
      if (!seen_point) ++power;
    } else if (seen_point) {
      --power;
    }
  }
  return power + (p != end ? read_exponent(p, end).value : 0) > 0;
}

// Any text of a number, without its sign.
double magnitude(const char* first, const char* end) {
  double value = 0;
  const auto [rest, error] = std::from_chars(first, end, value);
  if (error == std::errc::result_out_of_range) return is_huge(first, end) ? kInfinity : 0.0;
  return error == std::errc() ? value : 0.0;
}

Number signed_real(bool negative, double value) {
  return Number::real(negative ? -value : value);
}

// Digits only, more than are known to fit.
Number long_integer(bool negative, const char* first, const char* end) {
  uint64_t value = 0;
  const auto [rest, error] = std::from_chars(first, end, value);
  constexpr uint64_t kTwoTo63 = uint64_t{1} << 63;
  if (error != std::errc() || (negative && (value > kTwoTo63 || value == 0))) {
    return signed_real(negative, magnitude(first, end));
  }
  return negative ? Number::integer(static_cast<int64_t>(0 - value)) : Number::unsigned_integer(value);
}

// A number with a fraction or an exponent. `digits` is what stands before p, which is at the point or the e.
Number decimal(bool negative, const char* first, const char* p, const char* end, uint64_t digits) {
  const char* point = p;
  if (*p == '.') p = read_digits(p + 1, end, digits);
  const bool countable = p - first <= 19;  // so that `digits` has not wrapped
  int power = p == point ? 0 : static_cast<int>(countable ? point + 1 - p : 0);
  if (p != end && (*p == 'e' || *p == 'E')) power += read_exponent(p, end).value;
  const bool exact = countable && digits <= kLargestExactInteger && std::abs(power) <= kLargestExactPower;
  if (!exact) return signed_real(negative, magnitude(first, end));
  // Both are exact, so that one operation rounds once.
  const double whole = static_cast<double>(digits);
  return signed_real(negative, power < 0 ? whole / kPowersOfTen[-power] : whole * kPowersOfTen[power]);
}

}  // namespace

Number parse_number(std::string_view text) {
  const char* p = text.data();
  const char* const end = p + text.size();
  const bool negative = p != end && *p == '-';
  if (negative) ++p;
  const char* const first = p;
  uint64_t digits = 0;
  p = read_digits(p, end, digits);
  if (p != end) return decimal(negative, first, p, end, digits);
  if (p - first > 18) return long_integer(negative, first, end);
  const auto value = static_cast<int64_t>(digits);
  if (negative && value == 0) return Number::real(-0.0);
  return Number::integer(negative ? -value : value);
}

namespace {

// Does text begin with `word`, in any case? REQUIRES: word is in lower case.
bool starts_with_word(std::string_view text, std::string_view word) {
  if (text.size() < word.size()) return false;
  for (size_t i = 0; i < word.size(); ++i) {
    if ((text[i] | 0x20) != word[i]) return false;
  }
  return true;
}

// `nan` and `snan`, after which jq's decimal library allows digits of payload, and jq itself only zeros.
bool is_nan_word(std::string_view text) {
  if (starts_with_word(text, "s")) text.remove_prefix(1);
  return starts_with_word(text, "nan") && text.find_first_not_of('0', 3) == std::string_view::npos;
}

bool is_infinity_word(std::string_view text) {
  return (text.size() == 3 && starts_with_word(text, "inf")) ||
         (text.size() == 8 && starts_with_word(text, "infinity"));
}

size_t count_digits(std::string_view text, size_t from) {
  size_t at = from;
  while (at < text.size() && is_digit(text[at])) ++at;
  return at - from;
}

// digits with at most one point among, before or after them, and an exponent or none.
bool is_decimal(std::string_view text) {
  size_t digits = count_digits(text, 0);
  size_t at = digits;
  if (at < text.size() && text[at] == '.') {
    const size_t fraction = count_digits(text, at + 1);
    digits += fraction;
    at += 1 + fraction;
  }
  if (digits == 0) return false;
  if (at == text.size()) return true;
  if ((text[at] | 0x20) != 'e') return false;
  ++at;
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
  const size_t exponent = count_digits(text, at);
  return exponent > 0 && at + exponent == text.size();
}

}  // namespace

std::optional<Number> number_from_string(std::string_view text) {
  const bool negative = text.starts_with('-');
  std::string_view unsigned_text = text;
  if (negative || text.starts_with('+')) unsigned_text.remove_prefix(1);
  if (is_decimal(unsigned_text)) return parse_number(negative ? text : unsigned_text);
  if (is_nan_word(unsigned_text)) return Number::real(std::numeric_limits<double>::quiet_NaN());
  if (is_infinity_word(unsigned_text)) return Number::real(negative ? -kInfinity : kInfinity);
  return std::nullopt;
}

namespace {

// A finite double that is not 0, in decimal: 0.d1d2d3... times 10^point.
struct Decimal {
  char digits[20];
  int count;
  int point;
};

Decimal shortest(double value) {
  char text[32];
  const char* const end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr;
  Decimal decimal{};
  const char* p = text;
  for (; *p != 'e'; ++p) {
    if (*p != '.') decimal.digits[decimal.count++] = *p;
  }
  decimal.point = read_exponent(p, end).value + 1;
  return decimal;
}

char* put(char* out, std::string_view text) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

char* put_zeros(char* out, int count) {
  std::memset(out, '0', static_cast<size_t>(count));
  return out + count;
}

// d.ddde-05: at least two digits of exponent.
char* put_scientific(char* out, std::string_view digits, int exponent) {
  *out++ = digits.front();
  if (digits.size() > 1) {
    *out++ = '.';
    out = put(out, digits.substr(1));
  }
  *out++ = 'e';
  *out++ = exponent < 0 ? '-' : '+';
  exponent = std::abs(exponent);
  if (exponent < 10) *out++ = '0';
  return std::to_chars(out, out + 3, exponent).ptr;
}

char* put_plain(char* out, std::string_view digits, int point) {
  const int count = static_cast<int>(digits.size());
  if (point <= 0) return put(put_zeros(put(out, "0."), -point), digits);
  if (point >= count) return put_zeros(put(out, digits), point - count);
  out = put(out, digits.substr(0, static_cast<size_t>(point)));
  *out++ = '.';
  return put(out, digits.substr(static_cast<size_t>(point)));
}

// Where jq changes from one layout to the other, as measured on jq 1.8.2: it writes up to three zeros after
// `0.`, and up to fifteen after the last digit.
char* put_real(char* out, double value) {
  if (std::isnan(value)) return put(out, "null");
  if (std::signbit(value)) {
    *out++ = '-';
    value = -value;
  }
  if (value < static_cast<double>(kLargestExactInteger) && value == std::trunc(value)) {
    return std::to_chars(out, out + kMaxNumberText - 1, static_cast<int64_t>(value)).ptr;
  }
  const Decimal decimal = shortest(std::min(value, kLargest));
  const std::string_view digits(decimal.digits, static_cast<size_t>(decimal.count));
  const bool plain = decimal.point > -4 && decimal.point <= decimal.count + 15;
  return plain ? put_plain(out, digits, decimal.point) : put_scientific(out, digits, decimal.point - 1);
}

}  // namespace

size_t write_number(char* out, Number number) {
  switch (number.kind) {
    case Number::Kind::integer:
      return static_cast<size_t>(std::to_chars(out, out + kMaxNumberText, number.i).ptr - out);
    case Number::Kind::unsigned_integer:
      return static_cast<size_t>(std::to_chars(out, out + kMaxNumberText, number.u).ptr - out);
    case Number::Kind::real:
      break;
  }
  return static_cast<size_t>(put_real(out, number.d) - out);
}

void append_number(std::string& out, Number number) {
  char text[kMaxNumberText];
  out.append(text, write_number(text, number));
}

}  // namespace runnel::json
