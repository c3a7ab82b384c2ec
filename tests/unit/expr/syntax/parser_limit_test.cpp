// The parser at its bounds: deep programs, long ones, and texts made at random.
#include <rapidcheck.h>

#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "expr/syntax/parse_fixture.h"
#include "expr/syntax/random_program.h"

namespace runnel::expr {
namespace {

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

// Each with `count` levels around or after a 1.
std::vector<std::string> deep_programs(int count) {
  const auto around = [&](std::string_view before, std::string_view after) {
    return repeated(before, count) + "1" + repeated(after, count);
  };
  return {around("(", ")"),
          around("[", "]"),
          around("{a:", "}"),
          around(".[", "]"),
          around("\"\\(", ")\""),
          around("f(", ")"),
          around("-", ""),
          around("try ", ""),
          around("def f: ", "; 1"),
          around("def f: 1; ", ""),
          around("1 as $x | ", ""),
          around("label $x | ", ""),
          around("if ", " then 1 end"),
          around("reduce 1 as $x (0; ", ")"),
          around("1 as {(f | ", "): $x} | 1"),
          around("1 + [", "]"),
          around("", "+1"),
          around("", "//1"),
          around("", "|1"),
          around("", ",1"),
          around("", " or 1"),
          around("", " .a"),
          around("", "[0]"),
          around("", "?"),
          around("1|", ""),
          "1 as " + repeated("[", count) + "$x" + repeated("]", count) + " | 1",
          "1 as " + repeated("{a:", count) + "$x" + repeated("}", count) + " | 1"};
}

TEST_CASE("nesting up to the limit is parsed, printed and destroyed") {
  for (const std::string& program : deep_programs(kMaxProgramDepth / 2 - 2)) {
    CAPTURE(program.substr(0, 20));
    CHECK(round_trip_fault(program) == "");
  }
}

TEST_CASE("nesting beyond the limit is an error, in time that grows with the text") {
  for (const int levels : {kMaxProgramDepth, 100'000}) {
    for (const std::string& program : deep_programs(levels)) {
      CAPTURE(levels, program.substr(0, 20), program.substr(program.size() - 20));
      CHECK(grouped(program) == "error: " + std::string(kTooDeep));
    }
  }
}

TEST_CASE("brackets that are never closed are an error at any depth") {
  for (const std::string_view opening : {"(", "[", "{a:", "\"\\(", "f(", "if ", "1 as [", "1 as {a:", ".["}) {
    CAPTURE(opening);
    CHECK(grouped(repeated(opening, 100'000)).starts_with("error: "));
  }
}

TEST_CASE("well-formed programs at random are parsed and print to themselves") {
  CHECK(rc::check([] {
    const std::string program = random_query(2);
    const std::string fault = round_trip_fault(program);
    if (!fault.empty()) RC_FAIL(program + "\n" + fault);
  }));
}

TEST_CASE("tokens in any order give a tree or an error with a place") {
  CHECK(rc::check([] {
    std::string program;
    for (int more = random_below(30); more > 0; --more) {
      program += one_of(
          {".",     "..",    ".a",    "a",     "$x",     "1",       "1h",       "\"",     "\\(",    ")",
           "(",     "[",     "]",     "{",     "}",      ":",       ";",        ",",      "|",      "?",
           "?//",   "//",    "=",     "==",    "+",      "-",       "and",      "as",     "def ",   " if ",
           "then ", " end ", "else ", "try ",  "catch ", "reduce ", "foreach ", "label ", "break ", "@json",
           "#",     "\n",    "\\",    "\"b\"", " ",      "\xff",    "!"});
    }
    const ParseResult result = parse(program);
    if (const auto* error = std::get_if<Diagnostic>(&result)) {
      RC_ASSERT(error->span.begin <= error->span.end);
      RC_ASSERT(error->span.end <= program.size());
      RC_ASSERT(!error->message.empty());
      RC_ASSERT(!render(*error, program).empty());
    } else {
      RC_ASSERT(round_trip_fault(program) == "");
    }
  }));
}

}  // namespace
}  // namespace runnel::expr
