#include "agg/profile/exact_sum.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace runnel::agg {

namespace {

// What the results are worked out in: digits of 32 bits, the lowest first, eight below the lowest limb so
// that a quotient has bits enough whatever is divided.
constexpr size_t kBelow = 8;
constexpr size_t kDigits = kBelow + ExactSum::kLimbs;
constexpr int kLowestDigit = ExactSum::kLowestExponent - 32 * static_cast<int>(kBelow);

struct Magnitude {
  std::array<uint32_t, kDigits> digits{};
  bool has_rest = false;  // there is more below the lowest digit
  bool is_negative = false;
};

// REQUIRES: carries were made.
Magnitude magnitude_of_limbs(const std::array<int64_t, ExactSum::kLimbs>& limbs) {
  Magnitude m;
  m.is_negative = limbs.back() < 0;
  uint64_t carry = m.is_negative ? 1 : 0;
  for (size_t i = 0; i < limbs.size(); ++i) {
    const auto digit = static_cast<uint32_t>(limbs[i]);
    const uint64_t sum = (m.is_negative ? ~digit : digit) + carry;
    m.digits[kBelow + i] = static_cast<uint32_t>(sum);
    carry = sum >> 32;
  }
  return m;
}

void multiply(Magnitude& m, uint64_t factor) {
  Uint128 carry = 0;
  for (uint32_t& digit : m.digits) {
    carry += static_cast<Uint128>(digit) * factor;
    digit = static_cast<uint32_t>(carry);
    carry >>= 32;
  }
}

void divide(Magnitude& m, uint64_t divisor) {
  uint64_t rest = 0;
  for (size_t i = kDigits; i-- > 0;) {
    const Uint128 dividend = static_cast<Uint128>(rest) << 32 | m.digits[i];
    m.digits[i] = static_cast<uint32_t>(dividend / divisor);
    rest = static_cast<uint64_t>(dividend % divisor);
  }
  m.has_rest |= rest != 0;
}

// REQUIRES: m is a sum of doubles and integers, so that its lowest digits are zeros.
Magnitude square(const Magnitude& m) {
  constexpr size_t kFirst = kBelow + (-1088 - ExactSum::kLowestExponent) / 32;  // doubles end at 2^-1074
  constexpr size_t kOffset = static_cast<size_t>(-kLowestDigit) / 32;           // the digit that counts 1
  Magnitude result;
  for (size_t i = kFirst; i < kDigits; ++i) {
    if (m.digits[i] == 0) continue;
    uint64_t carry = 0;
    for (size_t j = kFirst; j < kDigits && i + j - kOffset < kDigits; ++j) {
      uint32_t& digit = result.digits[i + j - kOffset];
      carry += uint64_t{m.digits[i]} * m.digits[j] + digit;
      digit = static_cast<uint32_t>(carry);
      carry >>= 32;
    }
  }
  return result;
}

// REQUIRES: a is not less than b.
void subtract(Magnitude& a, const Magnitude& b) {
  uint64_t borrow = 0;
  for (size_t i = 0; i < kDigits; ++i) {
    const uint64_t difference = uint64_t{a.digits[i]} - b.digits[i] - borrow;
    a.digits[i] = static_cast<uint32_t>(difference);
    borrow = difference >> 63;
  }
}

// bits * 2^exponent and a bit more, less than another bit: the highest bit of `bits` is set, or all is zero.
struct Leading {
  uint64_t bits;
  int exponent;
  bool has_rest;
};

Leading leading(const Magnitude& m) {
  size_t top = kDigits;
  while (top > 0 && m.digits[top - 1] == 0) --top;
  if (top == 0) return {0, 0, m.has_rest};
  const auto digit = [&m](size_t i) { return i < kDigits ? m.digits[i] : 0; };  // below 0 it wraps: zeros
  const int zeros = std::countl_zero(m.digits[top - 1]);
  const Uint128 three =
      static_cast<Uint128>(uint64_t{digit(top - 1)} << 32 | digit(top - 2)) << 32 | digit(top - 3);
  Leading result{static_cast<uint64_t>(three >> (32 - zeros)),
                 static_cast<int>(32 * top) - 64 - zeros + kLowestDigit, m.has_rest};
  result.has_rest |= (static_cast<uint64_t>(three) & ((uint64_t{1} << (32 - zeros)) - 1)) != 0;
  for (size_t i = 0; i + 3 < top; ++i) result.has_rest |= m.digits[i] != 0;
  return result;
}

// To the nearest double, to the even one of two that are equally near.
double rounded(Leading number) {
  constexpr int kLeastExponent = -1074;
  const int dropped = std::max(11, kLeastExponent - number.exponent);
  if (number.bits == 0 || dropped > 64) return 0;
  const uint64_t half = uint64_t{1} << (dropped - 1);
  const uint64_t below = number.bits & (half - 1);
  uint64_t kept = dropped == 64 ? 0 : number.bits >> dropped;
  const bool is_half = below == 0 && !number.has_rest;
  if ((number.bits & half) != 0 && (!is_half || (kept & 1) != 0)) ++kept;
  return std::ldexp(static_cast<double>(kept), number.exponent + dropped);
}

double rounded(const Magnitude& m) {
  const double value = rounded(leading(m));
  return m.is_negative ? -value : value;
}

// The sum of the squares of the distances from the mean, over count - 1.
Magnitude exact_variance(const Magnitude& sum, Magnitude squares, uint64_t count) {
  multiply(squares, count);
  subtract(squares, square(sum));
  divide(squares, count);
  divide(squares, count - 1);
  return squares;
}

}  // namespace

