#include "op/trace.h"

#include <string>

#include "catch.h"
#include "json/parse.h"

namespace runnel::op {
namespace {

std::string traced(std::string_view record, const TracePlace& place, std::string_view name = "trace") {
  std::string out;
  Trace(name).append(out, record, place);
  CHECK(json::parse(out).ok());
  return out;
}

TEST_CASE("trace: an object gets a member at its end, and keeps its bytes", "[trace]") {
  const TracePlace place{"access.ndjson", 12, 3456};
  constexpr std::string_view kPlace = R"({"source":"access.ndjson","line":12,"offset":3456})";
  CHECK(traced(R"({"a": 1e400,"b":[ ]})", place) ==
        R"({"a": 1e400,"b":[ ],"trace":)" + std::string(kPlace) + "}");
  CHECK(traced("{}", place) == R"({"trace":)" + std::string(kPlace) + "}");
  CHECK(traced(" { } \r", place) == R"({"trace":)" + std::string(kPlace) + "}");
  CHECK(traced(R"({"a":1})", place, "at \"it\"") == R"({"a":1,"at \"it\"":)" + std::string(kPlace) + "}");
}

TEST_CASE("trace: a member of that name makes room", "[trace]") {
  CHECK(traced(R"({"trace":{"source":"x"},"a":1})", {"in", 1, 0}) ==
        R"({"a":1,"trace":{"source":"in","line":1,"offset":0}})");
  CHECK(traced(R"({"a":1,"tr\u0061ce":2})", {"in", 1, 0}) ==
        R"({"a":1,"trace":{"source":"in","line":1,"offset":0}})");
}

TEST_CASE("trace: what is no object stands beside it", "[trace]") {
  for (const std::string value : {"1", "null", "\"a\\n{\"", "[1,{}]", " true "}) {
    CHECK(traced(value, {"in", 2, 5}) ==
          "{\"value\":" + value + R"(,"trace":{"source":"in","line":2,"offset":5}})");
  }
  CHECK(traced("7", {"in", 2, 5}, "value") == R"({"value":{"source":"in","line":2,"offset":5}})");
}

TEST_CASE("trace: all that was made of a record has its place", "[trace]") {
  Trace trace;
  std::string out = "before ";
  trace.append_lines(out, "{\"a\":1}\n2\n", {"x\"y\xff", 1, 0});
  trace.append_lines(out, "", {"z", 9, 9});
  trace.append_lines(out, "{}\n", {"x\"y\xff", UINT64_MAX, 10});
  trace.append_lines(out, "{}\n", {"", 1, 0});
  CHECK(out ==
        "before {\"a\":1,\"trace\":{\"source\":\"x\\\"y\xef\xbf\xbd\",\"line\":1,\"offset\":0}}\n"
        "{\"value\":2,\"trace\":{\"source\":\"x\\\"y\xef\xbf\xbd\",\"line\":1,\"offset\":0}}\n"
        "{\"trace\":{\"source\":\"x\\\"y\xef\xbf\xbd\",\"line\":18446744073709551615,\"offset\":10}}\n"
        "{\"trace\":{\"source\":\"\",\"line\":1,\"offset\":0}}\n");
}

}  // namespace
}  // namespace runnel::op
