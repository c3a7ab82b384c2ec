#include <map>
#include <random>
#include <string>

#include "../catch.h"
#include "json/validator.h"
#include "line_fixture.h"

using namespace runnel::json;

namespace {

// The place of the key that occurs twice, or npos.
size_t twice_at(std::string_view text) {
  Validator validator(Keys::are_unique);
  const PaddedLine line(text);
  const auto error = validator.check(line.text());
  if (!error.has_value()) return std::string_view::npos;
  CHECK(std::string_view(error->reason) == "the key occurs twice in its object");
  return error->offset;
}

}  // namespace

TEST_CASE("a key that occurs twice in one object") {
  constexpr size_t none = std::string_view::npos;
  CHECK(twice_at(R"({"a":1,"b":2,"a":3})") == 13);
  CHECK(twice_at(R"({"a":1,"b":{"a":2}})") == none);
  CHECK(twice_at(R"([{"a":1},{"a":2}])") == none);
  CHECK(twice_at(R"({"x":[{"a":1,"a":2}]})") == 13);
  CHECK(twice_at(R"({"a":{"b":1},"c":{"b":1},"a":1})") == 25);
  CHECK(twice_at(R"({"a":1,"\u0061":2})") == 7);
  CHECK(twice_at(R"({"\u0061":1,"a":2})") == 12);
  CHECK(twice_at(R"({"":1,"":2})") == 6);
  CHECK(twice_at(R"({"abcdefgh1":1,"abcdefgh2":2,"abcdefgh":3})") == none);
  CHECK(twice_at(R"({"a":1,"a\u0000":2})") == none);
  CHECK(twice_at(R"({"abcdefgh1":1,"abcdefgh1":2})") == 15);
}

TEST_CASE("keys that occur twice, by a slow twin, in small and in large objects") {
  std::mt19937 random(7);
  for (int round = 0; round < 400; ++round) {
    const size_t count = round % 4 == 0 ? 60 + random() % 200 : random() % 20;
    const size_t names = count * (1 + random() % 40) + 1;
    std::string text = "{";
    std::map<std::string, int> seen;
    size_t expected = std::string::npos;
    for (size_t i = 0; i < count; ++i) {
      const std::string name = (random() % 2 == 0 ? "k" : "a_long_name_") + std::to_string(random() % names);
      if (i > 0) text += ",";
      if (seen[name]++ > 0 && expected == std::string::npos) expected = text.size();
      text += '"' + name + "\":0";
    }
    text += "}";
    CAPTURE(text);
    CHECK(twice_at(text) == expected);
  }
}
