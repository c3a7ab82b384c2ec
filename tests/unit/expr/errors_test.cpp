// Where the errors of a program come from, and what they say: as in jq 1.8.
#include <string>

#include "../catch.h"
#include "expr/evaluator.h"
#include "json/validator.h"

namespace runnel::expr {
namespace {

// "holds", "does not hold", or the message of the error.
std::string answer(std::string_view text, std::string record) {
  auto program = Program::compile(text, {});
  if (!std::holds_alternative<Program>(program)) return "refused";
  Evaluator evaluator(std::get<Program>(program));
  record += '\n';
  record.append(json::kPadding, ' ');
  switch (evaluator.test(record.data()).answer) {
    case Evaluator::Answer::holds:
      return "holds";
    case Evaluator::Answer::does_not_hold:
      return "does not hold";
    case Evaluator::Answer::failed:
      return evaluator.error_message();
    default:
      return "malformed";
  }
}

TEST_CASE("what a program answers where something in it fails") {
  struct Case {
    const char* program;
    const char* record;
    const char* expected;
  };
  const Case cases[] = {
      // A step says what it was to step with.
      {".a", "1", R"(Cannot index number with string ("a"))"},
      {".a.b", R"({"a":[]})", R"(Cannot index array with string ("b"))"},
      {".[0]", R"({"a":1})", "Cannot index object with number (0)"},
      {".[.a]", R"({"a":true})", "Cannot index object with boolean (true)"},
      {".[null]", "null", "Cannot index null with null (null)"},
      {".[{}]", "[1]", "Array/string slice indices must be integers"},
      // Fractions of an index are cut off, and no items are nowhere.
      {".[-1.5] == 3", "[1,2,3]", "holds"},
      {".[[]] == []", "[1,2,3]", "holds"},
      // The alternative is for what is null, false or nothing, not for errors.
      {".a // true", "1", R"(Cannot index number with string ("a"))"},
      {".a? // true", "1", "holds"},
      {"(.a | error) // true", R"({"a":"x"})", "x"},
      {"empty // true", "1", "holds"},
      {".a?.b | (. // true)", "1", "does not hold"},
      // An object's value is computed before its key is looked at.
      {"{(.a): .b.c}", R"({"a":1,"b":2})", R"(Cannot index number with string ("c"))"},
      {"{(.a): 1}", R"({"a":null})", "Cannot use null (null) as object key"},
      {"nan | isfinite", "null", "holds"},
      {R"("\ufefftrue" | fromjson)", "null", "holds"},
      // Text of a value that came from the record is written in one way.
      {R"(tojson == "{\"a\":\"é\"}")", R"({ "\u0061" : "\u00e9" })", "holds"},
      {R"x("\(.)" == "[\"/\"]")x", R"([ "\/" ])", "holds"},
      {R"(@csv == "\"a\"")", R"(["\u0061"])", "holds"},
      {R"(tostring == "{\"a\":1}")", R"({"a":1,"a":2})", "holds"},
  };
  for (const Case& c : cases) {
    INFO(c.program << " over " << c.record);
    CHECK(answer(c.program, c.record) == c.expected);
  }
}

}  // namespace
}  // namespace runnel::expr
