// The sum of any number of doubles and 64-bit integers, or of their squares, without an error: only its value
// as a double is rounded, once. So it is a function of the numbers alone: their order, how they were
// distributed over threads or machines, and how partial sums were merged make no difference to any digit.
//
// The sum is a fixed-point number wide enough for the squares of any doubles, 2^64 of them, in limbs of 32
// bits that are kept in 64, so that carries wait: Neal, "Fast exact summation using small and large
// superaccumulators" (2015), the small one. Adding a number touches two limbs, adding its square four.
//
// 1.1 KB. Trivially copyable.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "agg/int128.h"
#include "base/bytes.h"
#include "json/value.h"

namespace runnel::agg {

class ExactSum {
 public:
  // The number, or its square. REQUIRES: the number is finite.
  void add(json::Number number) {
    if (number.kind == json::Number::Kind::real) {
      add_double(number.d);
    } else {
      add_integer(number);
    }
    settle();
  }
  void add_square(json::Number number) {
    if (number.kind == json::Number::Kind::real) {
      add_double_square(number.d);
    } else {
      add_integer_square(number);
    }
    settle();
  }
  // `times` times the number, or its square.
  void add(json::Number number, uint64_t times);
  void add_square(json::Number number, uint64_t times);
  void merge(const ExactSum& other);

  // The double nearest to the sum; an infinity where it is beyond them.
  double value() const;
  // The double nearest to sum / count. REQUIRES: count > 0.
  double mean(uint64_t count) const;

  void save(ByteWriter& out) const;
  void load(ByteReader& in);

  // The variance of a sample of `count` numbers with this sum and this sum of squares: the double nearest to
  // the exact quotient (count squares - sum^2) / (count (count - 1)), so that it is right also where the
  // numbers differ by little. Nothing for fewer than two numbers.
  static std::optional<double> variance(const ExactSum& sum, const ExactSum& squares, uint64_t count);
  // Its square root, within one unit in the last place, and worked out also where the variance itself is
  // beyond the doubles.
  static std::optional<double> deviation(const ExactSum& sum, const ExactSum& squares, uint64_t count);

  static constexpr size_t kLimbs = 140;
  // Limb 0 counts 2^-2176: the square of the least double is 2^-2148.
  static constexpr int kLowestExponent = -2176;

 private:
  static constexpr size_t kOnes = -kLowestExponent / 32;  // the limb that counts 1, 2, 3 ...
  // Each addition changes a limb by less than 2^53.
  static constexpr uint32_t kMostWaiting = 1000;

  // A double is mantissa * 2^(exponent - 1075).
  struct Parts {
    uint64_t mantissa;  // below 2^53
    int exponent;       // from 1
    int64_t sign;       // 0, or -1 for a negative number
  };
  static Parts parts(double number) {
    const auto bits = std::bit_cast<uint64_t>(number);
    const int exponent = static_cast<int>(bits >> 52 & 0x7ff);
    const uint64_t hidden = exponent != 0 ? uint64_t{1} << 52 : 0;
    return {(bits & ((uint64_t{1} << 52) - 1)) | hidden, exponent != 0 ? exponent : 1,
            static_cast<int64_t>(bits) >> 63};
  }

  // Adds bits * 2^(position + kLowestExponent), or takes it off where sign is -1. REQUIRES: bits < 2^53.
  void add_bits(uint64_t bits, unsigned position, int64_t sign) {
    const size_t limb = position / 32;
    const unsigned shift = position % 32;
    const auto low = static_cast<int64_t>(bits << shift & 0xffffffff);
    const auto high = static_cast<int64_t>(bits >> (32 - shift));
    limbs_[limb] += (low ^ sign) - sign;
    limbs_[limb + 1] += (high ^ sign) - sign;
  }
  void add_double(double number) {
    const Parts p = parts(number);
    add_bits(p.mantissa, static_cast<unsigned>(p.exponent - 1075 - kLowestExponent), p.sign);
  }
  void add_double_square(double number) {
    const Parts p = parts(number);
    const auto position = static_cast<unsigned>(2 * (p.exponent - 1075) - kLowestExponent);
    const Uint128 square = static_cast<Uint128>(p.mantissa) * p.mantissa;
    constexpr uint64_t kLow = (uint64_t{1} << 53) - 1;
    add_bits(static_cast<uint64_t>(square) & kLow, position, 0);
    add_bits(static_cast<uint64_t>(square >> 53), position + 53, 0);
  }
  void add_integer(json::Number number) {
    const bool is_signed = number.kind == json::Number::Kind::integer;
    limbs_[kOnes] += is_signed ? number.i & 0xffffffff : static_cast<int64_t>(number.u & 0xffffffff);
    limbs_[kOnes + 1] += is_signed ? number.i >> 32 : static_cast<int64_t>(number.u >> 32);
  }
  void add_integer_square(json::Number number) {
    const uint64_t magnitude = magnitude_of(number);
    const Uint128 square = static_cast<Uint128>(magnitude) * magnitude;
    for (size_t i = 0; i < 4; ++i) {
      limbs_[kOnes + i] += static_cast<int64_t>(static_cast<uint64_t>(square >> (32 * i)) & 0xffffffff);
    }
  }
  static uint64_t magnitude_of(json::Number number) {
    if (number.kind != json::Number::Kind::integer) return number.u;
    const auto bits = static_cast<uint64_t>(number.i);
    return number.i < 0 ? 0 - bits : bits;
  }

  void settle() {
    if (++waiting_ >= kMostWaiting) carry();
  }
  // Every limb but the highest, which has the sign, becomes one of 32 bits.
  void carry();
  ExactSum carried() const {
    ExactSum sum = *this;
    sum.carry();
    return sum;
  }
  void add_product(Uint128 factor, uint64_t times, unsigned position, int64_t sign);

  std::array<int64_t, kLimbs> limbs_{};
  uint32_t waiting_ = 0;  // additions since carries were made
};

}  // namespace runnel::agg
