#include <rapidcheck.h>
#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "../catch.h"
#include "agg/hyperloglog.h"
#include "group.h"

namespace runnel::agg {
namespace {

using json::Value;

TEST_CASE("values that are equal count once") {
  for (const char* name : {"distinct", "count_distinct"}) {
    CAPTURE(name);
    CHECK(result_of(name, "") == "0");
    CHECK(result_of(name, "null") == "0");
    CHECK(result_of(name, "1\n1.0\n\"1\"\n[1]\n[1.00]\ntrue\nfalse\n10e-1") == "5");
    CHECK(result_of(name, R"({"a":1,"b":2})"
                          "\n"
                          R"({"b":2,"\u0061":1})") == "1");
  }
}

TEST_CASE("count_distinct is exact, also for many") {
  const auto aggregate = make("count_distinct");
  Context context;
  Group a(*aggregate, context);
  Group b(*aggregate, context);
  for (int i = 0; i < 20'000; ++i) {
    a.add(Value::integer(i % 15'000));
    b.add(Value::integer(i + 10'000));
  }
  CHECK(a.result() == "15000");
  CHECK(a.merge(b).result() == "30000");
  CHECK_FALSE(a.is_approximate());
  Group loaded(*aggregate, context);
  CHECK(loaded.load(a.saved()));
  CHECK(loaded.add(Value::integer(5)).result() == "30000");
  CHECK(loaded.add(Value::integer(-5)).result() == "30001");
}

Hash64 hash_of(Context& context, uint64_t value) {
  return hash64(context, Value::unsigned_integer(value));
}

std::string saved(const HyperLogLog& sketch) {
  ByteWriter out;
  sketch.save(out);
  return out.take();
}

TEST_CASE("distinct is exact up to 1024") {
  Context context;
  HyperLogLog sketch;
  for (uint64_t i = 1; i <= HyperLogLog::kMostExact; ++i) {
    sketch.add(hash_of(context, i));
    sketch.add(hash_of(context, i / 2 + 1));
    REQUIRE(sketch.count() == i);
    REQUIRE(sketch.is_exact());
  }
  sketch.add(hash_of(context, 0));
  CHECK_FALSE(sketch.is_exact());
  CHECK(std::abs(static_cast<double>(sketch.count()) - 1025) <= 4 * 0.0081 * 1025);
}

// 1.04 / sqrt(2^14); each of these fails with a probability of 6e-5 for a hash that is random, and never or
// always since nothing here is.
TEST_CASE("estimates are within four standard errors") {
  constexpr double kError = 0.0081;
  double squares = 0;
  double sum = 0;
  int estimates = 0;
  for (uint64_t seed = 0; seed < 8; ++seed) {
    Context context;
    HyperLogLog sketch;
    double next = 100;
    for (uint64_t i = 1; i <= 1'000'000; ++i) {
      sketch.add(hash_of(context, seed << 40 | i));
      if (static_cast<double>(i) < next) continue;
      next *= std::sqrt(10.0);
      const double relative = static_cast<double>(sketch.count()) / static_cast<double>(i) - 1;
      CAPTURE(seed, i, relative);
      CHECK(std::abs(relative) <= 4 * kError);
      if (sketch.is_exact()) {
        CHECK(relative == 0);
      } else {
        squares += relative * relative;
        sum += relative;
        ++estimates;
      }
    }
  }
  // Nor is there a bias, or an error larger than stated.
  CHECK(estimates >= 40);
  CHECK(std::sqrt(squares / estimates) <= 1.25 * kError);
  CHECK(std::abs(sum / estimates) <= kError / 2);
}

TEST_CASE("distinct: the parts merged are the whole, register by register") {
  CHECK(rc::check("merge", [](uint64_t seed) {
    std::mt19937_64 random(seed);
    Context context;
    HyperLogLog whole;
    std::vector<HyperLogLog> parts(4);
    const uint64_t values = 1 + random() % 3000;
    for (uint64_t count = random() % 4000; count > 0; --count) {
      const Hash64 hash = hash_of(context, random() % values);
      whole.add(hash);
      parts[std::min<uint64_t>(3, random() % 10)].add(hash);  // one of them larger
    }
    HyperLogLog merged;
    for (const HyperLogLog& part : parts) merged.merge(part);
    RC_ASSERT(saved(merged) == saved(whole));
    RC_ASSERT(merged.count() == whole.count());
    const std::string bytes = saved(whole);
    ByteReader in(bytes);
    HyperLogLog loaded;
    loaded.load(in);
    RC_ASSERT((in.ok() && in.at_end()));
    loaded.add(hash_of(context, 1'000'000));
    whole.add(hash_of(context, 1'000'000));
    RC_ASSERT(saved(loaded) == saved(whole));
  }));
}

TEST_CASE("damaged registers are refused") {
  Context context;
  HyperLogLog sketch;
  for (uint64_t i = 0; i < 2000; ++i) sketch.add(hash_of(context, i));
  const std::string bytes = saved(sketch);
  const auto loads = [](const std::string& damaged) {
    ByteReader in(damaged);
    HyperLogLog loaded;
    loaded.load(in);
    return in.ok() && in.at_end();
  };
  CHECK(loads(bytes));
  for (size_t length = 0; length < bytes.size(); length += 97) CHECK_FALSE(loads(bytes.substr(0, length)));
  std::string damaged = bytes;
  damaged[5000] = 52;  // a register is at most 51
  CHECK_FALSE(loads(damaged));
}

}  // namespace
}  // namespace runnel::agg
