// The whole language, construct by construct, and its bounds.
#include <string>

#include "base/thread.h"
#include "catch.h"
#include "expr/forms.h"
#include "language_cases.h"
#include "outputs.h"

namespace runnel::expr {
namespace {

TEST_CASE("programs and all that they give") {
  for (const LanguageCase& c : kLanguageCases) {
    CAPTURE(c.program, c.input);
    CHECK(outputs_of(c.program, c.input) == c.outputs);
  }
}

// What is read from the record by the projector must be what is read from a value.
TEST_CASE("a program gives the same over a value that was computed") {
  for (const LanguageCase& c : kLanguageCases) {
    const std::string wrapped = "[.] | .[0] | (" + std::string(c.program) + "\n)";
    CAPTURE(c.program, c.input);
    CHECK(outputs_of(wrapped, c.input) == c.outputs);
  }
}

TEST_CASE("a program gives the same within a definition that calls itself") {
  for (const LanguageCase& c : kLanguageCases) {
    const std::string wrapped = "def twice($n; f): if $n == 0 then f else twice($n - 1; f) end; twice(2; " +
                                std::string(c.program) + "\n)";
    CAPTURE(c.program, c.input);
    CHECK(outputs_of(wrapped, c.input) == c.outputs);
  }
}

TEST_CASE("the example of each builtin gives what it says") {
  for (const Form& form : forms()) {
    if (form.synopsis.empty()) continue;
    if (form.name == "input_line_number") continue;  // of no line
    CAPTURE(form.name, form.arity);
    CHECK(outputs_of(form.example, form.input) == form.output);
  }
}

TEST_CASE("a call in tail position takes no stack") {
  CHECK(outputs_of("def down: if . == 0 then \"end\" else . - 1 | down end; down", "1000000") == "\"end\"");
  CHECK(outputs_of("def down($n): if $n == 0 then \"end\" else down($n - 1) end; down(.)", "1000000") ==
        "\"end\"");
  CHECK(outputs_of("def even: if . == 0 then true else . - 1 | odd end; 1", "1").starts_with("refused: "));
  CHECK(outputs_of("last(limit(1000000; repeat(1)))", "null") == "1");
  CHECK(outputs_of("until(. > 1000000; . + 1)", "0") == "1000001");
  CHECK(outputs_of("[while(. < 100000; . + 1)] | length", "0") == "100000");
  CHECK(outputs_of("def f(g): if . == 0 then g else . - 1 | f(g) end; f(\"end\")", "1000000") == "\"end\"");
}

TEST_CASE("what would not end fails") {
  const std::string_view too_much = "error: the program was stopped at this record: ";
  const auto fails = [&](std::string_view program) {
    CAPTURE(program);
    const std::string outputs = outputs_of(program, "1");
    CHECK(outputs.starts_with(too_much));
  };
  fails("def f: f + 1; f");
  fails("def f: [f]; f");
  fails("def f: try f catch f; f");
  fails("[repeat(\"x\" * 100000)] | length");
  fails("isempty(repeat(empty))");
}

TEST_CASE("a stack of its own lets a program recurse deeper") {
  const auto depth = [](std::string_view record) {
    return outputs_of("def f: if . == 0 then 0 else (. - 1 | f) + 1 end; f", record);
  };
  std::string reached;
  {
    const Thread deep([&] { reached = depth("20000"); }, size_t{128} << 20);
  }
  CHECK(reached == "20000");
}

TEST_CASE("DEL is an escape in JSON text, wherever the string comes from") {
  const std::string_view record = "{\"s\":\"\x7f\"}";
  CHECK(outputs_of("tojson", record) == outputs_of(".a = 1 | del(.a) | tojson", record));
  CHECK(outputs_of("[.s] | tojson | length", record) == "10");
}

TEST_CASE("halt") {
  auto compiled = Program::compile("if . == 1 then halt else \"bye\" | halt_error end", {});
  Evaluator evaluator(std::get<Program>(compiled));
  const auto run = [&](std::string line) {
    line.append("\n").append(json::kPadding, ' ');
    return evaluator.outputs(line.data(), [](const json::Value&) { return Evaluator::Demand::more; }).answer;
  };
  CHECK(run("1") == Evaluator::Answer::halted);
  CHECK(evaluator.halt().kind == Evaluator::Halt::Kind::plain);
}

TEST_CASE("halt_error cannot be caught") {
  CHECK(outputs_of("try halt_error catch 1", "\"bye\"") == "halted");
  CHECK(outputs_of("(1, halt_error)?", "\"bye\"") == "1\nhalted");
}

TEST_CASE("the first of equal keys counts, in every way to see them") {
  const std::string_view record = R"({"a":1,"a":2})";
  CHECK(outputs_of(".a", record) == "1");
  CHECK(outputs_of("[.[]]", record) == "[1]");
  CHECK(outputs_of("to_entries | length", record) == "1");
  CHECK(outputs_of("map_values(. + 1)", record) == R"({"a":2})");
  CHECK(outputs_of("[..]", record) == R"([{"a":1},1])");
  CHECK(outputs_of("[paths]", record) == R"([["a"]])");
  CHECK(outputs_of(".a |= 5", record) == R"({"a":5})");
  CHECK(outputs_of("keys, length", record) == "[\"a\"]\n1");
}

}  // namespace
}  // namespace runnel::expr
