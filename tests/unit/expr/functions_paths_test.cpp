#include <string>
#include <vector>

#include "../catch.h"
#include "expr/functions/paths.h"
#include "expr/functions/slices.h"
#include "function_runner.h"

namespace runnel::expr {
namespace {

// Outputs and messages are those of libjq 1.8.2.

TEST_CASE("getpath") {
  check({
      {"getpath", {R"(["a",1])"}, R"({"a":[1,{"b":2}]})", R"({"b":2})"},
      {"getpath", {"[]"}, "1", "1"},
      {"getpath", {R"(["a","b",0])"}, "null", "null"},
      {"getpath", {R"(["a",-1])"}, R"({"a":[1,2]})", "2"},
      {"getpath", {R"([{"start":1,"end":null},0])"}, "[1,2,3]", "2"},
      {"getpath", {"[[2]]"}, "[1,2,2]", "[1,2]"},
      {"getpath", {R"(["a",0])"}, R"({"a":"b"})", "error: Cannot index string with number (0)"},
      {"getpath", {"[true]"}, "null", "error: Cannot index null with boolean (true)"},
      {"getpath", {R"("a")"}, "null", "error: Path must be specified as an array"},
      {"getpath", {R"([{"start":1}])"}, "[1]", "error: Array/string slice indices must be integers"},
  });
}

TEST_CASE("setpath") {
  check({
      {"setpath", {R"(["a",1])", "2"}, "null", R"({"a":[null,2]})"},
      {"setpath", {"[]", "2"}, R"({"a":1})", "2"},
      {"setpath", {R"(["a","b"])", "2"}, R"({"x":1,"a":{"b":1,"c":[3]}})", R"({"x":1,"a":{"b":2,"c":[3]}})"},
      {"setpath", {"[-1]", "9"}, "[1,2]", "[1,9]"},
      {"setpath", {"[1.7]", "9"}, "[1,2]", "[1,9]"},
      {"setpath", {"[-3]", "9"}, "[1,2]", "error: Out of bounds negative array index"},
      {"setpath", {"[-1]", "9"}, "null", "error: Out of bounds negative array index"},
      {"setpath", {"[1e9]", "9"}, "[1]", "error: Array index too large"},
      {"setpath", {R"([{"start":1,"end":3}])", R"(["x"])"}, "[1,2,3,4]", R"([1,"x",4])"},
      {"setpath", {R"([{"start":1,"end":2}])", R"(["x","y"])"}, "[1,2,3]", R"([1,"x","y",3])"},
      {"setpath", {R"([{"start":null,"end":-1},0])", "9"}, "[1,2,3]", "[9,2,3]"},
      {"setpath", {R"([{"start":1,"end":2}])", "[1]"}, "null", "[1]"},
      {"setpath",
       {R"([{"start":1,"end":2}])", "1"},
       "[]",
       "error: A slice of an array can only be assigned another array"},
      {"setpath", {R"([{"start":1,"end":2}])", "1"}, R"("abc")", "error: Cannot update string slices"},
      {"setpath", {R"(["a"])", "1"}, "[1]", R"(error: Cannot index array with string ("a"))"},
      {"setpath", {"[[1]]", "1"}, "[1]", "error: Cannot update field at array index of array"},
      {"setpath", {"1", "1"}, "[1]", "error: Path must be specified as an array"},
      {"setpath", {R"(["a"])", "2"}, R"({"a":1,"a":3})", R"({"a":2})"},
  });
}

TEST_CASE("delpaths") {
  check({
      {"delpaths", {R"([["a"],["b",0]])"}, R"({"a":1,"b":[1,2],"c":3})", R"({"b":[2],"c":3})"},
      {"delpaths", {"[[0],[2],[-1]]"}, "[1,2,3,4]", "[2]"},
      {"delpaths", {"[[1],[-2]]"}, "[1,2,3]", "[1,3]"},
      {"delpaths", {R"([[{"start":1,"end":3}],[0]])"}, "[1,2,3,4]", "[4]"},
      {"delpaths", {R"([[{"start":1,"end":3},0]])"}, "[1,2,3,4]", "[1,3,4]"},
      {"delpaths", {R"([["a"],["a","b"]])"}, R"({"a":{"b":1}})", "{}"},
      {"delpaths", {R"([["x"],["y","z"]])"}, R"({"a":1})", R"({"a":1})"},
      {"delpaths", {"[[7],[-7]]"}, "[1]", "[1]"},
      {"delpaths", {"[]"}, "[1]", "[1]"},
      {"delpaths", {"[[],[1]]"}, "[1]", "null"},
      {"delpaths", {"[1]"}, "[1]", "error: Path must be specified as array, not number"},
      {"delpaths", {"1"}, "[1]", "error: Paths must be specified as an array"},
      {"delpaths", {R"([["a"]])"}, "[1]", "error: Cannot delete string element of array"},
      {"delpaths", {"[[0]]"}, R"({"a":1})", "error: Cannot delete number field of object"},
      {"delpaths", {"[[0]]"}, "1", "error: Cannot delete fields from number"},
      {"delpaths", {"[[0,0]]"}, "1", "error: Cannot index number with number (0)"},
      {"delpaths", {R"([["a"]])"}, R"({"a":1,"b":2,"a":3})", R"({"b":2})"},
  });
}

TEST_CASE("slices") {
  FunctionRunner runner;
  const auto slice = [&](std::string_view of, std::string_view from, std::string_view to) {
    json::Value output;
    const Flow flow =
        slice_value(runner.context(), runner.value(of), runner.value(from), runner.value(to), output);
    return shown(flow, runner.context(), output);
  };
  CHECK(slice("[1,2,3,4]", "1", "3") == "[2,3]");
  CHECK(slice("[1,2,3,4]", "-2", "null") == "[3,4]");
  CHECK(slice("[1,2,3,4]", "1.9", "2.1") == "[2,3]");
  CHECK(slice("[1,2,3,4]", "3", "1") == "[]");
  CHECK(slice("[1,2,3,4]", "-9", "9") == "[1,2,3,4]");
  CHECK(slice("[1,2,3,4]", "null", "-0.5") == "[1,2,3,4]");
  CHECK(slice(R"("aé日x")", "1", "3") == R"("é日")");
  CHECK(slice(R"("abc")", "-1", "null") == R"("c")");
  CHECK(slice("null", "1", R"("x")") == "null");
  CHECK(slice("[1]", R"("x")", "null") == "error: Array/string slice indices must be integers");
  CHECK(slice("1", "0", "1") == R"(error: Cannot index number with object ({"start":0,"end":1}))");
}

TEST_CASE("many paths are set in place") {
  FunctionRunner runner;
  json::Value root;
  const json::Value* first = nullptr;
  for (int i = 0; i < 64; ++i) {
    const json::Value path[] = {json::Value::string("list"), json::Value::integer(i % 32)};
    json::Value changed;
    REQUIRE(set_path(runner.context(), std::move(root), path, json::Value::integer(i), changed) ==
            Flow::value);
    root = std::move(changed);
    const json::Value* const now = root.members()[0].second.items().data();
    if (i == 32) first = now;
    if (i > 32) CHECK(now == first);  // nothing is copied once nothing grows
  }
  const json::Value kept = root;
  const json::Value path[] = {json::Value::string("list")};
  json::Value changed;
  REQUIRE(set_path(runner.context(), root, path, json::Value(), changed) == Flow::value);
  CHECK(kept.members()[0].second.items().size() == 32);
  CHECK(changed.members()[0].second.is_null());
}

TEST_CASE("paths of 10,000 steps") {
  FunctionRunner runner;
  const std::vector<json::Value> path(10'000, json::Value::string("a"));
  json::Value deep;
  REQUIRE(set_path(runner.context(), {}, path, json::Value::integer(1), deep) == Flow::value);
  json::Value found;
  REQUIRE(get_path(runner.context(), deep, path, found) == Flow::value);
  CHECK(found.number().i == 1);
  const json::Value paths[] = {json::Value::array(path)};
  json::Value without;
  REQUIRE(delete_paths(runner.context(), deep, paths, without) == Flow::value);
  REQUIRE(get_path(runner.context(), without, path, found) == Flow::value);
  CHECK(found.is_null());
  const std::vector<json::Value> longer(10'001, json::Value::string("a"));
  CHECK(shown(get_path(runner.context(), {}, longer, found), runner.context(), found) ==
        "error: Path too deep");
  CHECK(shown(set_path(runner.context(), {}, longer, {}, found), runner.context(), found) ==
        "error: Path too deep");
}

}  // namespace
}  // namespace runnel::expr
