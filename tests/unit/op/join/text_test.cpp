#include "op/join/text.h"

#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "catch.h"

namespace runnel::op {
namespace {

using Form = JoinTextOptions::Form;

constexpr std::string_view kAbsent;

JoinTextOptions options_of(Form form, std::string prefix = {}) {
  JoinTextOptions options;
  options.form = form;
  options.name = "r";
  options.prefix = std::move(prefix);
  return options;
}

expr::Program compiled(std::string_view text) {
  auto program = expr::Program::compile(text, {});
  REQUIRE(std::holds_alternative<expr::Program>(program));
  return std::get<expr::Program>(std::move(program));
}

std::string text_of(const JoinTextOptions& options, std::string_view left, std::string_view right) {
  JoinText text(options, nullptr);
  std::string out = "before\n";
  CHECK(text.append(out, left, right));
  CHECK(out.starts_with("before\n"));
  return out.substr(7);
}

// The lines, or why there are none.
std::string selected(std::string_view program, std::string_view left, std::string_view right,
                     bool raw_strings = false) {
  const expr::Program select = compiled(program);
  JoinTextOptions options = options_of(Form::select);
  options.raw_strings = raw_strings;
  JoinText text(options, &select);
  std::string out = "before\n";
  const bool good = text.append(out, left, right);
  CHECK(out.starts_with("before\n"));
  if (good) return out.substr(7);
  CHECK(out.size() == 7);
  return text.error_message();
}

TEST_CASE("nested: the left record's bytes, with the right one's as a member") {
  const JoinTextOptions options = options_of(Form::nested);
  CHECK(text_of(options, R"({"a": 1.0})", " {\"b\":[ 2 ]}\r") == "{\"a\": 1.0,\"r\":{\"b\":[ 2 ]}}\n");
  CHECK(text_of(options, "{\"a\":1,\"r\":3}\r", "[2]") == "{\"a\":1,\"r\":[2]}\n");
  CHECK(text_of(options, R"({"a":1})", kAbsent) == "{\"a\":1,\"r\":null}\n");
  CHECK(text_of(options, kAbsent, "5") == "{\"r\":5}\n");
}

TEST_CASE("flat: the right record's members go into the left one") {
  const JoinTextOptions options = options_of(Form::flat);
  CHECK(text_of(options, R"({"a":1,"b":2})", R"({"b":3,"c":4})") == "{\"a\":1,\"b\":3,\"c\":4}\n");
  CHECK(text_of(options, " {\"a\":1}\r", kAbsent) == " {\"a\":1}\r\n");
  CHECK(text_of(options, kAbsent, R"({"b":1, "b":2})") == "{\"b\":1, \"b\":2}\n");
  const JoinTextOptions prefixed = options_of(Form::flat, "r_");
  CHECK(text_of(prefixed, R"({"a":1,"r_b":2})", R"({"a":3,"b":4})") == "{\"a\":1,\"r_b\":4,\"r_a\":3}\n");
  CHECK(text_of(prefixed, R"({"a":1})", kAbsent) == "{\"a\":1}\n");
  CHECK(text_of(prefixed, kAbsent, R"({"a":3})") == "{\"r_a\":3}\n");
}

TEST_CASE("left: as it came") {
  const JoinTextOptions options = options_of(Form::left);
  CHECK(text_of(options, " {\"a\" : 1}\r", R"({"b":2})") == " {\"a\" : 1}\r\n");
  CHECK(text_of(options, "7", kAbsent) == "7\n");
}

TEST_CASE("select: what a program makes of both") {
  CHECK(selected("{a: .left.a, b: .right.b}", R"({"a":1e400})", R"({"b":"x"})") ==
        "{\"a\":1e400,\"b\":\"x\"}\n");
  CHECK(selected(".left, .right", "[1, 2]\r", " \"x\"") == "[1,2]\n\"x\"\n");
  CHECK(selected(".", "{}", kAbsent) == "{\"left\":{},\"right\":null}\n");
  CHECK(selected(".left == null, .right.a", kAbsent, R"({"a":1})") == "true\n1\n");
  CHECK(selected("empty", "{}", "{}").empty());
  CHECK(selected(".right.s, .right.n", "{}", R"({"s":"a\nb","n":1})", true) == "a\nb\n1\n");
}

TEST_CASE("select that fails writes nothing of the pair, and says why") {
  CHECK(selected(".left.a, .left.a + .right.b", R"({"a":1})", R"({"b":"x"})") ==
        "number (1) and string (\"x\") cannot be added");
  CHECK(selected(".left.a | halt_error", R"({"a":1})", "{}") == "halt and halt_error are for stream-filter");
  CHECK(selected("1, halt", "{}", "{}") == "halt and halt_error are for stream-filter");
  CHECK(selected(".right.a", "{}", "{]") == "what is joined is not JSON");
}

TEST_CASE("select after a failure") {
  const expr::Program select = compiled(".left + .right");
  const JoinTextOptions options = options_of(Form::select);
  JoinText text(options, &select);
  std::string out;
  CHECK_FALSE(text.append(out, "1", "\"a\""));
  CHECK(text.append(out, "1", "2"));
  CHECK(out == "3\n");
}

}  // namespace
}  // namespace runnel::op
