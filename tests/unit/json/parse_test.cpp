#include "json/parse.h"

#include <rapidcheck.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "../catch.h"
#include "json/validator.h"
#include "json/writer.h"
#include "random_value.h"

namespace runnel::json {
namespace {

std::string written(const Value& value) {
  std::string text;
  append_json(text, value);
  return text;
}

std::string decoded(std::string_view text) {
  std::string out(text.size(), '\0');
  out.resize(decode_string(text, out.data()));
  return out;
}

TEST_CASE("values of every kind") {
  struct Case {
    const char* text;
    const char* expected;
  };
  const Case cases[] = {
      {"null", "null"},
      {" true\r\n", "true"},
      {"false", "false"},
      {"-0", "-0"},
      {"1e400", "1e400"},
      {"1.0", "1.0"},
      {"1234567890123456789012345678901234567890", "1234567890123456789012345678901234567890"},
      {"\"\"", "\"\""},
      {R"("a\u0062\/\n")", R"("ab/\n")"},
      {R"("\ud83d\ude00\ud800")", "\"😀\uFFFD\""},
      {"[]", "[]"},
      {"{}", "{}"},
      {" [ 1 , [ ] , { } , \"x\" ] ", "[1,[],{},\"x\"]"},
      {R"({"a":{"b":[{"c":null}]},"d":[[[]]],"a":2})", R"({"a":{"b":[{"c":null}]},"d":[[[]]],"a":2})"},
      {R"({"\u0061":1})", R"({"a":1})"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    const auto value = parse(c.text);
    REQUIRE(value.ok());
    CHECK_FALSE(value->borrows());
    CHECK(written(*value) == c.expected);
  }
}

TEST_CASE("errors say where and what was expected") {
  struct Case {
    std::string_view text;
    const char* message;
  };
  using namespace std::string_view_literals;
  const Case cases[] = {
      {"", "line 1, column 1: expected a value"},
      {" \n ", "line 2, column 2: expected a value"},
      {"nul", "line 1, column 1: expected a value"},
      {"True", "line 1, column 1: expected a value"},
      {"nan", "line 1, column 1: expected a value"},
      {"[1,]", "line 1, column 4: expected a value"},
      {"[,1]", "line 1, column 2: expected a value"},
      {"[", "line 1, column 2: expected a value"},
      {"[1", "line 1, column 3: expected ',' or ']'"},
      {"[1 2]", "line 1, column 4: expected ',' or ']'"},
      {"[1}", "line 1, column 3: expected ',' or ']'"},
      {"[\n 1,\n 2 x]", "line 3, column 4: expected ',' or ']'"},
      {"{", "line 1, column 2: expected a key in quotes or '}'"},
      {"{a:1}", "line 1, column 2: expected a key in quotes or '}'"},
      {"{\"a\"}", "line 1, column 5: expected ':'"},
      {"{\"a\":}", "line 1, column 6: expected a value"},
      {"{\"a\":1", "line 1, column 7: expected ',' or '}'"},
      {"{\"a\":1,}", "line 1, column 8: expected a key in quotes"},
      {"{\"a\":1]", "line 1, column 7: expected ',' or '}'"},
      {"1 2", "line 1, column 3: expected nothing after the value"},
      {"01", "line 1, column 2: expected nothing after the value"},
      {"1\0"sv, "line 1, column 2: expected nothing after the value"},
      {"-", "line 1, column 2: expected a digit"},
      {"-x", "line 1, column 2: expected a digit"},
      {"1.", "line 1, column 3: expected a digit"},
      {"1.e5", "line 1, column 3: expected a digit"},
      {"1e", "line 1, column 3: expected a digit"},
      {"1e+]", "line 1, column 4: expected a digit"},
      {"+1", "line 1, column 1: expected a value"},
      {".5", "line 1, column 1: expected a value"},
      {"\"abc", "line 1, column 5: expected '\"' at the end of the string"},
      {"\"abc\\", "line 1, column 6: expected one of \"\\/bfnrtu after a backslash"},
      {"\"\\x\"", "line 1, column 3: expected one of \"\\/bfnrtu after a backslash"},
      {"\"\\u12g4\"", "line 1, column 6: expected four hexadecimal digits after \\u"},
      {"\"\\u12", "line 1, column 6: expected '\"' at the end of the string"},
      {"\"a\tb\"", "line 1, column 3: expected '\"', or this control character as an escape"},
      {"\"a\0b\""sv, "line 1, column 3: expected '\"', or this control character as an escape"},
      {"\"a\xC3(\"", "line 1, column 3: expected a character in UTF-8"},
      {"\"\xED\xA0\x80\"", "line 1, column 2: expected a character in UTF-8"},
      {"\"\xC3", "line 1, column 2: expected a character in UTF-8"},
      {"'a'", "line 1, column 1: expected a value"},
      {"\xEF\xBB\xBF"
       "1",
       "line 1, column 1: expected a value"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    const auto value = parse(c.text);
    REQUIRE_FALSE(value.ok());
    CHECK(value.error().kind == ErrorKind::record);
    CHECK(value.error().message == c.message);
  }
}

TEST_CASE("depth up to the limit and no further") {
  const auto nested = [](size_t depth) {
    std::string text;
    for (size_t i = 0; i < depth; ++i) text += i % 2 == 0 ? "[" : "{\"k\":";
    text += "0";
    for (size_t i = depth; i > 0; --i) text += i % 2 == 1 ? "]" : "}";
    return text;
  };
  const std::string deepest = nested(kMaxDepth);
  const auto value = parse(deepest);
  REQUIRE(value.ok());
  CHECK(written(*value) == deepest);
  CHECK(compare(*value, Value::raw_array(deepest)) == 0);
  const auto deeper = parse(nested(kMaxDepth + 1));
  REQUIRE_FALSE(deeper.ok());
  CHECK(deeper.error().message ==
        "line 1, column 30001: expected arrays and objects nested at most 10000 deep");
}

TEST_CASE("the suite of JSON parsing tests") {
  // n_ must be refused, y_ accepted; i_ is up to the parser, and ours takes numbers of any size and lone
  // surrogates.
  const std::filesystem::path folder = std::filesystem::path(SHARED_DATA) / "json" / "JSONTestSuite";
  if (!std::filesystem::exists(folder)) {
    WARN("skipped: " << folder << " is not there");
    return;
  }
  size_t seen = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".json" || (name.rfind("n_", 0) != 0 && name.rfind("y_", 0) != 0))
      continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    CAPTURE(name);
    CHECK(parse(text.str()).ok() == (name[0] == 'y'));
    ++seen;
  }
  CHECK(seen > 250);
}

TEST_CASE("what is written is read back") {
  CHECK(rc::check("value, text, value", [](uint64_t seed) {
    RandomValues random(seed, Doubles::that_read_back);
    for (int i = 0; i < 50; ++i) {
      const Value value = random.value(4);
      const std::string text = written(value);
      const auto read = parse(text);
      RC_ASSERT(read.ok());
      RC_ASSERT(compare(*read, value) == 0);
      RC_ASSERT(written(*read) == text);
    }
  }));
}

TEST_CASE("borrowing looks at as little as it can") {
  Arena arena;
  const std::string_view plain = R"("abc é")";
  CHECK(borrow(plain, arena).text() == "abc é");
  CHECK(borrow(plain, arena).text().data() == plain.data() + 1);
  CHECK(borrow(R"("a\n\u00e9")", arena).text() == "a\né");
  CHECK(borrow("true", arena).truthy());
  CHECK(borrow("false", arena).type() == Type::boolean_false);
  CHECK(borrow("null", arena).is_null());
  CHECK(borrow("-1.50", arena).number_source() == "-1.50");
  CHECK(borrow("[1, 2]", arena).raw_text() == "[1, 2]");
  CHECK(borrow("{ }", arena).raw_text() == "{ }");
  CHECK(borrow("{ }", arena).is_object());
}

TEST_CASE("borrowing from text that is not JSON does no harm") {
  Arena arena;
  for (const char* text : {"", "\"", "\"\\", "\"\\\"", "x", "-", "tru", "[", "{\"", "\"\\u12", "\xFF"}) {
    CAPTURE(text);
    const Value value = borrow(text, arena);
    CHECK(parse(written(value.own())).ok() == (std::string_view(text) != "-"));
  }
}

TEST_CASE("raw containers are parsed on demand") {
  const std::string_view line = R"({"a":[1.0,"x\n"],"b":"text"})";
  const Value object = materialized(Value::raw_object(line));
  REQUIRE(object.members().size() == 2);
  CHECK(object.borrows());
  CHECK(object.members()[1].second.text().data() == line.data() + line.find("text"));
  CHECK(object.members()[0].second.items()[0].number_source() == "1.0");
  CHECK(object.members()[0].second.items()[1].text() == "x\n");
  CHECK_FALSE(materialized(Value::raw_object(line), Keep::copies).borrows());
  CHECK(materialized(Value::integer(1)).number().i == 1);
}

TEST_CASE("text that is not JSON is read as far as it goes") {
  struct Case {
    const char* text;
    const char* expected;
  };
  const Case cases[] = {
      {"[1,2,x,3]", "[1,2,null]"},
      {"[1,{\"a\":tru},2]", "[1,{\"a\":null}]"},
      {"[1 2]", "[1]"},
      {"[", "[null]"},
      {"[[1", "[[1]]"},
      {"[\"a", "[null]"},
      {"{\"a\"", "{\"a\":null}"},
      {"{\"a\":1,b:2}", "{\"a\":1}"},
      {"{\"a\":1,\"b", "{\"a\":1}"},
      {"{\"a\":-}", "{\"a\":null}"},
      {"{", "{}"},
      {"{}x", "{}"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    const Value raw = c.text[0] == '[' ? Value::raw_array(c.text) : Value::raw_object(c.text);
    CHECK(written(materialized(raw)) == c.expected);
    CHECK(written(materialized(raw, Keep::copies)) == c.expected);
  }
}

TEST_CASE("escapes are decoded") {
  struct Case {
    std::string_view text;
    std::string_view expected;
  };
  using namespace std::string_view_literals;
  const Case cases[] = {
      {"", ""},
      {"plain", "plain"},
      {R"(\"\\\/\b\f\n\r\t)", "\"\\/\b\f\n\r\t"},
      {R"(a\nb\\)", "a\nb\\"},
      {R"(\u0000\u0041\u00e9\u20AC\uFFFF)", "\0A\u00e9\u20ac\uffff"sv},
      {R"(\ud83d\ude00\uDBFF\uDFFF)", "\U0001f600\U0010ffff"},
      {R"(\ud83d)", "\uFFFD"},
      {R"(\ude00x)", "\uFFFDx"},
      {R"(\ud83dx)", "\uFFFDx"},
      {R"(\ud83d\u0041)", "\uFFFDA"},
      {R"(\ud83d\ud83d\ude00)", "\uFFFD\U0001f600"},
      {R"(\ude00\ud83d)", "\uFFFD\uFFFD"},
      {R"(\ud83d\n)", "\uFFFD\n"},
      {"\xFF\\n\xC3", "\xFF\n\xC3"},
      {"\\", "\\"},
      {"a\\", "a\\"},
      {"\\x", "\\x"},
      {"\\u12", "\\u12"},
      {"\\u12g4\\n", "\\u12g4\n"},
      {"\\ud83d\\u12", "\uFFFD\\u12"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(decoded(c.text) == c.expected);
  }
}

}  // namespace
}  // namespace runnel::json
