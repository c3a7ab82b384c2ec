#include "agg/ddsketch.h"

#include <rapidcheck.h>
#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "../catch.h"
#include "agg/rank.h"

namespace runnel::agg {
namespace {

constexpr double kLargest = std::numeric_limits<double>::max();
constexpr double kLeastNormal = std::numeric_limits<double>::min();
constexpr double kLeast = std::numeric_limits<double>::denorm_min();

// A bin is no wider than its bound allows, at its ends and everywhere.
TEST_CASE("every number is within 1 % of what its bin stands for") {
  const auto check = [](double x) {
    const uint32_t index = LogMapping::index(x);
    REQUIRE(index > 0);
    REQUIRE(index < Bins::kIndexLimit);
    const double estimate = LogMapping::estimate(index);
    // Below the normal numbers half their distance comes on top. Above the largest there is none.
    const double grain = x < kLeastNormal * 128 ? kLeast / 2 : 0;
    REQUIRE(std::abs(std::min(estimate, kLargest) - x) <= 0.01 * x + grain);
    return index;
  };
  // Along two octaves finely, the ends of bins among them, and at the edges of many octaves.
  uint32_t last = 0;
  for (int i = 0; i <= 400'000; ++i) {
    const uint32_t index = check(1 + i / 133'333.0);
    REQUIRE((index == last || index == last + 1 || last == 0));
    last = index;
  }
  last = 0;
  for (int exponent = -1074; exponent < 1024; ++exponent) {
    const double power = std::ldexp(1.0, exponent);
    for (const double x :
         {power, std::nextafter(power, 0.0), std::nextafter(power, kLargest), 1.4142 * power}) {
      if (x > 0 && x <= kLargest) check(x);
    }
    REQUIRE(LogMapping::index(power) > last);
    last = LogMapping::index(power);
  }
  check(kLargest);
  check(kLeast);
  CHECK(rc::check("any double", [&](uint64_t bits) {
    const double x = std::abs(std::bit_cast<double>(bits));
    if (x > 0 && x <= kLargest) check(x);
  }));
}

// The true quantile and the estimate over all q, of numbers given in their order.
void check_sketch(const std::vector<double>& numbers, double least_with_bound = 0) {
  Context context;
  DDSketch sketch;
  for (const double number : numbers) sketch.add(context, number);
  REQUIRE(sketch.count() == numbers.size());
  std::vector<double> sorted = numbers;
  std::sort(sorted.begin(), sorted.end());
  double last = -std::numeric_limits<double>::infinity();
  for (int permille = 0; permille <= 1000; ++permille) {
    const uint64_t rank = Rank(permille / 1000.0).of(sorted.size());
    const double truth = sorted[rank - 1];
    const double estimate = sketch.at_rank(rank);
    CAPTURE(permille, truth, estimate);
    REQUIRE(estimate >= last);
    last = estimate;
    const double grain = std::abs(truth) < 128 * kLeastNormal ? kLeast / 2 : 0;
    if (std::abs(truth) >= least_with_bound || truth == 0) {
      REQUIRE(std::abs(estimate - truth) <= 0.01 * std::abs(truth) + grain);
    }
  }
  CHECK(sketch.at_rank(1) == sorted.front());
  CHECK(sketch.at_rank(sorted.size()) == sorted.back());
  CHECK(context.heap_bytes <= 2 * 2048 * 4);
  sketch.destroy(context);
  CHECK(context.heap_bytes == 0);
}

std::vector<double> drawn(size_t count, const std::function<double(std::mt19937_64&)>& draw) {
  std::mt19937_64 random(count);
  std::vector<double> numbers(count);
  for (double& number : numbers) number = draw(random);
  return numbers;
}

double uniform(std::mt19937_64& random) {
  return (static_cast<double>(random() >> 11) + 0.5) / 9007199254740992.0;
}

TEST_CASE("sketched quantiles are within 1 % on data of every kind") {
  constexpr size_t kCount = 20'000;
  std::vector<double> numbers(kCount);
  for (size_t i = 0; i < kCount; ++i) numbers[i] = 1 + static_cast<double>(i);
  SECTION("sorted") {
    check_sketch(numbers);
  }
  SECTION("reversed") {
    std::reverse(numbers.begin(), numbers.end());
    check_sketch(numbers);
  }
  SECTION("constant") {
    check_sketch(std::vector<double>(kCount, 0.1234567));
  }
  SECTION("one number") {
    check_sketch({-5});
  }
  SECTION("two clusters twelve decades apart") {
    check_sketch(
        drawn(kCount, [](auto& random) { return (1 + uniform(random)) * (random() % 3 ? 1e-6 : 1e6); }));
  }
  SECTION("Pareto, so heavy that it has no mean") {
    check_sketch(drawn(kCount, [](auto& random) { return std::pow(uniform(random), -1 / 0.5); }));
  }
  SECTION("Zipf") {
    check_sketch(drawn(kCount, [](auto& random) { return std::floor(std::pow(uniform(random), -1 / 1.1)); }));
  }
  SECTION("exponential") {
    check_sketch(drawn(kCount, [](auto& random) { return -std::log(uniform(random)) * 1e-3; }));
  }
  SECTION("negative, zero and positive") {
    check_sketch(drawn(kCount, [](auto& random) {
      const double x = uniform(random) - 0.6;
      return std::abs(x) < 0.1 ? 0 : x * 1000;
    }));
  }
  SECTION("negative alone") {
    check_sketch(drawn(kCount, [](auto& random) { return -std::exp(20 * uniform(random) - 10); }));
  }
  SECTION("denormal") {
    check_sketch(drawn(kCount, [](auto& random) { return kLeast * static_cast<double>(random() % 5000); }));
  }
  SECTION("huge") {
    check_sketch(drawn(kCount, [](auto& random) { return kLargest * uniform(random); }));
  }
  SECTION("all sizes that doubles have: the bound holds for 1e17 below the largest") {
    auto any = drawn(
        kCount, [](auto& random) { return std::ldexp(1 + uniform(random), int(random() % 2000) - 1000); });
    check_sketch(any, *std::max_element(any.begin(), any.end()) / 1e17);
    std::sort(any.begin(), any.end());
    check_sketch(any, any.back() / 1e17);
    std::reverse(any.begin(), any.end());
    check_sketch(any, any.front() / 1e17);
    for (double& number : any) number = -number;
    check_sketch(any, -any.front() / 1e17);
  }
}

std::string saved(const DDSketch& sketch) {
  ByteWriter out;
  sketch.save(out);
  return out.take();
}

TEST_CASE("sketches merge to the last counter, whatever the order, collapsed or not") {
  CHECK(rc::check("merge", [](uint64_t seed) {
    std::mt19937_64 random(seed);
    const int octaves = random() % 2 == 0 ? 20 : 2000;
    auto numbers = drawn(random() % 3000, [&](auto&) {
      const double x = std::ldexp(1 + uniform(random),
                                  static_cast<int>(random() % static_cast<uint64_t>(octaves)) - octaves / 2);
      return random() % 10 == 0 ? 0 : random() % 3 == 0 ? -x : x;
    });
    Context context;
    DDSketch whole;
    std::vector<DDSketch> parts(4);
    for (const double number : numbers) {
      whole.add(context, number);
      parts[random() % 4].add(context, number);
    }
    DDSketch merged;
    for (const DDSketch& part : parts) merged.merge(context, part);
    RC_ASSERT(saved(merged) == saved(whole));
    DDSketch sorted;
    std::sort(numbers.begin(), numbers.end());
    for (const double number : numbers) sorted.add(context, number);
    RC_ASSERT(saved(sorted) == saved(whole));
    for (DDSketch* sketch : {&whole, &merged, &sorted, &parts[0], &parts[1], &parts[2], &parts[3]}) {
      sketch->destroy(context);
    }
    RC_ASSERT(context.heap_bytes == 0);
  }));
}

}  // namespace
}  // namespace runnel::agg
