#include "agg/bins.h"

#include <rapidcheck.h>
#include <bit>
#include <cmath>
#include <limits>
#include <string>

#include "../catch.h"
#include "group.h"

namespace runnel::agg {
namespace {

using json::Value;

constexpr double kLargest = std::numeric_limits<double>::max();

TEST_CASE("counters go beyond 32 bits") {
  Context context;
  Bins bins;
  bins.add(context, 100);
  bins.add(context, 101);
  for (int i = 0; i < 40; ++i) {
    Bins copy;
    copy.merge(context, bins);
    bins.merge(context, copy);
    copy.destroy(context);
  }
  CHECK(bins.count(100) == uint64_t{1} << 40);
  bins.add(context, 100);
  bins.add(context, 5000);
  CHECK(bins.first() > 100);  // collapsed
  CHECK(bins.count(bins.first()) == (uint64_t{1} << 41) + 1);
  CHECK(bins.total() == (uint64_t{1} << 41) + 2);
  ByteWriter out;
  bins.save(out);
  ByteReader in(out.bytes());
  Bins loaded;
  loaded.load(context, in);
  CHECK((in.ok() && in.at_end()));
  CHECK(loaded.total() == bins.total());
  loaded.destroy(context);
  bins.destroy(context);
  CHECK(context.heap_bytes == 0);
}

// One below the largest count of 32 bits, so that add() is what widens.
TEST_CASE("adding one by one also widens") {
  Context context;
  ByteWriter out;
  out.u64(1);
  out.u32(7);
  out.u8(0);
  out.u32(UINT32_MAX - 1);
  ByteReader in(out.bytes());
  Bins bins;
  bins.load(context, in);
  for (uint64_t count = UINT32_MAX; count < uint64_t{UINT32_MAX} + 4; ++count) {
    bins.add(context, 7);
    CHECK(bins.count(7) == count);
  }
  bins.destroy(context);
}

TEST_CASE("histograms") {
  CHECK(result_of("histogram", "") == "null");
  CHECK(result_of("histogram", "1") == R"([{"from":1,"to":2,"count":1}])");
  CHECK(
      result_of("histogram", "0\n-0.0\n0.1\n0.2\n0.19999999999999998\n-0.1\n-0.2\n-3") ==
      R"([{"from":-5,"to":-2,"count":1},{"from":-0.5,"to":-0.2,"count":1},{"from":-0.2,"to":-0.1,"count":1},)"
      R"({"from":0,"to":0,"count":2},{"from":0.1,"to":0.2,"count":2},{"from":0.2,"to":0.5,"count":1}])");
  CHECK(
      result_of("histogram", "999\n1000\n1999.5\n2000") ==
      R"([{"from":500,"to":1000,"count":1},{"from":1000,"to":2000,"count":2},{"from":2000,"to":5000,"count":1}])");
  CHECK(result_of("histogram", "1e400\n1e308\n5e-324\n1e-5") ==
        R"([{"from":5e-324,"to":1e-323,"count":1},{"from":1e-05,"to":2e-05,"count":1},)"
        R"({"from":1e+308,"to":1.7976931348623157e+308,"count":2}])");
}

TEST_CASE("every number is in the bucket that its bounds say") {
  CHECK(rc::check("bucket", [](uint64_t bits, int8_t power, uint8_t digit) {
    const auto histogram = make("histogram");
    const std::string decimal = std::to_string(1 + digit % 9) + "e" + std::to_string(power);
    for (const double x : {std::bit_cast<double>(bits), json::parse(decimal)->number().as_double()}) {
      if (std::isnan(x) || std::isinf(x) || x == 0) continue;
      Context context;
      Group group(*histogram, context);
      group.add(Value::real(x));
      const Value buckets = *json::parse(group.result());
      RC_ASSERT(buckets.items().size() == size_t{1});
      const double from = buckets.items()[0].members()[0].second.number().as_double();
      const double to = buckets.items()[0].members()[1].second.number().as_double();
      RC_ASSERT(from < to);
      RC_ASSERT(
          (x > 0 ? from <= x && (x < to || to == kLargest) : (from < x || from == -kLargest) && x <= to));
    }
  }));
}

}  // namespace
}  // namespace runnel::agg
