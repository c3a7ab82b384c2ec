#include "expr/functions/regexes.h"

#include <string>

#include "../catch.h"
#include "function_runner.h"

namespace runnel::expr {
namespace {

TEST_CASE("test") {
  check({
      {"test", {R"("b")"}, R"("abc")", "true"},
      {"test", {R"("B")"}, R"("abc")", "false"},
      {"test", {R"("B")", R"("i")"}, R"("abc")", "true"},
      {"test", {R"("B")", "null"}, R"("abc")", "false"},
      {"test", {R"(["B","i"])"}, R"("abc")", "true"},
      {"test", {R"(["b",null])"}, R"("abc")", "true"},
      {"test", {R"("a b # c")", R"("x")"}, R"("ab")", "true"},
      {"test", {R"("a.b")", R"("p")"}, R"("a\nb")", "true"},
      {"test", {R"("a.b")", R"("s")"}, R"("a\nb")", "false"},
      {"test", {R"("x*")", R"("n")"}, R"("abc")", "false"},
      {"test", {R"("a")"}, "1", "error: number (1) cannot be matched, as it is not a string"},
      {"test", {"1"}, R"("a")", "error: number not a string or array"},
      {"test", {"[]"}, R"("a")", "error: array not a string or array"},
      {"test", {"[1]"}, R"("a")", "error: number (1) is not a string"},
      {"test", {R"("a")", "1"}, R"("a")", "error: number (1) is not a string"},
      {"test", {R"("a")", R"("q")"}, R"("a")", "prepare: q is not a valid modifier string"},
      {"test", {R"re("(")re"}, R"("a")", "prepare: Regex failure: end pattern with unmatched parenthesis"},
  });
}

TEST_CASE("match and capture") {
  check({
      {"match", {R"("é")"}, R"("aéc")", R"({"offset":1,"length":1,"string":"é","captures":[]})"},
      {"match",
       {R"re("(é)(x)?")re"},
       R"("aéc")",
       R"({"offset":1,"length":1,"string":"é","captures":[{"offset":1,"length":1,"string":"é","name":null},)"
       R"({"offset":-1,"string":null,"length":0,"name":null}]})"},
      {"match",
       {R"re("(?<n>x*)a")re"},
       R"("éa")",
       R"({"offset":1,"length":1,"string":"a","captures":[{"offset":1,"string":"","length":0,"name":"n"}]})"},
      {"match", {R"("a*")", R"("n")"}, R"("baa")", R"({"offset":1,"length":2,"string":"aa","captures":[]})"},
      {"match",
       {R"("a|b+")", R"("l")"},
       R"("a bbb")",
       R"({"offset":2,"length":3,"string":"bbb","captures":[]})"},
      {"match", {R"("z")"}, R"("abc")", "(empty)"},
      {"capture", {R"re("(?<n>a)|(?<m>b)")re"}, R"("b")", R"({"n":null,"m":"b"})"},
      {"capture", {R"re("(?<n>a)|(?<n>b)")re"}, R"("b")", R"({"n":"b"})"},
      {"capture", {R"re("(?<n>a)(b)")re"}, R"("ab")", R"({"n":"a"})"},
      {"capture", {R"("x")"}, R"("ab")", "(empty)"},
  });
}

TEST_CASE("a pattern that is no constant is compiled when it changes") {
  FunctionRunner runner;
  const Function& test = *find_function("test", 1);
  const auto found = [&](std::string_view pattern) {
    json::Value output;
    const json::Value argument = runner.value(pattern);
    const Flow flow =
        test.call(runner.context(), runner.value(R"("abc")"), {{&argument, 1}, nullptr}, output);
    return shown(flow, runner.context(), output);
  };
  CHECK(found(R"("^a")") == "true");
  const Prepared* first = runner.context().pattern.get();
  CHECK(found(R"("^a")") == "true");
  CHECK(runner.context().pattern.get() == first);
  CHECK(found(R"("^b")") == "false");
  CHECK(found(R"re("(?=b)")re") ==
        "error: Regex failure: look-ahead (?=...) cannot be had: matching takes linear time here, whatever "
        "the pattern");
  CHECK(found(R"("c$")") == "true");
}

TEST_CASE("the operator =~") {
  FunctionRunner runner;
  const auto matched = [&](std::string_view input, std::string_view pattern) {
    json::Value output;
    const json::Value argument = runner.value(pattern);
    const Flow flow = matches(runner.context(), runner.value(input), {{&argument, 1}, nullptr}, output);
    return shown(flow, runner.context(), output);
  };
  CHECK(matched(R"("/api/x")", R"("^/api/")") == "true");
  CHECK(matched(R"("/x")", R"("^/api/")") == "false");
  CHECK(matched("null", R"("^/api/")") == "false");
  CHECK(matched("null", "1") == "false");
  CHECK(matched("1", R"("a")") == "error: number (1) cannot be matched, as it is not a string");
  CHECK(matched(R"("a")", "1") == "error: number (1) cannot be matched, as it is not a string");
}

TEST_CASE("all matches one after the other") {
  FunctionRunner runner;
  std::string message;
  const json::Value constants[] = {runner.value(R"("[0-9]+")"), runner.value(R"("g")")};
  const auto prepared = prepare_pattern(constants, message);
  REQUIRE(prepared != nullptr);
  const auto& pattern = static_cast<const Pattern&>(*prepared);
  CHECK(pattern.global);
  std::vector<Regex::Group> groups;
  std::vector<std::string> found;
  constexpr std::string_view kText = "1 22 333";
  for (size_t from = 0; find_match(pattern, kText, from, groups); from = groups[0].end) {
    found.emplace_back(kText.substr(groups[0].begin, groups[0].end - groups[0].begin));
  }
  CHECK(found == std::vector<std::string>{"1", "22", "333"});
}

}  // namespace
}  // namespace runnel::expr
