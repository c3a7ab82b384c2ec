#include "expr/function.h"

#include <set>
#include <string>

#include "../catch.h"
#include "function_runner.h"

namespace runnel::expr {
namespace {

// The outputs and messages in these tables are jq 1.8's, where the manual names no difference.

TEST_CASE("every function is found, once, and says what it does") {
  std::set<std::pair<std::string_view, int>> seen;
  for (const auto& family : function_families()) {
    CHECK_FALSE(family.empty());
    for (const Function& function : family) {
      CAPTURE(function.name, function.arity);
      CHECK(seen.emplace(function.name, function.arity).second);
      CHECK(find_function(function.name, function.arity) == &function);
      CHECK(function.synopsis.starts_with(function.name));
      CHECK(function.help.ends_with('.'));
      CHECK_FALSE(function.example.empty());
      CHECK_FALSE(function.input.empty());
      CHECK(function.call != nullptr);
    }
  }
  CHECK(find_function("lenght", 0) == nullptr);
  CHECK(find_function("length", 1) == nullptr);
  CHECK_FALSE(find_function("now", 0)->pure);
}

TEST_CASE("examples that are a bare name give their output") {
  FunctionRunner runner;
  for (const auto& family : function_families()) {
    for (const Function& function : family) {
      if (function.example != function.name) continue;
      CAPTURE(function.name);
      const std::string_view output = function.output.empty() ? "(empty)" : function.output;
      CHECK(runner.call(function.name, {}, function.input) == output);
    }
  }
}

TEST_CASE("types") {
  check({
      {"type", {}, "null", R"("null")"},
      {"type", {}, "true", R"("boolean")"},
      {"type", {}, "1.5", R"("number")"},
      {"type", {}, "{}", R"("object")"},
      {"length", {}, "null", "0"},
      {"length", {}, "-5", "5"},
      {"length", {}, "-5.5", "5.5"},
      {"length", {}, "-9223372036854775808", "9223372036854775808"},
      {"length", {}, R"("é𝒳")", "2"},
      {"length", {}, "[1,[2,3],{}]", "3"},
      {"length", {}, R"({"a":1,"a":2,"b":3})", "2"},
      {"length", {}, "true", "error: boolean (true) has no length"},
      {"not", {}, "null", "true"},
      {"not", {}, "0", "false"},
      {"has", {R"("a")"}, R"({"a":null})", "true"},
      {"has", {R"("é")"}, R"({"\u00e9":1})", "true"},
      {"has", {R"("b")"}, R"({"a":null})", "false"},
      {"has", {"0"}, "[1]", "true"},
      {"has", {"1"}, "[1]", "false"},
      {"has", {"-1"}, "[1]", "false"},
      {"has", {"0.5"}, "[1]", "true"},
      {"has", {R"("a")"}, "null", "false"},
      {"has", {R"("a")"}, "[1]", "error: Cannot check whether array has a string key"},
      {"has", {"0"}, R"({"a":1})", "error: Cannot check whether object has a number key"},
      {"has", {"{}"}, R"("x")", "error: Cannot check whether string has a object key"},
      {"values", {}, "null", "(empty)"},
      {"values", {}, "false", "false"},
      {"scalars", {}, "[]", "(empty)"},
      {"iterables", {}, "[ 1 ]", "[1]"},
      {"numbers", {}, "1.50", "1.50"},
      {"empty", {}, "1", "(empty)"},
      {"error", {}, "null", "error: null"},
      {"error", {}, R"({"a":1})", R"(error: {"a":1})"},
      {"error", {R"("x")"}, "1", "error: x"},
      {"toarray", {}, "1", "[1]"},
      {"toarray", {}, "[1]", "[1]"},
  });
}

TEST_CASE("conversions") {
  check({
      {"tostring", {}, R"("a\n")", R"("a\n")"},
      {"tostring", {}, R"([1, 2.50, "a\u007f"])", R"("[1,2.50,\"a\\u007f\"]")"},
      {"tostring", {}, "1.000", R"("1.000")"},
      {"tostring", {}, "12345678901234567890123", R"("12345678901234567890123")"},
      {"tojson", {}, R"("a\u001f")", R"("\"a\\u001f\"")"},
      {"tonumber", {}, R"("1")", "1"},
      {"tonumber", {}, R"("12345678901234567890123")", "12345678901234567890123"},
      {"tonumber", {}, R"("01")", "1"},
      {"tonumber", {}, R"("+1.")", "1"},
      {"tonumber", {}, R"("-.5e1")", "-5"},
      {"tonumber", {}, R"("nan")", "null"},
      {"tonumber", {}, R"("-Infinity")", "-1.7976931348623157e+308"},
      {"tonumber", {}, R"(" 1")", R"(error: string (" 1") cannot be parsed as a number)"},
      {"tonumber", {}, R"("0x10")", R"(error: string ("0x10") cannot be parsed as a number)"},
      {"tonumber", {}, R"("")", R"(error: string ("") cannot be parsed as a number)"},
      {"tonumber",
       {},
       R"("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")",
       R"(error: string ("aaaaaaaaaaaaaaaaaaaaaaaa...") cannot be parsed as a number)"},
      {"tonumber", {}, "true", "error: boolean (true) cannot be parsed as a number"},
      {"toboolean", {}, R"("false")", "false"},
      {"toboolean", {}, R"("True")", R"(error: string ("True") cannot be parsed as a boolean)"},
      {"toboolean", {}, "1", "error: number (1) cannot be parsed as a boolean"},
      {"fromjson", {}, R"("[1,{\"a\":null}]")", R"([1,{"a":null}])"},
      {"fromjson", {}, R"("1.000")", "1.000"},
      {"fromjson", {}, R"("01")", "1"},
      {"fromjson", {}, R"("NaN")", "null"},
      {"fromjson", {}, "1", "error: number (1) only strings can be parsed"},
      {"fromjson", {}, R"("[1")", "error: line 1, column 3: expected ',' or ']' (while parsing '[1')"},
  });
}

TEST_CASE("strings") {
  check({
      {"startswith", {R"("")"}, R"("")", "true"},
      {"startswith", {R"("ab")"}, R"("abc")", "true"},
      {"startswith", {R"("abc")"}, R"("ab")", "false"},
      {"startswith", {"1"}, R"("a")", "error: startswith() requires string inputs"},
      {"endswith", {R"("\u0000")"}, R"("a\u0000")", "true"},
      {"endswith", {R"("a")"}, "{}", "error: endswith() requires string inputs"},
      {"ltrimstr", {R"("a")"}, R"("aab")", R"("ab")"},
      {"ltrimstr", {R"("x")"}, R"("aab")", R"("aab")"},
      {"ltrimstr", {"1"}, R"("a")", "error: startswith() requires string inputs"},
      {"rtrimstr", {R"("b")"}, R"("aab")", R"("aa")"},
      {"rtrimstr", {R"("b")"}, "null", "error: endswith() requires string inputs"},
      {"trimstr", {R"("a")"}, R"("aba")", R"("b")"},
      {"trimstr", {R"("a")"}, R"("a")", R"("")"},
      {"trimstr", {R"("aba")"}, R"("ababa")", R"("ba")"},
      {"trim", {}, R"("\u00a0 \u3000\t x \u2003\u0085")", R"("x")"},
      {"trim", {}, R"(" \n ")", R"("")"},
      {"ltrim", {}, R"("\u000b\u000cx ")", R"("x ")"},
      {"rtrim", {}, R"(" x\u001c")", R"(" x\u001c")"},
      {"rtrim", {}, R"("xà")", R"("xà")"},
      {"trim", {}, "1", "error: trim input must be a string"},
      {"ascii_downcase", {}, R"("ÀBZ@[")", R"("Àbz@[")"},
      {"ascii_upcase", {}, R"("àbz`{")", R"("àBZ`{")"},
      {"ascii_upcase", {}, "null", "error: explode input must be a string"},
      {"utf8bytelength", {}, R"("é")", "2"},
      {"utf8bytelength", {}, "[1]", "error: array ([1]) only strings have UTF-8 byte length"},
      {"split", {R"(",")"}, R"("a,b,")", R"(["a","b",""])"},
      {"split", {R"("")"}, R"("aé")", R"(["a","é"])"},
      {"split", {R"(",")"}, R"("")", "[]"},
      {"split", {R"(",")"}, "1", "error: split input and separator must be strings"},
      {"join", {R"(",")"}, R"(["a",1,null,true])", R"("a,1,,true")"},
      {"join", {R"(",")"}, "[]", R"("")"},
      {"join", {"1"}, R"(["a","b"])", R"(error: string ("a") and number (1) cannot be added)"},
      {"join", {R"(",")"}, "[[1]]", R"(error: string ("") and array ([1]) cannot be added)"},
      {"join", {R"(",")"}, "null", "error: Cannot iterate over null (null)"},
      {"explode", {}, R"("aé𝒳")", "[97,233,119987]"},
      {"implode", {}, "[97,233,119987]", R"("aé𝒳")"},
      {"implode", {}, "[1114112,55296,-1,65.5]", R"("���A")"},
      {"implode",
       {},
       R"(["a"])",
       R"(error: string ("a") can't be imploded, unicode codepoint needs to be numeric)"},
      {"format", {R"("json")"}, "[1]", R"("[1]")"},
      {"format", {R"("foo")"}, "1", "error: foo is not a valid format"},
      {"format", {"1"}, "1", "error: number (1) is not a valid format"},
  });
}

TEST_CASE("looking for values in values") {
  check({
      {"contains", {R"("b\u0000c")"}, R"("ab\u0000cd")", "true"},
      {"contains", {R"("")"}, R"("abc")", "true"},
      {"contains", {R"(["b"])"}, R"(["abc","d"])", "true"},
      {"contains", {R"([["b"]])"}, R"([["abc"]])", "true"},
      {"contains", {"[1]"}, "[1.0]", "true"},
      {"contains", {R"({"a":"b"})"}, R"({"a":"abc","c":1})", "true"},
      {"contains", {R"({"z":null})"}, R"({"a":1})", "false"},
      {"contains", {R"({"a":1})"}, R"({"a":"1"})", "false"},
      {"contains",
       {"1"},
       R"("abc")",
       R"(error: string ("abc") and number (1) cannot have their containment checked)"},
      {"contains",
       {"true"},
       "false",
       "error: boolean (false) and boolean (true) cannot have their containment checked"},
      {"inside", {R"("abc")"}, R"("b")", "true"},
      {"index", {R"("é")"}, R"("aébé")", "1"},
      {"rindex", {R"("é")"}, R"("aébé")", "3"},
      {"index", {R"("")"}, R"("abc")", "null"},
      {"index", {R"("z")"}, R"("abc")", "null"},
      {"index", {"1"}, "[0,1,2,1]", "1"},
      {"rindex", {"[1,2]"}, "[0,1,2,1,2]", "3"},
      {"index", {"null"}, "[null]", "0"},
      {"index", {R"("a")"}, "null", "null"},
      {"index", {"1"}, R"("abc")", "error: Cannot index string with number (1)"},
      {"index", {R"("a")"}, "1", R"(error: Cannot index number with string ("a"))"},
      {"indices", {R"("aa")"}, R"("aaaa")", "[0,1,2]"},
      {"indices", {"1"}, "[1,2,1]", "[0,2]"},
      {"indices", {"[]"}, "[1]", "[]"},
      {"rindex", {R"("aa")"}, R"("aaaa")", "2"},
  });
}

TEST_CASE("numbers") {
  check({
      {"floor", {}, "-1.5", "-2"},
      {"floor", {}, "9007199254740993", "9007199254740993"},
      {"ceil", {}, "-0.5", "-0"},
      {"round", {}, "-0.5", "-1"},
      {"rint", {}, "2.5", "2"},
      {"floor", {}, "null", "error: null (null) number required"},
      {"abs", {}, "-9223372036854775808", "9223372036854775808"},
      {"abs", {}, "1.50", "1.50"},
      {"abs", {}, R"("abc")", R"("abc")"},
      {"abs", {}, "null", "error: null (null) cannot be negated"},
      {"fabs", {}, "-3", "3"},
      {"sqrt", {}, "-1", "null"},
      {"sqrt", {}, R"("a")", R"(error: string ("a") number required)"},
      {"log", {}, "0", "-1.7976931348623157e+308"},
      {"pow", {"2", "0.5"}, "null", "1.4142135623730951"},
      {"pow", {"2", R"("a")"}, "null", R"(error: string ("a") number required)"},
      {"fma", {"1", "2", "[]"}, "null", "error: array ([]) number required"},
      {"ldexp", {"1", "1e10"}, "null", "1.7976931348623157e+308"},
      {"scalb", {"1", "2.5"}, "null", "null"},
      {"significand", {}, "1e-320", "1.9765625"},
      {"isinfinite", {}, "-1e1000", "true"},
      {"isinfinite", {}, R"("a")", "false"},
      {"isnormal", {}, "1e-310", "false"},
      {"finites", {}, "1e1000", "(empty)"},
      {"isfinite", {}, "-1e1000", "false"},
      {"normals", {}, R"("a")", "(empty)"},
  });
}

TEST_CASE("times") {
  check({
      {"fromdate", {}, R"("2015-03-05T23:51:47Z")", "1425599507"},
      {"fromdate", {}, R"("2015-3-5T3:1:7Z")", "1425524467"},
      {"fromdate", {}, R"(" 2015- 3- 5T 3: 1: 7Z rest")", "1425524467"},
      {"fromdate", {}, R"("2015-02-31T23:51:47Z")", "1425426707"},
      {"fromdate", {}, R"("2015-04-30T23:51:61Z")", "1430437921"},
      {"fromdate", {}, R"("9999-12-31T23:59:59Z")", "253402300799"},
      {"fromdate", {}, R"("0000-01-01T00:00:00Z")", "-62167219200"},
      {"fromdate", {}, R"("2015-03-05T23:51:47Z\u0000")", "1425599507"},
      {"fromdate", {}, "1", "error: strptime/1 requires string inputs and arguments"},
      {"fromdate",
       {},
       R"("2015-04-30T24:51:47Z")",
       R"(error: date "2015-04-30T24:51:47Z" does not match format "%Y-%m-%dT%H:%M:%SZ")"},
      {"fromdate",
       {},
       R"("12015-03-05T23:51:47Z")",
       R"(error: date "12015-03-05T23:51:47Z" does not match format "%Y-%m-%dT%H:%M:%SZ")"},
      // Beyond jq: the other forms of RFC 3339.
      {"fromdate", {}, R"("2015-03-05T23:51:47.5Z")", "1425599507.5"},
      {"fromdate", {}, R"("2015-03-06T00:51:47+01:00")", "1425599507"},
      {"fromdate", {}, R"("2015-03-05 23:51:47")", "1425599507"},
      {"todate", {}, "1425599507.999", R"("2015-03-05T23:51:47Z")"},
      {"todate", {}, "-1.5", R"("1969-12-31T23:59:59Z")"},
      {"todate", {}, "1e12", R"("33658-09-27T01:46:40Z")"},
      {"todate", {}, "-62135596800", R"("1-01-01T00:00:00Z")"},
      {"todate", {}, "-62167219201", R"("-1-12-31T23:59:59Z")"},
      {"todate", {}, "1e18", "error: error converting number of seconds since epoch to datetime"},
      {"todate", {}, "null", "error: strftime/1 requires parsed datetime inputs"},
  });
  FakeClock clock;
  clock.now = 1'500'000'000'250'000'000;
  CHECK(FunctionRunner(clock).call("now", {}, "null") == "1500000000.25");
}

}  // namespace
}  // namespace runnel::expr
