#include "agg/profile/points.h"

#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "../../catch.h"
#include "../group.h"
#include "agg/rank.h"
#include "json/number.h"

namespace runnel::agg {
namespace {

constexpr double kLargest = std::numeric_limits<double>::max();

enum class Sign { any, positive };

std::vector<double> some_values(Sign sign) {
  std::vector<double> values(*rc::gen::inRange<size_t>(1, 40));
  for (double& value : values) {
    const auto bits = *rc::gen::arbitrary<uint64_t>();
    const auto wild = std::bit_cast<double>(bits);
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        value = std::isfinite(wild) ? wild : kLargest;
        break;
      case 1:
        value = static_cast<double>(*rc::gen::inRange(-20, 20));
        break;
      case 2:
        value = 1 + static_cast<double>(bits % 5) * std::numeric_limits<double>::epsilon();
        break;
      default:
        value = static_cast<double>(*rc::gen::inRange(-2000, 2000)) / 8;
        break;
    }
    if (sign == Sign::positive) value = value == 0 ? 0.5 : std::abs(value);
  }
  return values;
}

Points points_of(const std::vector<double>& values) {
  std::map<double, uint64_t> counts;
  for (const double value : values) ++counts[value == 0 ? 0 : value];
  Points points;
  for (const auto& [value, count] : counts) points.push_back({value, count});
  return points;
}

TEST_CASE("quantiles are the numbers of that rank") {
  REQUIRE(rc::check("quantile_of", [] {
    std::vector<double> values = some_values(Sign::any);
    const Points points = points_of(values);
    std::sort(values.begin(), values.end());
    RC_ASSERT(total_of(points) == values.size());
    for (const double q : {0.0, 0.01, 0.07, 0.25, 0.5, 0.75, 0.95, 0.999, 1.0}) {
      RC_ASSERT(quantile_of(points, q) == values[Rank(q).of(values.size()) - 1]);
    }
  }));
}

// Whether the buckets join, begin and end where they should, and count what lies in them.
void check_buckets(const std::vector<Bucket>& buckets, const std::vector<double>& values) {
  RC_ASSERT(buckets.front().from == *std::min_element(values.begin(), values.end()));
  RC_ASSERT(buckets.back().to == *std::max_element(values.begin(), values.end()));
  for (size_t i = 0; i < buckets.size(); ++i) {
    const bool is_last = i + 1 == buckets.size();
    RC_ASSERT(buckets[i].from <= buckets[i].to);
    if (!is_last) RC_ASSERT(buckets[i].to == buckets[i + 1].from);
    const auto inside = std::count_if(values.begin(), values.end(), [&](double value) {
      return buckets[i].from <= value && (value < buckets[i].to || (is_last && value == buckets[i].to));
    });
    RC_ASSERT(buckets[i].count == static_cast<uint64_t>(inside));
  }
}

TEST_CASE("buckets of equal width") {
  REQUIRE(rc::check("equal_buckets", [] {
    const std::vector<double> values = some_values(Sign::any);
    const size_t count = *rc::gen::inRange<size_t>(1, 12);
    const std::vector<Bucket> buckets = equal_buckets(points_of(values), count);
    RC_ASSERT(buckets.size() == (buckets.front().from == buckets.back().to ? size_t{1} : count));
    check_buckets(buckets, values);
    const double share = 1.0 / static_cast<double>(count);
    for (const Bucket& bucket : buckets) {  // the halves, since the width of all may be beyond doubles
      const double width = bucket.to / 2 - bucket.from / 2;
      const double all = buckets.back().to / 2 - buckets.front().from / 2;
      const double rounding =
          1e-323 + 1e-15 * std::max(std::abs(buckets.back().to), std::abs(buckets.front().from));
      if (buckets.size() > 1) RC_ASSERT(std::abs(width - all * share) <= rounding);
    }
  }));
}

TEST_CASE("buckets of equal ratio") {
  REQUIRE(rc::check("log_buckets", [] {
    const std::vector<double> values = some_values(Sign::positive);
    const size_t count = *rc::gen::inRange<size_t>(1, 12);
    const std::vector<Bucket> buckets = log_buckets(points_of(values), count);
    check_buckets(buckets, values);
    if (buckets.front().from == buckets.back().to) return RC_ASSERT(buckets.size() == size_t{1});
    RC_ASSERT(buckets.size() == count);
    if (buckets.front().from < std::numeric_limits<double>::min()) return;  // with few bits
    const double all = std::log2(buckets.back().to) - std::log2(buckets.front().from);
    for (const Bucket& bucket : buckets) {
      const double width = std::log2(bucket.to) - std::log2(bucket.from);
      RC_ASSERT(std::abs(width - all / static_cast<double>(count)) <= 1e-11);
    }
  }));
}

TEST_CASE("a point at a bound is in the bucket that begins there") {
  const Points points = {{0, 1}, {1, 2}, {2, 3}, {4, 4}};
  const std::vector<Bucket> buckets = equal_buckets(points, 4);
  REQUIRE(buckets.size() == 4);
  CHECK(buckets[0].count == 1);
  CHECK(buckets[1].count == 2);
  CHECK(buckets[2].count == 3);
  CHECK(buckets[3].count == 4);
  const Points whole = {{-kLargest, 1}, {kLargest, 2}};
  CHECK(equal_buckets(whole, 2)[0].to == 0);
}

TEST_CASE("decimal buckets are those of the function histogram") {
  REQUIRE(rc::check("decimal_buckets", [] {
    const std::vector<double> values = some_values(Sign::any);
    const auto histogram = make("histogram");
    Context context;
    Group group(*histogram, context);
    for (const double value : values) group.add(json::Value::real(value));
    std::string text;
    for (const Bucket& bucket : decimal_buckets(points_of(values))) {
      text += text.empty() ? R"([{"from":)" : R"(,{"from":)";
      json::append_number(text, json::Number::real(bucket.from));
      text += R"(,"to":)";
      json::append_number(text, json::Number::real(bucket.to));
      text += R"(,"count":)" + std::to_string(bucket.count) + "}";
    }
    RC_ASSERT(text + "]" == group.result());
  }));
}

}  // namespace
}  // namespace runnel::agg
