#include "format/json_framing.h"

#include <random>

#include "catch.h"
#include "format/json_values.h"
#include "framing_fixture.h"
#include "json/parse.h"
#include "json/validator.h"
#include "json/writer.h"

namespace runnel::format {
namespace {

using Records = std::vector<std::string>;

io::Framer framer() {
  return [](uint32_t, std::string_view) { return make_json_framing(); };
}

// The lines of a text, without white space where they are JSON.
Records read(std::string_view text, size_t max_line = 1 << 20) {
  Records records;
  for (const std::string& line : framed(framer(), text, max_line)) {
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    const auto value = json::parse(line);
    if (!value) {
      records.push_back("bad: " + line);
      continue;
    }
    std::string compact;
    json::append_json(compact, *value);
    records.push_back(compact);
  }
  return records;
}

TEST_CASE("values one after another are records", "[json]") {
  CHECK(read(R"({"a":1}{"a":2} {"a":3}
{"a":4})") == Records{R"({"a":1})", R"({"a":2})", R"({"a":3})", R"({"a":4})"});
  CHECK(read("1 2\n\"x\"\"y z\"true\tnull -1.5e3") ==
        Records{"1", "2", R"("x")", R"("y z")", "true", "null", "-1.5e3"});
  CHECK(read("{\n  \"a\": [1,\n 2],\r\n  \"b\": \"}\\\"{\"\n}\n{\"c\":1}") ==
        Records{R"({"a":[1,2],"b":"}\"{"})", R"({"c":1})"});
  CHECK(read("").empty());
  CHECK(read(" \n\n ").empty());
}

TEST_CASE("the items of arrays are records", "[json]") {
  CHECK(read(R"([{"a":1},{"a":[{"b":[]}]},3,"x",[4]])") ==
        Records{R"({"a":1})", R"({"a":[{"b":[]}]})", "3", R"("x")", "[4]"});
  CHECK(read("[\n  {\n    \"a\": 1\n  },\n  {\n    \"a\": 2\n  }\n]\n") ==
        Records{R"({"a":1})", R"({"a":2})"});
  CHECK(read("[] [1][2]\n[ ]{\"a\":[]}") == Records{"1", "2", R"({"a":[]})"});
}

TEST_CASE("what is no JSON costs its line", "[json]") {
  CHECK(read("{\"a\":1}\nplain {text\n{\"a\":2}\n") ==
        Records{R"({"a":1})", "bad: plain {text", R"({"a":2})"});
  CHECK(read("{\"a\":\"x\n{\"a\":2}\n") == Records{"bad: {\"a\":\"x", R"({"a":2})"});
  CHECK(read("{\"a\":[1,2}\n{\"a\":2}\n{\"a\":3}\n") ==
        Records{"bad: {\"a\":[1,2}", R"({"a":2})", R"({"a":3})"});
  CHECK(read("[1,,2]\n3") == Records{"1", "bad: ,2]", "3"});
  CHECK(read("[{\"a\":1},{\"a\":tru},{\"a\":3}]") == Records{R"({"a":1})", "bad: {\"a\":tru}", R"({"a":3})"});
  CHECK(read("don't \"say\n{\"a\":1}") == Records{"bad: don't \"say", R"({"a":1})"});
  CHECK(read("{\"a\":1}\n]\n{\"a\":2}") == Records{R"({"a":1})", "bad: ]", R"({"a":2})"});
  CHECK(read("{\"a\":[") == Records{"bad: {\"a\":["});
}

TEST_CASE("a value beyond the bound of lines costs its first line", "[json]") {
  std::string text = "{\"a\":[\n";
  for (int i = 0; i < 3000; ++i) text += "  " + std::to_string(i) + ",\n";
  const Records records = read(text + "]}\n{\"b\":1}\n", 5000);
  REQUIRE(!records.empty());
  CHECK(records.front() == "bad: {\"a\":[");
  CHECK(records.back() == R"({"b":1})");
}

std::string random_value(std::mt19937& random, int depth) {
  constexpr std::string_view kScalars[] = {"1",       "-2.5",      "true",     "null",   "\"\"",
                                           "\"a b\"", "\"\\\"{\"", "\"\\\\\"", "\"],[\""};
  const auto kind = random() % 4;
  if (depth == 0 || kind < 2) return std::string(kScalars[random() % std::size(kScalars)]);
  std::string text(1, kind == 2 ? '{' : '[');
  const auto space = [&] { text += random() % 4 == 0 ? std::string_view(" \n") : std::string_view(); };
  for (size_t i = 0, size = random() % 4; i < size; ++i) {
    if (i > 0) text += ',';
    space();
    if (kind == 2) text += "\"k" + std::to_string(i) + "\":";
    text += random_value(random, depth - 1);
    space();
  }
  return text + (kind == 2 ? '}' : ']');
}

std::string compact(const std::string& text) {
  std::string out;
  json::append_json(out, *json::parse(text));
  return out;
}

TEST_CASE("values are found however they are wrapped, and however the text is cut", "[json]") {
  std::mt19937 random(Catch::rngSeed());
  for (int trial = 0; trial < 400; ++trial) {
    Records expected;
    std::string text;
    const bool in_array = random() % 2 == 0;
    if (in_array) text += random() % 2 == 0 ? "[" : " [\n";
    for (size_t i = 0, size = random() % 8; i < size; ++i) {
      std::string value = random_value(random, 3);
      if (!in_array && value.front() == '[') value = "{\"a\":" + value + "}";
      if (i > 0) text += in_array ? (random() % 2 == 0 ? "," : " ,\n ") : (random() % 2 == 0 ? " " : "\n\n");
      text += value;
      expected.push_back(compact(value));
    }
    if (in_array) text += "]";
    INFO(text);
    REQUIRE(read(text) == expected);
    if (trial % 8 == 0) CHECK(cut_that_shows(framer(), text) == "");
  }
}

TEST_CASE("values without an end are not looked at for each of their lines", "[json]") {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "{\"a\":1,\n";
  const size_t size = text.size();
  text.append(json::kPadding, ' ');
  JsonValues values;
  REQUIRE(values.find(text.data(), size) == 0);
  size_t gone = 0;
  int times = 0;
  while (gone < size && times < 100) {
    const size_t end = values.give_up(text.data() + gone, size - gone);
    REQUIRE(end > 0);
    values.leave(end);
    gone += end;
    ++times;
  }
  CHECK(gone == size);
  CHECK(times < 20);
}

TEST_CASE("any text at all is cut in the same way", "[json]") {
  std::mt19937 random(Catch::rngSeed());
  constexpr std::string_view kParts[] = {"{",  "}",  "[", "]", ",", ":",         "\"",
                                         "\\", "\n", " ", "1", "a", "{\"a\":1}", "\r\n"};
  for (int trial = 0; trial < 150; ++trial) {
    std::string text;
    for (size_t i = 0, size = random() % 40; i < size; ++i) text += kParts[random() % std::size(kParts)];
    INFO(text);
    CHECK(cut_that_shows(framer(), text) == "");
  }
}

}  // namespace
}  // namespace runnel::format
