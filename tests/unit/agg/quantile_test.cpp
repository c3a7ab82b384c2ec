#include "agg/quantile_state.h"

#include <rapidcheck.h>
#include <algorithm>
#include <limits>
#include <vector>

#include "../catch.h"
#include "group.h"

namespace runnel::agg {
namespace {

TEST_CASE("the rank is the ceil(q n)-th, as q is written") {
  CHECK(Rank(0).of(10) == 1);
  CHECK(Rank(1).of(10) == 10);
  CHECK(Rank(0.5).of(10) == 5);
  CHECK(Rank(0.5).of(11) == 6);
  CHECK(Rank(0.07).of(100) == 7);  // the nearest double is above 0.07
  CHECK(Rank(0.1).of(10) == 1);
  CHECK(Rank(0.99).of(100) == 99);
  CHECK(Rank(0.999).of(1000) == 999);
  CHECK(Rank(0.999).of(1001) == 1000);
  CHECK(Rank(0.99).of(1) == 1);
  CHECK(Rank(1.0 / 3).of(3) == 1);
  CHECK(Rank(1e-300).of(1000) == 1);
  CHECK(Rank(0.999999).of(std::numeric_limits<int64_t>::max()) == 9223362813482738953);
  for (uint64_t n = 1; n <= 300; ++n) {
    for (uint64_t percent = 0; percent <= 100; ++percent) {
      const uint64_t expected = std::max<uint64_t>(1, (percent * n + 99) / 100);
      REQUIRE(Rank(static_cast<double>(percent) / 100).of(n) == expected);
    }
  }
}

TEST_CASE("few numbers: exact quantiles") {
  CHECK(result_of("p99", "") == "null");
  CHECK(result_of("median", "3") == "3");
  CHECK(result_of("median", "3\n1\n2\n4") == "2");
  CHECK(result_of("p99", "0.5\n-1.25\n7") == "7");
  CHECK(result_of("median", "9007199254740991\n9007199254740991\n1") == "9007199254740991");
  CHECK(result_of("median", "-0.0") == "0");
  CHECK(result_of("median", "1e400") == "1.7976931348623157e+308");
  CHECK(result_of(*make("quantile", {"0"}), "5\n4\n6") == "4");
  CHECK(result_of(*make("quantile", {"1"}), "5\n4\n6") == "6");
}

TEST_CASE("random numbers: exact as long as they are few") {
  CHECK(rc::check("exact", [](const std::vector<int>& numbers, uint8_t percent) {
    const double q = std::min<int>(percent, 100) / 100.0;
    Context context;
    QuantileState state;
    std::vector<double> sorted;
    for (const int number : numbers) {
      sorted.push_back(number / 4.0);
      state.add(context, sorted.back());
    }
    std::sort(sorted.begin(), sorted.end());
    if (sorted.empty()) {
      RC_ASSERT_FALSE(state.at(Rank(q)).has_value());
    } else {
      RC_ASSERT(state.at(Rank(q))->as_double() == sorted[Rank(q).of(sorted.size()) - 1]);
    }
    state.destroy(context);
    RC_ASSERT(context.heap_bytes == 0);
  }));
}

TEST_CASE("integers that no double holds stay what they are") {
  CHECK(result_of("p90", "9007199254740993") == "9007199254740993");
  CHECK(result_of("p99", "18446744073709551615\n1.5") == "18446744073709551615");
  CHECK(result_of("median", "1.5\n-9223372036854775808\n18446744073709551615") == "1.5");
  Context context;
  context.exact_values = 6;
  QuantileState whole;
  QuantileState half;
  for (const int64_t number : {int64_t{1}, int64_t{9007199254740993}, int64_t{9007199254740995}}) {
    whole.add(context, json::Number::integer(number));
    half.add(context, json::Number::integer(number));
  }
  whole.merge(context, half);
  CHECK(whole.at(Rank(0.5))->i == 9007199254740993);
  ByteWriter saved;
  whole.save(saved);
  QuantileState loaded;
  ByteReader reader(saved.bytes());
  loaded.load(context, reader);
  CHECK((reader.ok() && reader.at_end()));
  CHECK(loaded.at(Rank(1))->i == 9007199254740995);
  loaded.add(context, 7.0);
  CHECK(loaded.is_sketch());
  whole.destroy(context);
  half.destroy(context);
  loaded.destroy(context);
  CHECK(context.heap_bytes == 0);
}

TEST_CASE("how many numbers are kept is asked each time") {
  Context context;
  QuantileState state;
  context.exact_values = 10;
  for (int i = 0; i < 10; ++i) state.add(context, i);
  CHECK_FALSE(state.is_sketch());
  context.exact_values = 20;
  state.add(context, 10);
  CHECK_FALSE(state.is_sketch());
  context.exact_values = 5;
  state.add(context, 11);
  CHECK(state.is_sketch());
  QuantileState other;
  other.add(context, 12);
  other.merge(context, state);
  CHECK(other.is_sketch());
  CHECK(other.at(Rank(1))->as_double() == 12);
  CHECK(other.at(Rank(0))->as_double() == 0);
  QuantileState none;
  context.exact_values = 0;
  none.add(context, 7);
  CHECK(none.is_sketch());
  CHECK(none.at(Rank(0.5))->as_double() == 7);
  state.destroy(context);
  other.destroy(context);
  none.destroy(context);
  CHECK(context.heap_bytes == 0);
}

}  // namespace
}  // namespace runnel::agg
