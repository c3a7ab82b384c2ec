#include "json/path.h"

#include "../catch.h"

namespace runnel::json {
namespace {

TEST_CASE("a path is written as a program would") {
  const auto key = [](const char* name) { return PathStep(std::string(name)); };
  const auto index = [](uint32_t place) { return PathStep(place); };
  CHECK(to_string({}) == ".");
  CHECK(to_string({key("a")}) == ".a");
  CHECK(to_string({key("req"), key("tags"), index(0)}) == ".req.tags[0]");
  CHECK(to_string({index(0), key("b_1"), index(4294967295)}) == ".[0].b_1[4294967295]");
  CHECK(to_string({index(1), index(2)}) == ".[1][2]");
  CHECK(to_string({key("x y")}) == ".\"x y\"");
  CHECK(to_string({key("a"), key("x-y"), key("b")}) == ".a.\"x-y\".b");
  CHECK(to_string({key("")}) == ".\"\"");
  CHECK(to_string({key("1a")}) == ".\"1a\"");
  CHECK(to_string({key("_")}) == "._");
  CHECK(to_string({key("é")}) == ".\"é\"");
  CHECK(to_string({key("a\"\\(b)\n")}) == ".\"a\\\"\\\\(b)\\n\"");
}

}  // namespace
}  // namespace runnel::json