void ExactSum::carry() {
  for (size_t i = 0; i + 1 < kLimbs; ++i) {
    limbs_[i + 1] += limbs_[i] >> 32;
    limbs_[i] &= 0xffffffff;
  }
  waiting_ = 0;
}

void ExactSum::add_product(Uint128 factor, uint64_t times, unsigned position, int64_t sign) {
  constexpr uint64_t kDigit = 0xffffffff;
  for (; factor != 0; factor >>= 32, position += 32) {
    const Uint128 product = static_cast<Uint128>(static_cast<uint64_t>(factor) & kDigit) * times;
    add_bits(static_cast<uint64_t>(product) & kDigit, position, sign);
    add_bits(static_cast<uint64_t>(product >> 32) & kDigit, position + 32, sign);
    add_bits(static_cast<uint64_t>(product >> 64), position + 64, sign);
  }
}

void ExactSum::add(json::Number number, uint64_t times) {
  if (number.kind == json::Number::Kind::real) {
    const Parts p = parts(number.d);
    add_product(p.mantissa, times, static_cast<unsigned>(p.exponent - 1075 - kLowestExponent), p.sign);
  } else {
    const bool is_negative = number.kind == json::Number::Kind::integer && number.i < 0;
    add_product(magnitude_of(number), times, 32 * kOnes, is_negative ? -1 : 0);
  }
  settle();
}

void ExactSum::add_square(json::Number number, uint64_t times) {
  if (number.kind == json::Number::Kind::real) {
    const Parts p = parts(number.d);
    add_product(static_cast<Uint128>(p.mantissa) * p.mantissa, times,
                static_cast<unsigned>(2 * (p.exponent - 1075) - kLowestExponent), 0);
  } else {
    const uint64_t magnitude = magnitude_of(number);
    add_product(static_cast<Uint128>(magnitude) * magnitude, times, 32 * kOnes, 0);
  }
  settle();
}

void ExactSum::merge(const ExactSum& other) {
  const ExactSum addend = other.carried();
  carry();
  for (size_t i = 0; i < kLimbs; ++i) limbs_[i] += addend.limbs_[i];
  carry();
}

double ExactSum::value() const {
  return rounded(magnitude_of_limbs(carried().limbs_));
}

double ExactSum::mean(uint64_t count) const {
  Magnitude m = magnitude_of_limbs(carried().limbs_);
  divide(m, count);
  return rounded(m);
}

std::optional<double> ExactSum::variance(const ExactSum& sum, const ExactSum& squares, uint64_t count) {
  if (count < 2) return std::nullopt;
  return rounded(exact_variance(magnitude_of_limbs(sum.carried().limbs_),
                                magnitude_of_limbs(squares.carried().limbs_), count));
}

std::optional<double> ExactSum::deviation(const ExactSum& sum, const ExactSum& squares, uint64_t count) {
  if (count < 2) return std::nullopt;
  Leading variance = leading(exact_variance(magnitude_of_limbs(sum.carried().limbs_),
                                            magnitude_of_limbs(squares.carried().limbs_), count));
  // The root of a number between 2^-1 and 2^1 by an even power of two.
  const int exponent = variance.exponent + 64 - (variance.exponent & 1);
  variance.exponent -= exponent;
  return std::ldexp(std::sqrt(rounded(variance)), exponent / 2);
}

// The sign, and the digits from the lowest to the highest that is not zero.
void ExactSum::save(ByteWriter& out) const {
  const Magnitude m = magnitude_of_limbs(carried().limbs_);
  std::span<const uint32_t> digits = std::span(m.digits).subspan(kBelow);
  uint32_t first = 0;
  for (; !digits.empty() && digits.front() == 0; digits = digits.subspan(1)) ++first;
  while (!digits.empty() && digits.back() == 0) digits = digits.first(digits.size() - 1);
  out.u8(m.is_negative ? 1 : 0);
  out.u32(first);
  out.u64(digits.size());
  for (const uint32_t digit : digits) out.u32(digit);
}

void ExactSum::load(ByteReader& in) {
  *this = ExactSum();
  const int64_t sign = in.u8() != 0 ? -1 : 0;
  const uint32_t first = in.u32();
  const uint64_t count = in.count(4);
  // Nothing comes near to the highest limb.
  if (first > kLimbs || count >= kLimbs || first + count >= kLimbs + (count == 0 ? 1 : 0)) return in.fail();
  for (uint64_t i = 0; i < count; ++i) {
    const int64_t digit = in.u32();
    limbs_[first + i] = (digit ^ sign) - sign;
  }
  carry();
}

}  // namespace runnel::agg
