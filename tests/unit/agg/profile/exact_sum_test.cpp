#include "agg/profile/exact_sum.h"

#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "../../catch.h"
#include "slow_integer.h"

namespace runnel::agg {
namespace {

using json::Number;
using Kind = json::Number::Kind;

constexpr double kLargest = std::numeric_limits<double>::max();
constexpr double kLeast = std::numeric_limits<double>::denorm_min();
constexpr int kScale = 1088;  // enough for the fraction of any double

SlowInteger slow(Number number) {
  if (number.kind == Kind::real) return SlowInteger::of(number.d, kScale);
  if (number.kind == Kind::unsigned_integer) return SlowInteger(number.u).shifted(kScale);
  const auto bits = static_cast<uint64_t>(number.i);
  return SlowInteger(number.i < 0 ? 0 - bits : bits, number.i < 0).shifted(kScale);
}

// Whether no double is nearer to numerator / (denominator 2^scale).
bool is_nearest(double value, const SlowInteger& numerator, const SlowInteger& denominator, int scale) {
  const auto distance = [&](double candidate) {
    return (SlowInteger::of(candidate, scale) * denominator - numerator).magnitude();
  };
  const double infinity = std::numeric_limits<double>::infinity();
  if (std::isinf(value)) {  // beyond the middle between the largest double and the next there would be
    const SlowInteger limit = (SlowInteger(1).shifted(55) - SlowInteger(1)).shifted(969 + 1 + scale - 1);
    return SlowInteger::order_of_magnitudes(numerator, limit * denominator) >= 0 &&
           numerator.is_negative() == (value < 0);
  }
  const SlowInteger here = distance(value);
  for (const double other : {std::nextafter(value, infinity), std::nextafter(value, -infinity)}) {
    if (!std::isinf(other) && SlowInteger::order_of_magnitudes(here, distance(other)) > 0) return false;
  }
  return true;
}

struct Both {
  ExactSum sum;
  ExactSum squares;

