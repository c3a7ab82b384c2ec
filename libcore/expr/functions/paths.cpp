#include "expr/functions/paths.h"

#include <absl/container/inlined_vector.h>

#include <cmath>

#include "expr/functions/index.h"
#include "expr/functions/slices.h"
#include "expr/functions/support.h"

namespace runnel::expr {

using json::Value;

namespace {

constexpr size_t kMaxSteps = 10'000;

Flow check_length(Context& context, std::span<const Value> path) {
  return path.size() > kMaxSteps ? context.fail("Path too deep") : Flow::value;
}

// An array or object on the way down to the leaf, and which of its parts was taken out of it.
struct Level {
  Value container;
  const Value* step;
  size_t place = 0;  // of the item or member; unused for a slice
};

Value null_object() {
  return Value::object({});
}
Value null_array() {
  return Value::array({});
}

// Takes the member out, and leaves null in its place, so that nobody else holds the child when it is changed.
void take_member(Context& context, Level& level, Value& child) {
  level.container = level.container.is_null() ? null_object() : opened(context, level.container);
  std::vector<Value::Member>& members = level.container.own_members();
  const std::string_view key = level.step->text();
  while (level.place < members.size() && members[level.place].first.text() != key) ++level.place;
  if (level.place == members.size()) members.emplace_back(*level.step, Value());
  child = std::exchange(members[level.place].second, Value());
}

// jq would take an index of 500 million and fill 8 GB with null.
constexpr double kMaxPadding = 16'777'216;

Flow take_item(Context& context, Level& level, Value& child) {
  const double index = std::trunc(level.step->number().as_double());
  if (std::isnan(index)) return context.fail("Cannot set array element at NaN index");
  level.container = level.container.is_null() ? null_array() : opened(context, level.container);
  const auto count = static_cast<double>(level.container.items().size());
  const double place = index < 0 ? index + count : index;
  if (place < 0) return context.fail("Out of bounds negative array index");
  if (place > count + kMaxPadding) return context.fail("Array index too large");
  std::vector<Value>& items = level.container.own_items();
  level.place = static_cast<size_t>(place);
  if (level.place >= items.size()) items.resize(level.place + 1);
  child = std::exchange(items[level.place], Value());
  return Flow::value;
}

// Goes down one step, into what is to be changed: the child is taken out of the level's container, which is
// to hold it again after put_back().
Flow take_child(Context& context, Level& level, Value& child) {
  const Value& step = *level.step;
  const Value& from = level.container;
  if (step.is_object()) return index_value(context, from, step, child);
  if (step.is_string() && (from.is_object() || from.is_null())) {
    take_member(context, level, child);
    return Flow::value;
  }
  if (step.is_number() && (from.is_array() || from.is_null())) return take_item(context, level, child);
  if (step.is_array() && from.is_array()) return context.fail("Cannot update field at array index of array");
  return fail_index(context, from.type(), step);
}

Flow put_back(Context& context, Level& level, Value child) {
  Value& container = level.container;
  if (level.step->is_string()) {
    container.own_members()[level.place].second = std::move(child);
    return Flow::value;
  }
  if (level.step->is_number()) {
    container.own_items()[level.place] = std::move(child);
    return Flow::value;
  }
  if (container.is_string()) return context.fail("Cannot update string slices");
  container = container.is_null() ? null_array() : opened(context, container);
  return set_slice(context, container, *level.step, child);
}

}  // namespace

Flow get_path(Context& context, const Value& root, std::span<const Value> path, Value& out) {
  if (check_length(context, path) == Flow::error) return Flow::error;
  Value current = root;
  for (const Value& step : path) {
    Value next;
    if (index_value(context, current, step, next) == Flow::error) return Flow::error;
    current = std::move(next);
  }
  return give(out, std::move(current));
}

Flow set_path(Context& context, Value root, std::span<const Value> path, Value leaf, Value& out) {
  if (check_length(context, path) == Flow::error) return Flow::error;
  absl::InlinedVector<Level, 8> levels;
  Value current = std::move(root);
  for (const Value& step : path) {
    levels.push_back({std::move(current), &step});
    if (take_child(context, levels.back(), current) == Flow::error) return Flow::error;
  }
  current = std::move(leaf);
  for (; !levels.empty(); levels.pop_back()) {
    Level& level = levels.back();
    if (put_back(context, level, std::move(current)) == Flow::error) return Flow::error;
    current = std::move(level.container);
  }
  return give(out, std::move(current));
}

namespace {

constexpr std::string_view kNoArray = "Path must be specified as an array";

Flow call_getpath(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  const Value path = opened(context, arguments.values[0]);
  if (!path.is_array()) return context.fail(kNoArray);
  return get_path(context, input, path.items(), output);
}

Flow consume_setpath(Context& context, Value input, const Arguments& arguments, Value& output) {
  const Value path = opened(context, arguments.values[0]);
  if (!path.is_array()) return context.fail(kNoArray);
  return set_path(context, std::move(input), path.items(), arguments.values[1], output);
}

Flow call_setpath(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  return consume_setpath(context, input, arguments, output);
}

Flow call_delpaths(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  const Value paths = opened(context, arguments.values[0]);
  if (!paths.is_array()) return context.fail("Paths must be specified as an array");
  return delete_paths(context, input, paths.items(), output);
}

constexpr Function kFunctions[] = {
    {"getpath", 1, "getpath(path)", "What lies at the path, an array of keys and indexes; null for nothing.",
     R"(getpath(["a",1]))", R"({"a":[1,2]})", "2", call_getpath},
    {"setpath", 2, "setpath(path; value)", "The input with the value at the path.",
     R"(setpath(["a","b"]; 1))", "null", R"({"a":{"b":1}})", call_setpath, nullptr, 0, true, true,
     consume_setpath},
    {"delpaths", 1, "delpaths(paths)", "The input without what lies at the paths.",
     R"(delpaths([["a"],["b",0]]))", R"({"a":1,"b":[1,2]})", R"({"b":[2]})", call_delpaths},
};

}  // namespace

std::span<const Function> path_functions() {
  return kFunctions;
}

}  // namespace runnel::expr
