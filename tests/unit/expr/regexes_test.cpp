#include "expr/functions/regexes.h"

#include <string>

#include "../catch.h"
#include "expr/functions/regex_matches.h"
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

TEST_CASE("matches") {
  check({
      {"_matches", {R"("é")", "null"}, R"("aéc")", R"([{"offset":1,"length":1,"string":"é","captures":[]}])"},
      {"_matches",
       {R"re("(é)(x)?")re"},
       R"("aéc")",
       R"([{"offset":1,"length":1,"string":"é","captures":[{"offset":1,"length":1,"string":"é","name":null},)"
       R"({"offset":-1,"string":null,"length":0,"name":null}]}])"},
      {"_matches",
       {R"re(["(?<n>x*)a","i"])re"},
       R"("éA")",
       R"([{"offset":1,"length":1,"string":"A","captures":[{"offset":1,"string":"","length":0,"name":"n"}]}])"},
      {"_matches",
       {R"("a*")", R"("n")"},
       R"("baa")",
       R"([{"offset":1,"length":2,"string":"aa","captures":[]}])"},
      {"_matches",
       {R"("a|b+")", R"("l")"},
       R"("a bbb")",
       R"([{"offset":2,"length":3,"string":"bbb","captures":[]}])"},
      {"_matches",
       {R"("[éb]")", R"("g")"},
       R"("éab")",
       R"([{"offset":0,"length":1,"string":"é","captures":[]},{"offset":2,"length":1,"string":"b","captures":[]}])"},
      {"_matches", {R"("z")"}, R"("abc")", "[]"},
      {"_matches", {R"("z")", "1"}, R"("abc")", "error: number (1) is not a string"},
      {"_captures",
       {R"re("(?<n>a)|(?<m>b)")re", R"("g")"},
       R"("ba")",
       R"([{"n":null,"m":"b"},{"n":"a","m":null}])"},
      {"_captures", {R"re("(?<n>a)|(?<n>b)")re"}, R"("b")", R"([{"n":"b"}])"},
      {"_captures", {R"re("(?<n>a)(b)")re"}, R"("ab")", R"([{"n":"a"}])"},
      {"_captures", {R"("x")"}, R"("ab")", "[]"},
      {"_scans", {R"("[0-9]+")", R"("g")"}, R"("1 22")", R"(["1","22"])"},
      {"_scans", {R"re("([a-z])([0-9])?")re", R"("g")"}, R"("a1b")", R"([["a","1"],["b",null]])"},
      {"split", {R"re(", *")re", "null"}, R"("a, b,c")", R"(["a","b","c"])"},
      {"split", {R"("X")", R"("i")"}, R"("axb")", R"(["a","b"])"},
      {"split", {R"("x")", R"("g")"}, R"("")", R"([""])"},
      {"split", {R"("x")", "1"}, R"("a")", R"(error: number (1) and string ("g") cannot be added)"},
      {"split", {R"("x")", "null"}, "1", "error: number (1) cannot be matched, as it is not a string"},
  });
}

// jq looks for the next match one byte behind an empty one.
TEST_CASE("empty matches") {
  check({
      {"_scans", {R"("a*")", R"("g")"}, R"("baab")", R"(["","aa","",""])"},
      {"_scans", {R"("^")", R"("g")"}, R"("ab")", R"([""])"},
      {"split", {R"("")", "null"}, R"("ab")", R"(["","a","b",""])"},
      {"split", {R"("")", "null"}, R"("日b")", R"(["","日","","","b",""])"},
      {"_matches",
       {R"re("(a*)")re"},
       R"("")",
       R"([{"offset":0,"length":0,"string":"","captures":[{"offset":0,"string":"","length":0,"name":null}]}])"},
      {"_matches",
       {R"("")", R"("g")"},
       R"("é")",
       R"([{"offset":0,"length":0,"string":"","captures":[]},{"offset":1,"length":0,"string":"","captures":[]},)"
       R"({"offset":1,"length":0,"string":"","captures":[]}])"},
  });
}

TEST_CASE("edits are places in bytes with the named groups") {
  FunctionRunner runner;
  const json::Value input = runner.value(R"("é1-22")");
  const json::Value arguments[] = {runner.value(R"re("(?<n>[0-9]+)")re")};
  std::vector<Edit> edits;
  const auto shown_edits = [&] {
    std::string text;
    for (const Edit& edit : edits) {
      text += std::to_string(edit.begin) + ".." + std::to_string(edit.end);
      json::append_json(text, edit.captures);
    }
    return text;
  };
  REQUIRE(find_edits(runner.context(), input, {arguments, nullptr}, Replace::by_flags, edits) == Flow::value);
  CHECK(shown_edits() == R"(2..3{"n":"1"})");
  REQUIRE(find_edits(runner.context(), input, {arguments, nullptr}, Replace::all, edits) == Flow::value);
  CHECK(shown_edits() == R"(2..3{"n":"1"}4..6{"n":"22"})");
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

TEST_CASE("a prepared pattern is searched from match to match") {
  FunctionRunner runner;
  std::string message;
  const json::Value constants[] = {runner.value(R"("[0-9]+")")};
  const auto prepared = prepare_global_pattern(constants, message);
  REQUIRE(prepared != nullptr);
  const auto& pattern = static_cast<const Pattern&>(*prepared);
  CHECK(pattern.global);
  std::vector<std::string> found;
  constexpr std::string_view kText = "1 22 333";
  for (MatchSequence matches(pattern, kText); matches.next();) {
    found.emplace_back(kText.substr(matches.whole().begin, matches.whole().end - matches.whole().begin));
  }
  CHECK(found == std::vector<std::string>{"1", "22", "333"});
}

}  // namespace
}  // namespace runnel::expr
