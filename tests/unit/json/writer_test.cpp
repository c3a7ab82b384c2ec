#include "json/writer.h"

#include <string>
#include <vector>

#include "../catch.h"
#include "base/arena.h"
#include "json/parse.h"

namespace runnel::json {
namespace {

std::string written(const Value& value) {
  std::string text;
  append_json(text, value);
  return text;
}

std::string decoded(const Value& value) {
  std::string text;
  append_decoded_json(text, value);
  return text;
}

std::string quoted(std::string_view text) {
  std::string out;
  append_quoted(out, text);
  return out;
}

TEST_CASE("scalars") {
  CHECK(written(Value()) == "null");
  CHECK(written(Value::boolean(true)) == "true");
  CHECK(written(Value::boolean(false)) == "false");
  CHECK(written(Value::integer(-5)) == "-5");
  CHECK(written(Value::unsigned_integer(UINT64_MAX)) == "18446744073709551615");
  CHECK(written(Value::real(1e-5)) == "1e-05");
  CHECK(written(Value::string("x")) == "\"x\"");
}

TEST_CASE("a number from a record keeps its text") {
  for (const char* text : {"1.0", "1e400", "-0", "1E5", "1234567890123456789012345678901234567890"}) {
    CHECK(written(Value::number_text(text)) == text);
    CHECK(written(Value::number_text(text).own()) == text);
  }
}

TEST_CASE("strings are escaped as jq does") {
  struct Case {
    std::string_view text;
    const char* expected;
  };
  using namespace std::string_view_literals;
  const Case cases[] = {
      {"", R"("")"},
      {"abc", R"("abc")"},
      {"\0"sv, R"("\u0000")"},
      {"\x01\x07\x0b\x1b\x1f", R"("\u0001\u0007\u000b\u001b\u001f")"},
      {"\b\t\n\f\r", R"("\b\t\n\f\r")"},
      {"\"\\/'", R"("\"\\/'")"},
      {"~\x7f", R"("~\u007f")"},
      {"\u0080\u009f\u00a0\u2028\ufeff\uffff", "\"\u0080\u009f\u00a0\u2028\ufeff\uffff\""},
      {"\U0001f600\U0010ffff", "\"\U0001f600\U0010ffff\""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.expected);
    CHECK(quoted(c.text) == c.expected);
  }
}

TEST_CASE("bytes that are not UTF-8 become U+FFFD, one for each broken sequence") {
  struct Case {
    const char* text;
    const char* expected;
  };
  const Case cases[] = {
      {"a\x80z", "\"a\uFFFDz\""},
      {"\x80\x80", "\"\uFFFD\uFFFD\""},
      {"\xC0\xAF", "\"\uFFFD\uFFFD\""},
      {"\xC3", "\"\uFFFD\""},
      {"\xC3(", "\"\uFFFD(\""},
      {"\xE2\x82", "\"\uFFFD\""},
      {"\xE2\x82x\xE2\x82\xAC", "\"\uFFFDx\u20AC\""},
      {"\xE0\x80\x80", "\"\uFFFD\""},          // too long
      {"\xED\xA0\x80", "\"\uFFFD\""},          // a surrogate
      {"\xED\x9F\xBF", "\"\uD7FF\""},          // the last before them
      {"\xF0\x8F\xBF\xBF", "\"\uFFFD\""},      // too long
      {"\xF4\x90\x80\x80", "\"\uFFFD\""},      // beyond U+10FFFF
      {"\xF4\x8F\xBF\xBF", "\"\U0010FFFF\""},  // the last
      {"\xF0\x9F\x98!", "\"\uFFFD!\""},
      {"\xF5\x80\x80\x80", "\"\uFFFD\uFFFD\uFFFD\uFFFD\""},
      {"\xFF\xFE", "\"\uFFFD\uFFFD\""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.expected);
    CHECK(quoted(c.text) == c.expected);
  }
}

TEST_CASE("raw containers lose the white space between tokens and nothing else") {
  struct Case {
    const char* raw;
    const char* expected;
  };
  const Case cases[] = {
      {"[]", "[]"},
      {"[ ]", "[]"},
      {"{ \t\r }", "{}"},
      {"[1,2]", "[1,2]"},
      {"[ 1 , 2.50 ]", "[1,2.50]"},
      {"{ \"a b\" : [ true , { } ] , \"a b\" : null }", "{\"a b\":[true,{}],\"a b\":null}"},
      {R"({"\u0061 \" x" : "a \\" , "b":" "})", R"({"\u0061 \" x":"a \\","b":" "})"},
      {R"(["unclosed \)", R"(["unclosed \)"},
      {R"(["unclosed )", R"(["unclosed )"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.raw);
    CHECK(written(c.raw[0] == '[' ? Value::raw_array(c.raw) : Value::raw_object(c.raw)) == c.expected);
  }
  const Value mixed = Value::array({Value::raw_array("[ 1 ]"), Value::integer(2), Value::raw_object("{ }")});
  CHECK(written(mixed) == "[[1],2,{}]");
}

TEST_CASE("decoded JSON writes the first of equal keys") {
  CHECK(decoded(Value::raw_object(R"({"a":1,"b":2,"\u0061":3})")) == R"({"a":1,"b":2})");
  CHECK(decoded(Value::raw_array(R"([{"b":{"c":1,"c":2},"a":0,"b":3}])")) == R"([{"b":{"c":1},"a":0}])");
}

TEST_CASE("decoded JSON writes each string one way") {
  CHECK(decoded(Value::raw_array(R"([ "\u0061\/\ud83d\ude00" , {"\u00e9" : 1.0} ])")) ==
        "[\"a/😀\",{\"é\":1.0}]");
  CHECK(decoded(Value::array({Value::raw_array(R"(["\u0061"])"), Value()})) == R"([["a"],null])");
  CHECK(decoded(Value::string("a\x7f")) == R"("a\u007f")");
}

TEST_CASE("objects and arrays that were built") {
  const Value object = Value::object({{Value::string("a"), Value::array({})},
                                      {Value::string("b\n"), Value::object({})},
                                      {Value::string("c"), Value::array({Value(), Value::string("\\")})}});
  CHECK(written(object) == R"({"a":[],"b\n":{},"c":[null,"\\"]})");
}

// Taken from the messages of jq 1.8.2's tonumber.
TEST_CASE("values in messages are cut as jq cuts them") {
  struct Case {
    const char* json;
    const char* expected;
  };
  const Case cases[] = {
      {R"("abc")", R"("abc")"},
      {R"("abcdefghijklmnopqrstuvwxyz0")", R"("abcdefghijklmnopqrstuvwxyz0")"},
      {R"("abcdefghijklmnopqrstuvwxyz01")", R"("abcdefghijklmnopqrstuvwx...")"},
      {R"("abcdefghijklmnopqrstuvwxyz012345")", R"("abcdefghijklmnopqrstuvwx...")"},
      {R"("éééééééééééééééééééé")", R"("éééééééééééé...")"},
      {R"("aéééééééééééééééééééé")", R"("aééééééééééé...")"},
      {R"("\u0001\u0001\u0001\u0001\u0001")", R"("\u0001\u0001\u0001\u0001...")"},
      {R"("\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"")", R"("\"\"\"\"\"\"\"\"\"\"\"\"...")"},
      {R"("a\u0000b")", R"("a\u0000b")"},
      {R"([1,2,3,4,5,6,7,8,9,10,11,12])", R"([1,2,3,4,5,6,7,8,9,10,11,12])"},
      {R"([1,2,3,4,5,6,7,8,9,10,11,123])", R"([1,2,3,4,5,6,7,8,9,10,11,123])"},
      {R"([1,2,3,4,5,6,7,8,9,10,11,12,13,14])", R"([1,2,3,4,5,6,7,8,9,10,11,...])"},
      {R"({"a":"éééééééééééééééééééééééé"})", R"({"a":"ééééééééé...})"},
      {R"({"aa":"😀😀😀😀😀😀😀😀😀"})", R"({"aa":"😀😀😀😀...})"},
      {R"({"a":"😀😀😀😀😀😀😀😀😀"})", R"({"a":"😀😀😀😀...})"},
      {R"({ "a" : 1 , "b":[1,2,3],"c":"eee"})", R"({"a":1,"b":[1,2,3],"c":"eee"})"},
      {R"({"a":1,"b":[1,2,3],"c":"eee1"})", R"({"a":1,"b":[1,2,3],"c":"e...})"},
      {R"({"a":1,"b":[1,2,3],"c":{"d":"eeee"}})", R"({"a":1,"b":[1,2,3],"c":{"...})"},
      {R"(["\u0061\u0061\u0061\u0061\u0061\u0061\u0061\u0061"])", R"(["aaaaaaaa"])"},
  };
  Arena arena;
  for (const Case& c : cases) {
    CAPTURE(c.json);
    CHECK(abbreviated_json(borrow(c.json, arena)) == c.expected);
    CHECK(abbreviated_json(*parse(c.json)) == c.expected);
  }
  CHECK(abbreviated_json(Value::real(-1.2345678901234567e31)) == "-1234567890123456700000000...");
  CHECK(abbreviated_json(Value::string("abcdef"), 7) == "\"ab...\"");
}

TEST_CASE("a large value is not written in whole to be cut") {
  std::string raw = "[";
  for (int i = 0; i < 1000; ++i) raw += "  \"\\u00e9\\u00e9\" , ";
  raw += "1]";
  CHECK(abbreviated_json(Value::raw_array(raw)) == "[\"éé\",\"éé\",\"éé\",\"é...]");
  CHECK(abbreviated_json(Value::string(std::string(100'000, 'x'))) == "\"" + std::string(24, 'x') + "...\"");
}

}  // namespace
}  // namespace runnel::json