  void add(Number number) {
    sum.add(number);
    squares.add_square(number);
  }
  void add(Number number, uint64_t times) {
    sum.add(number, times);
    squares.add_square(number, times);
  }
  void merge(const Both& other) {
    sum.merge(other.sum);
    squares.merge(other.squares);
  }
  std::string bytes() const {
    ByteWriter out;
    sum.save(out);
    squares.save(out);
    return out.take();
  }
};

Number any_number() {
  const auto bits = *rc::gen::arbitrary<uint64_t>();
  switch (*rc::gen::inRange(0, 8)) {
    case 0:
      return Number::unsigned_integer(bits);
    case 1:
      return Number::integer(static_cast<int64_t>(bits));
    case 2:
      return Number::integer(*rc::gen::inRange<int64_t>(-1000, 1000));
    case 3:
      return Number::real(std::bit_cast<double>(bits & 0x800fffffffffffff));  // subnormal
    case 4:
      return Number::real(1e9 + static_cast<double>(bits % 1000) / 8);
    case 5:
      return *rc::gen::element(Number::real(kLargest), Number::real(-kLargest), Number::real(kLeast),
                               Number::real(-0.0), Number::integer(std::numeric_limits<int64_t>::min()),
                               Number::unsigned_integer(UINT64_MAX));
    default: {
      const auto number = std::bit_cast<double>(bits);
      return Number::real(std::isfinite(number) ? number : 0.1);
    }
  }
}

std::vector<Number> any_numbers() {
  std::vector<Number> numbers(*rc::gen::inRange<size_t>(1, 30));
  for (Number& number : numbers) number = any_number();
  return numbers;
}

TEST_CASE("sum, mean and variance are the doubles nearest to the exact ones") {
  REQUIRE(rc::check("results", [] {
    const std::vector<Number> numbers = any_numbers();
    Both fast;
    SlowInteger sum, squares;
    for (const Number number : numbers) {
      fast.add(number);
      sum = sum + slow(number);
      squares = squares + slow(number) * slow(number);
    }
    const uint64_t n = numbers.size();
    RC_ASSERT(is_nearest(fast.sum.value(), sum, SlowInteger(1), kScale));
    RC_ASSERT(is_nearest(fast.squares.value(), squares, SlowInteger(1), 2 * kScale));
    RC_ASSERT(is_nearest(fast.sum.mean(n), sum, SlowInteger(n), kScale));
    const auto variance = ExactSum::variance(fast.sum, fast.squares, n);
    RC_ASSERT(variance.has_value() == (n > 1));
    if (n < 2) return;
    const SlowInteger numerator = squares * SlowInteger(n) - sum * sum;
    const SlowInteger denominator(n * (n - 1));
    RC_ASSERT(is_nearest(*variance, numerator, denominator, 2 * kScale));
    // The root lies between the square roots of the doubles around it.
    const double deviation = *ExactSum::deviation(fast.sum, fast.squares, n);
    const auto square_is_less = [&](double root) {
      const SlowInteger exact = SlowInteger::of(root, kScale);
      return (exact * exact * denominator - numerator).is_negative();
    };
    if (deviation > 0) RC_ASSERT(square_is_less(std::nextafter(deviation, 0.0)));
    if (deviation >= kLargest) return;  // beyond it there is no double
    RC_ASSERT(!square_is_less(std::nextafter(deviation, kLargest)));
  }));
}

TEST_CASE("a sum has the same bytes whatever the order and the partition") {
  REQUIRE(rc::check("partition", [] {
    const std::vector<Number> numbers = any_numbers();
    Both in_order;
    for (const Number number : numbers) in_order.add(number);

    std::vector<Both> parts(3);
    std::vector<Number> left = numbers;
    while (!left.empty()) {
      const auto chosen = left.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(left));
      parts[*rc::gen::inRange<size_t>(0, 3)].add(*chosen, 1);
      left.erase(chosen);
    }
    Both merged;
    for (const size_t part : {2, 0, 1}) merged.merge(parts[part]);
    RC_ASSERT(merged.bytes() == in_order.bytes());
    RC_ASSERT(merged.sum.value() == in_order.sum.value());

    const std::string bytes = in_order.bytes();
    ByteReader reader(bytes);
    Both loaded;
    loaded.sum.load(reader);
    loaded.squares.load(reader);
    RC_ASSERT(reader.ok());
    RC_ASSERT(reader.at_end());
    loaded.add(numbers[0]);
    in_order.add(numbers[0]);
    RC_ASSERT(loaded.bytes() == in_order.bytes());
  }));
}

TEST_CASE("a number of times is that many numbers") {
  REQUIRE(rc::check("times", [] {
    const Number number = any_number();
    const uint64_t times = *rc::gen::inRange<uint64_t>(0, 50);
    Both at_once, one_by_one;
    at_once.add(number, times);
    for (uint64_t i = 0; i < times; ++i) one_by_one.add(number);
    RC_ASSERT(at_once.bytes() == one_by_one.bytes());
    const uint64_t many = *rc::gen::arbitrary<uint64_t>();
    Both large;
    large.add(number, many);
    RC_ASSERT(is_nearest(large.sum.value(), slow(number) * SlowInteger(many), SlowInteger(1), kScale));
    RC_ASSERT(is_nearest(large.squares.value(), slow(number) * slow(number) * SlowInteger(many),
                         SlowInteger(1), 2 * kScale));
  }));
}

TEST_CASE("carries wait, and are made in time") {
  Both ones, largest, mixed;
  constexpr int kMany = 100'000;
  for (int i = 0; i < kMany; ++i) {
    ones.add(Number::real(std::nextafter(2.0, 0.0)));
    largest.add(Number::real(i % 2 == 0 ? -kLargest : kLargest));
    mixed.add(Number::integer(i % 3 == 0 ? INT64_MAX : INT64_MIN));
  }
  Both at_once;
  at_once.add(Number::real(std::nextafter(2.0, 0.0)), kMany);
  CHECK(ones.bytes() == at_once.bytes());
  CHECK(largest.sum.value() == 0);
  CHECK(std::isinf(largest.squares.value()));
  Both mixed_at_once;
  mixed_at_once.add(Number::integer(INT64_MAX), (kMany + 2) / 3);
  mixed_at_once.add(Number::integer(INT64_MIN), kMany - (kMany + 2) / 3);
  CHECK(mixed.bytes() == mixed_at_once.bytes());
}

TEST_CASE("numbers that differ by little, and the largest") {
  Both near;
  for (const double d : {4.0, 7.0, 13.0, 16.0}) near.add(Number::real(1e9 + d));
  CHECK(ExactSum::variance(near.sum, near.squares, 4) == 30.0);
  Both integers;
  for (const int i : {4, 7, 13, 16}) integers.add(Number::integer(INT64_MAX - i));
  CHECK(ExactSum::variance(integers.sum, integers.squares, 4) == 30.0);
  Both huge;
  huge.add(Number::real(kLargest / 2), uint64_t{1} << 40);
  huge.add(Number::real(-kLargest / 2), uint64_t{1} << 40);
  CHECK(huge.sum.value() == 0);
  CHECK(std::isinf(*ExactSum::variance(huge.sum, huge.squares, uint64_t{1} << 41)));
  const double deviation = *ExactSum::deviation(huge.sum, huge.squares, uint64_t{1} << 41);
  CHECK(std::abs(deviation / (kLargest / 2) - 1) < 1e-12);
  Both tiny;
  tiny.add(Number::real(0), 1);
  tiny.add(Number::real(4 * kLeast), 1);
  CHECK(ExactSum::variance(tiny.sum, tiny.squares, 2) == 0.0);
  CHECK(ExactSum::deviation(tiny.sum, tiny.squares, 2) == 3 * kLeast);  // 2.83 rounded
  CHECK(ExactSum::deviation(tiny.sum, tiny.squares, 1) == std::nullopt);
}

TEST_CASE("a saved sum that makes no sense is refused") {
  const auto loads = [](uint32_t first, uint64_t count, uint64_t there) {
    ByteWriter out;
    out.u8(1);
    out.u32(first);
    out.u64(count);
    for (uint64_t i = 0; i < there; ++i) out.u32(UINT32_MAX);
    ByteReader in(out.bytes());
    ExactSum sum;
    sum.load(in);
    return in.ok();
  };
  CHECK(loads(140, 0, 0));
  CHECK(loads(138, 1, 1));
  CHECK_FALSE(loads(139, 1, 1));
  CHECK_FALSE(loads(141, 0, 0));
  CHECK_FALSE(loads(0, 141, 141));
  CHECK_FALSE(loads(0, 3, 2));
  CHECK_FALSE(loads(UINT32_MAX, UINT64_MAX, 3));
}

}  // namespace
}  // namespace runnel::agg
