#include <cmath>
#include <limits>
#include <string>

#include "../catch.h"
#include "expr/functions/arithmetic.h"
#include "function_runner.h"
#include "json/lookup.h"

namespace runnel::expr {
namespace {

// Outputs and messages are those of libjq 1.8.2.

TEST_CASE("sums") {
  check({
      {"add", {}, "[]", "null"},
      {"add", {}, R"(["a",null,"b",""])", R"("ab")"},
      {"add", {}, R"([[1],null,[],[2,[3]]])", "[1,2,[3]]"},
      {"add", {}, R"([{"a":1,"b":2},{"a":3,"a":4},null])", R"({"a":3,"b":2})"},
      {"add", {}, "[1,2.5,null,3]", "6.5"},
      {"add", {}, R"({"x":1,"y":2})", "3"},
      {"add", {}, R"([1,"a"])", R"(error: number (1) and string ("a") cannot be added)"},
      {"add", {}, "5", "error: Cannot iterate over number (5)"},
      {"add", {}, "null", "error: Cannot iterate over null (null)"},
      {"any", {}, "[null,false]", "false"},
      {"any", {}, R"({"a":0})", "true"},
      {"all", {}, "[1,null]", "false"},
      {"all", {}, "{}", "true"},
      {"all", {}, R"("a")", R"(error: Cannot iterate over string ("a"))"},
  });
}

TEST_CASE("keys and entries") {
  check({
      {"keys", {}, R"({"b":1,"é":2,"a":3,"B":4,"b":5})", R"(["B","a","b","é"])"},
      {"keys", {}, "[7,8]", "[0,1]"},
      {"keys", {}, "{}", "[]"},
      {"keys", {}, "null", "error: null (null) has no keys"},
      {"keys_unsorted", {}, R"({"b":1,"a":3,"b":5})", R"(["b","a"])"},
      {"to_entries", {}, R"({"b":1,"a":[2]})", R"([{"key":"b","value":1},{"key":"a","value":[2]}])"},
      {"to_entries", {}, "[7]", R"([{"key":0,"value":7}])"},
      {"to_entries", {}, "1", "error: number (1) has no keys"},
      {"from_entries",
       {},
       R"([{"key":"a","value":1},{"Key":"b","Value":2},{"name":"c"},{"Name":"d","value":null}])",
       R"({"a":1,"b":2,"c":null,"d":null})"},
      {"from_entries",
       {},
       R"([{"key":"a","value":1},{"key":"b","value":2},{"key":"a","value":3}])",
       R"({"a":3,"b":2})"},
      {"from_entries", {}, R"([{"key":null,"name":"x","value":false,"Value":1}])", R"({"x":false})"},
      {"from_entries", {}, R"({"first":{"key":"x","value":2}})", R"({"x":2})"},
      {"from_entries", {}, R"([{"key":1}])", "error: Cannot use number (1) as object key"},
      {"from_entries", {}, R"([{"key":false}])", "error: Cannot use null (null) as object key"},
      {"from_entries", {}, "[null]", "error: Cannot use null (null) as object key"},
      {"from_entries", {}, "[1]", R"(error: Cannot index number with string ("key"))"},
      {"from_entries", {}, "[]", "{}"},
  });
}

TEST_CASE("order") {
  check({
      {"sort",
       {},
       R"([{},[],"b","a",10,9,true,false,null,{"a":1},[0]])",
       R"([null,false,true,9,10,"a","b",[],[0],{},{"a":1}])"},
      {"sort", {}, "[3,1.50,2]", "[1.50,2,3]"},
      {"sort", {}, R"(["b","a","ab"])", R"(["a","ab","b"])"},
      {"sort", {}, "[2,1]", "[1,2]"},
      {"sort", {}, R"({"a":1})", R"(error: object ({"a":1}) cannot be sorted, as it is not an array)"},
      {"unique", {}, "[2,1,2.0,[1],[1]]", "[1,2,[1]]"},
      {"min", {}, "[]", "null"},
      {"min", {}, R"(["b",3,[0]])", "3"},
      {"max", {}, R"([{"a":1},{"a":1.0}])", R"({"a":1.0})"},
      {"min", {}, "5", "error: number (5) and number (5) cannot be iterated over"},
      {"_sort_by", {"[[2],[1],[2],[1]]"}, R"(["a","b","c","d"])", R"(["b","d","a","c"])"},
      {"_sort_by", {"[[1,2],[1],[0,9],[]]"}, R"(["a","b","c","d"])", R"(["d","c","b","a"])"},
      {"_sort_by", {R"([["b"],["a"]])"}, "[1,2]", "[2,1]"},
      {"_sort_by",
       {"[[1]]"},
       "[1,2]",
       "error: array ([1,2]) and array ([[1]]) cannot be sorted, as they are not both arrays"},
      {"_group_by", {R"([["x"],["y"],["x"]])"}, "[1,2,3]", "[[1,3],[2]]"},
      {"_group_by", {"[]"}, "[]", "[]"},
      {"_unique_by", {"[[1],[0],[1]]"}, R"(["a","b","c"])", R"(["b","a"])"},
      {"_min_by", {"[[1],[0],[0]]"}, R"(["a","b","c"])", R"("b")"},
      {"_max_by", {"[[1],[1],[0]]"}, R"(["a","b","c"])", R"("b")"},
      {"_min_by", {"[]"}, "[]", "null"},
      {"_max_by", {"[[1]]"}, "[]", "error: array ([]) and array ([[1]]) have wrong length"},
      {"bsearch", {"3"}, "[1,3,5]", "1"},
      {"bsearch", {"0"}, "[1,3,5]", "-1"},
      {"bsearch", {R"("a")"}, "[1,3,5]", "-4"},
      {"bsearch", {"1"}, "{}", "error: object ({}) cannot be searched from"},
  });
}

TEST_CASE("not-a-number comes first, and each is a group of its own") {
  FunctionRunner runner;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const json::Value items = json::Value::array(
      {json::Value::integer(1), json::Value::real(nan), json::Value::boolean(true), json::Value::real(nan)});
  const auto call = [&](std::string_view name, std::vector<json::Value> arguments, const json::Value& input) {
    json::Value output;
    const Function& function = *find_function(name, static_cast<int>(arguments.size()));
    const Flow flow = function.call(runner.context(), input, {arguments, nullptr}, output);
    return shown(flow, runner.context(), output);
  };
  CHECK(call("sort", {}, items) == "[true,null,null,1]");
  CHECK(call("unique", {}, items) == "[true,null,null,1]");
  CHECK(call("min", {}, items) == "true");
  CHECK(call("max", {}, items) == "1");
  const json::Value keys = json::Value::array({json::Value::array({json::Value::real(nan)}),
                                               json::Value::array({json::Value::real(nan)}),
                                               json::Value::array({json::Value::integer(0)})});
  CHECK(call("_sort_by", {keys}, runner.value(R"(["a","b","c"])")) == R"(["a","b","c"])");
  CHECK(call("_group_by", {keys}, runner.value(R"(["a","b","c"])")) == R"([["a"],["b"],["c"]])");
}

TEST_CASE("shape") {
  check({
      {"reverse", {}, "[1,[2],3]", "[3,[2],1]"},
      {"reverse", {}, "null", "[]"},
      {"reverse", {}, R"("")", "[]"},
      {"reverse", {}, R"("abc")", "error: Cannot index string with number (2)"},
      {"reverse", {}, R"({"a":1})", "error: Cannot index object with number (0)"},
      {"reverse", {}, "true", "error: boolean (true) has no length"},
      {"flatten", {}, "[1,[2,[[3]],{}],[]]", "[1,2,3,{}]"},
      {"flatten", {}, R"({"a":[1],"b":2})", "[1,2]"},
      {"flatten", {"1"}, "[1,[2,[3]]]", "[1,2,[3]]"},
      {"flatten", {"0"}, "[1,[2]]", "[1,[2]]"},
      {"flatten", {"0.5"}, "[[[1]]]", "[1]"},
      {"flatten", {"-1"}, "[]", "error: flatten depth must not be negative"},
      {"flatten", {"null"}, "[]", "error: flatten depth must not be negative"},
      {"flatten", {R"("a")"}, "[1]", "[1]"},
      {"flatten", {R"("a")"}, "[[1]]", R"(error: string ("a") and number (1) cannot be subtracted)"},
      {"flatten", {}, "1", "error: Cannot iterate over number (1)"},
      {"transpose", {}, "[[1,2],[],[3]]", "[[1,null,3],[2,null,null]]"},
      {"transpose", {}, "[null]", "[]"},
      {"transpose", {}, R"({"a":[1,2]})", "[[1],[2]]"},
      {"transpose", {}, "[[1],0]", "error: Cannot index number with number (0)"},
      {"transpose", {}, "[true]", "error: boolean (true) has no length"},
  });
}

TEST_CASE("a deep array is flattened without recursion") {
  const std::string deep = std::string(5000, '[') + "1" + std::string(5000, ']');
  CHECK(FunctionRunner().call("flatten", {}, deep) == "[1]");
}

TEST_CASE("a sum may be added to in place") {
  FunctionRunner runner;
  json::Value list = runner.value("[0]");
  json::Value map = json::Value::object({});
  for (int i = 1; i < 20; ++i) {
    const json::Value number = json::Value::integer(i);
    json::Value next;
    REQUIRE(add_onto(runner.context(), std::move(list), json::Value::array({number}), next) == Flow::value);
    list = std::move(next);
    const std::string key = "k" + std::to_string(i % 12);
    const json::Value member = json::Value::object({{json::Value::owned_string(key), number}});
    REQUIRE(add_onto(runner.context(), std::move(map), member, next) == Flow::value);
    map = std::move(next);
  }
  const json::Value kept = list;  // shared: to be copied before it is changed
  json::Value longer;
  REQUIRE(add_onto(runner.context(), list, runner.value("[20]"), longer) == Flow::value);
  std::string text;
  json::append_json(text, kept);
  CHECK(text == "[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19]");
  CHECK(longer.items().size() == 21);
  CHECK(map.members().size() == 12);
  CHECK(map.members()[0].second.number().i == 13);
}

}  // namespace
}  // namespace runnel::expr
