#include <rapidcheck.h>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "../catch.h"
#include "agg/moments.h"
#include "agg/sum_state.h"
#include "group.h"
#include "json/number.h"

namespace runnel::agg {
namespace {

using json::Number;
using json::Value;

TEST_CASE("sums of integers are exact") {
  CHECK(result_of("sum", "") == "null");
  CHECK(result_of("sum", "null") == "null");
  CHECK(result_of("sum", "0") == "0");
  CHECK(result_of("sum", "-5\n2") == "-3");
  CHECK(result_of("sum", "9223372036854775807\n1") == "9223372036854775808");
  CHECK(result_of("sum", "18446744073709551615\n18446744073709551615") == "36893488147419103230");
  CHECK(result_of("sum", "-9223372036854775808\n-9223372036854775808") == "-18446744073709551616");
  CHECK(result_of("avg", "18446744073709551615\n18446744073709551613") == "18446744073709551614");
  CHECK(result_of("avg", "1\n2") == "1.5");
  CHECK(result_of("avg", "") == "null");
  CHECK(result_of("avg", "-1\n0\n0") == "-0.3333333333333333");
}

TEST_CASE("sums of doubles are compensated") {
  CHECK(result_of("sum", "0.1\n0.2\n0.3\n-0.6") == "2.7755575615628914e-17");  // what those doubles come to
  CHECK(result_of("sum", "1\n1e100\n1\n-1e100") == "2");
  CHECK(result_of("sum", "1e16\n1.5\n-1e16") == "1.5");
  CHECK(result_of("sum", "9007199254740993\n0.5\n-0.5") == "9007199254740993");
  CHECK(result_of("sum", "1152921504606846977\n0.5\n-1152921504606846976") == "1.5");
  CHECK(result_of("sum", "1e308\n1e308") == "1.7976931348623157e+308");
  CHECK(result_of("sum", "1e400\n-1e400") == "null");
  CHECK(result_of("avg", "0.5\n1") == "0.75");
  CHECK(result_of("avg", "1e400") == "1.7976931348623157e+308");
}

std::string sum_text(const SumState& state) {
  std::string text;
  state.append_sum(text);
  return text;
}

SumState sum_of(uint64_t high, uint64_t low) {
  ByteWriter out;
  out.u64(1);  // how many
  out.u64(low);
  out.u64(high);
  out.real(0);
  out.real(0);
  ByteReader in(out.bytes());
  SumState state;
  state.load(in);
  CHECK((in.ok() && in.at_end()));
  return state;
}

TEST_CASE("beyond 128 bits a sum goes on as doubles") {
  constexpr uint64_t kTop = uint64_t{1} << 63;
  SumState state = sum_of(kTop - 1, UINT64_MAX - 1);
  state.add(Number::integer(1));
  CHECK(sum_text(state) == "170141183460469231731687303715884105727");  // 2^127 - 1
  SumState negative = sum_of(kTop, 1);
  negative.add(Number::integer(-1));
  CHECK(sum_text(negative) == "-170141183460469231731687303715884105728");  // -2^127
  SumState both = state;
  both.merge(negative);
  CHECK(sum_text(both) == "-1");
  state.add(Number::integer(1));
  CHECK(sum_text(state) == "1.7014118346046923e+38");
  state.add(Number::integer(1));
  state.merge(state);
  CHECK(sum_text(state) == "3.402823669209385e+38");
  negative.add(Number::integer(-1));
  CHECK(sum_text(negative) == "-1.7014118346046923e+38");
  negative.merge(negative);
  negative.merge(state);
  CHECK(sum_text(negative) == "2");  // what doubles would have lost is in the compensation
}

TEST_CASE("random integers: as long arithmetic") {
  CHECK(rc::check("integers", [](const std::vector<int64_t>& values, const std::vector<uint64_t>& more) {
    const auto sum = make("sum");
    Context context;
    Group group(*sum, context);
    Int128 expected = 0;
    for (const int64_t value : values) {
      group.add(Value::integer(value));
      expected += value;
    }
    for (const uint64_t value : more) {
      group.add(Value::unsigned_integer(value));
      expected += static_cast<Int128>(value);
    }
    std::string text;
    append_int128(text, expected);
    if (values.empty() && more.empty()) text = "null";
    RC_ASSERT(group.result() == text);
  }));
}

// Doubles as integers in units of 2^-40, so that the truth is known.
TEST_CASE("random doubles: within a unit in the last place of the truth, also when merged") {
  CHECK(rc::check("doubles", [](uint64_t seed) {
    std::mt19937_64 random(seed);
    constexpr double kUnit = 1.0 / (int64_t{1} << 40);
    Int128 expected = 0;
    double magnitudes = 0;
    SumState whole;
    std::vector<SumState> parts(1 + random() % 5);
    const size_t count = random() % 2000;
    for (size_t i = 0; i < count; ++i) {
      const int64_t units = static_cast<int64_t>(random()) >> (11 + random() % 50);
      const double value = static_cast<double>(units) * kUnit;
      expected += units;
      magnitudes += std::abs(value);
      whole.add(Number::real(value));
      parts[i * parts.size() / count].add(Number::real(value));
    }
    SumState merged;
    for (const SumState& part : parts) merged.merge(part);
    RC_ASSERT(merged.count() == whole.count());
    const double truth = static_cast<double>(expected) * kUnit;
    // Neumaier's bound: eps |sum| + n eps^2 sum of magnitudes.
    constexpr double kEps = std::numeric_limits<double>::epsilon();
    const double bound = kEps * std::abs(truth) + 2 * static_cast<double>(count) * kEps * kEps * magnitudes;
    for (const SumState& state : {whole, merged}) {
      if (count == 0) continue;
      const double sum = json::parse(sum_text(state))->number().as_double();
      RC_ASSERT(std::abs(sum - truth) <= bound);
    }
  }));
}

TEST_CASE("variances") {
  CHECK(result_of("var", "") == "null");
  CHECK(result_of("var", "5") == "null");
  CHECK(result_of("var", "5\n5") == "0");
  CHECK(result_of("stddev", "1\n3\n5") == "2");
  CHECK(result_of("stddev", "7") == "null");
  // Small against the mean: the sum of squares less the square of the sum would give nothing right.
  CHECK(result_of("var", "1000000000.25\n1000000000.75\n1000000001.25\n1000000001.75") ==
        "0.4166666666666667");
  CHECK(result_of("var", "1e400\n1") == "null");
  CHECK(result_of("var", "1e200\n-1e200") == "1.7976931348623157e+308");
}

TEST_CASE("random variances: as two passes, also when merged") {
  CHECK(rc::check("variance", [](uint64_t seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal(std::pow(10.0, static_cast<double>(random() % 6)), 3);
    std::vector<double> values(2 + random() % 500);
    for (double& value : values) value = normal(random);
    Moments whole;
    Moments merged;
    for (size_t i = 0; i < values.size();) {
      Moments part;
      for (size_t end = std::min(values.size(), i + random() % 100); i < end; ++i) {
        part.add(values[i]);
        whole.add(values[i]);
      }
      merged.merge(part);
    }
    const auto n = static_cast<double>(values.size());
    long double mean = 0;
    for (const double value : values) mean += value;
    mean /= n;
    long double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    const auto truth = static_cast<double>(squares / (n - 1));
    RC_ASSERT(std::abs(*whole.variance() - truth) <= 1e-8 * truth);
    RC_ASSERT(std::abs(*merged.variance() - truth) <= 1e-8 * truth);
  }));
}

TEST_CASE("merging with nothing changes nothing") {
  Moments moments;
  moments.add(0.1);
  moments.add(0.7);
  ByteWriter before;
  moments.save(before);
  moments.merge(Moments());
  Moments other;
  other.merge(moments);
  ByteWriter after;
  other.save(after);
  CHECK(before.bytes() == after.bytes());
}

}  // namespace
}  // namespace runnel::agg
