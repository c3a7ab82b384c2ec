#include "../catch.h"
#include "group.h"

namespace runnel::agg {
namespace {

using json::Value;

TEST_CASE("counts, rates and truths") {
  Context context;
  const auto count = make("count", {}, 0);
  Group records(*count, context);
  CHECK(records.result() == "0");
  CHECK(records.add(Value()).add(Value()).result() == "2");

  CHECK(result_of("count", "true\nfalse\nnull\ntrue") == "2");
  CHECK(result_of("any", "") == "null");
  CHECK(result_of("any", "null\nfalse") == "false");
  CHECK(result_of("any", "false\ntrue\nfalse") == "true");
  CHECK(result_of("every", "null") == "null");
  CHECK(result_of("every", "true\nnull") == "true");
  CHECK(result_of("every", "true\nfalse\ntrue") == "false");

  const auto rate = make("rate", {}, 0);
  Group rated(*rate, context);
  constexpr int64_t kSecond = 1'000'000'000;
  CHECK(rated.result(kSecond) == "0");
  CHECK(rated.result(0) == "null");
  CHECK(rated.add(Value()).add(Value()).add(Value()).result(kSecond) == "3");
  CHECK(rated.result(60 * kSecond) == "0.05");
  CHECK(rated.result(kSecond / 2) == "6");
  CHECK(rated.result(0) == "null");
  CHECK(rated.result(-1) == "null");
}

}  // namespace
}  // namespace runnel::agg
