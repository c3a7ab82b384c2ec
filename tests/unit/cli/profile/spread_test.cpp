#include "cli/profile/spread.h"

#include "catch.h"
#include "op/stats/summaries.h"

using namespace runnel;
using namespace runnel::cli;
using Scale = Spread::Scale;

namespace {

op::NumberSummary numbers(agg::Points points) {
  return *op::number_field(".n", std::move(points)).number;
}

}  // namespace

TEST_CASE("the scale is logarithmic where most of a wide range is low") {
  CHECK(spread_of(numbers({{1, 9}, {2, 9}, {5000, 1}}), 8).scale == Scale::logarithmic);
  CHECK(spread_of(numbers({{1, 9}, {2, 9}, {900, 1}}), 8).scale == Scale::linear);
  CHECK(spread_of(numbers({{1, 9}, {2500, 9}, {4000, 9}, {5000, 1}}), 8).scale == Scale::linear);
  CHECK(spread_of(numbers({{0, 9}, {2, 9}, {5000, 1}}), 8).scale == Scale::linear);
  CHECK(spread_of(numbers({{-1, 9}, {2, 9}, {5000, 1}}), 8).scale == Scale::linear);
}

TEST_CASE("bars of a distribution") {
  CHECK(spread_line(numbers({{0, 1}, {1, 2}, {2, 4}, {3, 8}}), 4, Charset::unicode) == "▁▂▄█");
  CHECK(spread_line(numbers({{0, 8}, {3, 8}}), 4, Charset::ascii) == "@  @");
  CHECK(spread_line(numbers({{1, 1}, {10, 1}, {100, 2}, {10000, 1}}), 4, Charset::unicode) == "▄▄█▄");
  CHECK(spread_line(numbers({{7, 100}}), 4, Charset::unicode) == "");
  CHECK(spread_line({}, 4, Charset::unicode) == "");
}
