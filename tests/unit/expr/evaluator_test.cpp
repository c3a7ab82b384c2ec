// From program text to an answer about a record: what parser, binder, compiler and code come to together.
#include "expr/evaluator.h"

#include <string>
#include <string_view>

#include "catch.h"
#include "json/parse.h"
#include "json/validator.h"

namespace runnel::expr {
namespace {

// `holds`, `does not hold`, `malformed`, or the error's message; or `refused: ` and the diagnostic's message.
std::string answer(std::string_view program, std::string_view record, const Globals& globals = {}) {
  auto compiled = Program::compile(program, globals);
  if (const auto* fault = std::get_if<Diagnostic>(&compiled)) return "refused: " + fault->message;
  Evaluator evaluator(std::get<Program>(compiled));
  std::string line(record);
  line += '\n';
  line.append(json::kPadding, ' ');
  const auto [what, looked_at] = evaluator.test(line.data());
  CHECK(looked_at <= line.data() + record.size());
  switch (what) {
    case Evaluator::Answer::holds:
      return "holds";
    case Evaluator::Answer::does_not_hold:
      return "does not hold";
    case Evaluator::Answer::malformed:
      return "malformed";
    case Evaluator::Answer::failed:
      return evaluator.error_message();
    case Evaluator::Answer::halted:
      return "halted";
  }
  return {};
}

struct Case {
  std::string_view program, record, answer;
};

TEST_CASE("programs and records") {
  const auto c = GENERATE(values<Case>({
      {".status >= 500", R"({"status":503})", "holds"},
      {".status >= 500", R"({"status":"503"})", "holds"},  // a string is greater than any number
      {".status >= 500", R"({"status":null})", "does not hold"},
      {".status >= 500", R"({})", "does not hold"},
      {".status >= 500", R"([503])", "Cannot index array with string (\"status\")"},
      {".a.b", R"({"a":1})", "Cannot index number with string (\"b\")"},
      {".a.b?", R"({"a":1})", "does not hold"},
      {".a?.b", R"({"a":1})", "Cannot index number with string (\"b\")"},
      {"(.a.b)? // true", R"({"a":1})", "holds"},
      {".a | .b == 2", R"({"a":{"b":2}})", "holds"},
      {".a | 3", R"([])",
       "Cannot index array with string (\"a\")"},  // also where the right side needs no input
      {".a.b | true", R"({"a":1})", "Cannot index number with string (\"b\")"},
      {".a | (.b // 1)", R"({"a":[]})", "Cannot index array with string (\"b\")"},
      {"try (.a | .b) catch (. | length > 3)", R"({"a":1})", "holds"},
      {".a[1] == 2", R"({"a":[1,2]})", "holds"},
      {".a[-1] == 2", R"({"a":[1,2]})", "holds"},
      {".a[1.7] == 2", R"({"a":[1,2]})", "holds"},
      {".a == 1", R"({"a":1,"a":2})", "holds"},  // the first of equal keys counts
      {R"(."a b"."c\n" == 1)", R"({"a b":{"c\n":1}})", "holds"},
      {R"(.status == 1)", R"({"st\u0061tus":1})", "holds"},
      {".a == [1, {\"b\": null}]", R"({"a":[1,{"b":null}]})", "holds"},
      {".id == 9007199254740993", R"({"id":9007199254740992})", "does not hold"},
      {".id == 18446744073709551615", R"({"id":18446744073709551615})", "holds"},
      {".a as $x | .b as $y | $x + $y == 3", R"({"a":1,"b":2})", "holds"},
      {". as $r | $r.a == 1", R"({"a":1})", "holds"},
      {"if .a then .b elif .c then false else true end", R"({"c":0})", "does not hold"},
      {"select(.a == 1) | .b", R"({"a":2,"b":true})", "does not hold"},
      {"5m == 300 and 1h30m == 5400", "1", "holds"},
      {".a =~ \"^x\"", R"({"a":null})", "does not hold"},
      {".a !~ \"^x\"", R"({"a":null})", "holds"},
      {".a", R"({"a":tru})", "malformed"},
      {".a", R"({"b":1,"a")", "malformed"},
      {"$limit < .a", R"({"a":5})", "holds"},
      {".[$key]", R"({"name":true})", "holds"},
      {"$ENV | type == \"object\"", "1", "holds"},
      {"$nope", "1", "refused: $nope is not defined"},
      {"lenght", "1", "refused: unknown function \"lenght\""},
      {"test(1; 2; 3)", "1", "refused: test takes 1 or 2 arguments, not 3"},
      {".user-agent", "{}", "refused: unknown function \"agent\""},
      {".a[]", "{}", "Cannot iterate over null (null)"},
      {".a[]", R"({"a":[false,1]})", "holds"},
      {".a[]", R"({"a":[false,null]})", "does not hold"},
      {"input", "1", "refused: input is not in this language"},
      {"break $out", "1", "refused: break $out has no label $out around it"},
  }));
  CAPTURE(c.program, c.record);
  const Globals globals = {{"limit", json::Value::integer(4)}, {"key", json::Value::owned_string("name")}};
  CHECK(answer(c.program, c.record, globals) == c.answer);
}

TEST_CASE("a pattern that does not compile is an error of the program") {
  CHECK(answer(".a | test(\"(\")", "{}").starts_with("refused: "));
  CHECK(answer(".a =~ \"[\"", "{}").starts_with("refused: "));
  CHECK(answer(".a | match(\"(\"; \"g\")", "{}").starts_with("refused: "));
  CHECK(answer(".a | gsub(\"(\"; \"x\")", "{}").starts_with("refused: "));
}

TEST_CASE("more keys of one object than the projector looks for") {
  std::string program = "true";
  std::string record = "{";
  for (int i = 0; i < 100; ++i) {
    const std::string key = "k" + std::to_string(i);
    program += " and ." + key + " == " + std::to_string(i);
    record += (i > 0 ? ",\"" : "\"") + key + "\":" + std::to_string(i);
  }
  record += "}";
  CHECK(answer(program, record) == "holds");
  CHECK(answer(program + " and .k99 == 1", record) == "does not hold");
}

TEST_CASE("explain names the fields and the tree") {
  const auto compiled = Program::compile(".a.b > 1 and .c", {});
  REQUIRE(std::holds_alternative<Program>(compiled));
  const std::string text = std::get<Program>(compiled).explain();
  CHECK(text.find("fields: .a.b .c") != std::string::npos);
  CHECK(text.find("field .a.b") != std::string::npos);
}

}  // namespace
}  // namespace runnel::expr
