// delpaths: all paths at once, sorted, so that those into the same array or object are one walk.
#include <absl/container/inlined_vector.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "expr/functions/index.h"
#include "expr/functions/lists.h"
#include "expr/functions/paths.h"
#include "expr/functions/slices.h"
#include "expr/functions/sorting.h"
#include "expr/functions/support.h"

namespace runnel::expr {

using json::Type;
using json::Value;

namespace {

constexpr size_t kMaxSteps = 10'000;

using Path = std::span<const Value>;
using Steps = absl::InlinedVector<Value, 8>;

// Marks the items that a step of a path names; a place that is not there is none.
Flow mark_items(Context& context, const Value& step, std::vector<bool>& marked) {
  const size_t count = marked.size();
  if (step.is_number()) {
    const double index = step.number().as_double();
    const double place = std::trunc(index) + (index < 0 ? static_cast<double>(count) : 0);
    if (place >= 0 && place < static_cast<double>(count)) marked[static_cast<size_t>(place)] = true;
    return Flow::value;
  }
  if (step.is_object()) {
    const auto bounds = slice_bounds(context, step, count);
    if (!bounds) return Flow::error;
    for (size_t i = bounds->begin; i < bounds->end; ++i) marked[i] = true;
    return Flow::value;
  }
  std::string message = "Cannot delete ";
  message += json::type_name(step.type());
  return context.fail(message += " element of array");
}

Flow delete_items(Context& context, Value& array, const Steps& steps) {
  const Value held = opened(context, array);
  const std::span<const Value> items = held.items();
  std::vector<bool> marked(items.size());
  for (const Value& step : steps) {
    if (mark_items(context, step, marked) == Flow::error) return Flow::error;
  }
  ItemList left(context.arena, items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    if (!marked[i]) left.add(items[i]);
  }
  array = left.take();
  return Flow::value;
}

// REQUIRES: steps are in order, which for strings is that of their text.
Flow delete_members(Context& context, Value& object, const Steps& steps) {
  for (const Value& step : steps) {
    if (step.is_string()) continue;
    std::string message = "Cannot delete ";
    message += json::type_name(step.type());
    return context.fail(message += " field of object");
  }
  const Value held = with_distinct_keys(context, object);
  MemberList left(context.arena, held.members().size());
  for (const auto& [key, value] : held.members()) {
    const auto before = [](const Value& step, std::string_view text) { return step.text() < text; };
    const auto found = std::lower_bound(steps.begin(), steps.end(), key.text(), before);
    if (found == steps.end() || found->text() != key.text()) left.add({key, value});
  }
  object = left.take();
  return Flow::value;
}

Flow delete_steps(Context& context, Value& from, const Steps& steps) {
  if (from.is_null() || steps.empty()) return Flow::value;
  if (from.is_array()) return delete_items(context, from, steps);
  if (from.is_object()) return delete_members(context, from, steps);
  std::string message = "Cannot delete fields from ";
  return context.fail(message += json::type_name(from.type()));
}

// A value that paths go through: those from `next` to `end` have still to be seen, and all have the same
// steps before `depth`.
struct Level {
  Value value;
  size_t next;
  size_t end;
  size_t depth;
  Steps deleted = {};              // the steps that end here
  const Value* entered = nullptr;  // the step to the level below, while that is open
};

class Deletion {
 public:
  Deletion(Context& context, std::span<const Path> paths) : context_(context), paths_(paths) {}

  // REQUIRES: there is a path, and none is empty.
  Flow run(const Value& root, Value& out) {
    levels_.push_back({root, 0, paths_.size(), 0});
    while (true) {
      Level& top = levels_.back();
      if (top.next < top.end) {
        if (step() == Flow::error) return Flow::error;
        continue;
      }
      Value done = std::move(top.value);
      if (delete_steps(context_, done, top.deleted) == Flow::error) return Flow::error;
      levels_.pop_back();
      if (levels_.empty()) return give(out, std::move(done));
      Level& above = levels_.back();
      Value changed;
      const Flow flow =
          set_path(context_, std::move(above.value), {above.entered, 1}, std::move(done), changed);
      if (flow == Flow::error) return Flow::error;
      above.value = std::move(changed);
    }
  }

 private:
  // Takes the paths that share the next step: if the first of them ends there, the step is to be deleted with
  // all below it; else a level is opened for what lies there.
  Flow step() {
    Level& top = levels_.back();
    const Path& path = paths_[top.next];
    const Value& first = path[top.depth];
    const size_t begin = top.next++;
    while (top.next < top.end && json::compare(first, paths_[top.next][top.depth]) == 0) ++top.next;
    if (path.size() == top.depth + 1) {
      top.deleted.push_back(first);
      return Flow::value;
    }
    top.value = opened(context_, top.value);
    Value below;
    if (index_value(context_, top.value, first, below) == Flow::error) return Flow::error;
    if (below.is_null()) return Flow::value;
    top.entered = &first;
    levels_.push_back({std::move(below), begin, top.next, top.depth + 1});
    return Flow::value;
  }

  Context& context_;
  std::span<const Path> paths_;
  std::vector<Level> levels_;
};

}  // namespace

Flow delete_paths(Context& context, const Value& root, std::span<const Value> paths, Value& out) {
  const SortKeys keys(paths);
  std::vector<Value> held;  // keeps what the spans lie in
  std::vector<Path> sorted;
  held.reserve(paths.size());
  for (const uint32_t place : keys.sorted()) {
    const Value& path = paths[place];
    if (!path.is_array()) {
      return context.fail("Path must be specified as array, not " +
                          std::string(json::type_name(path.type())));
    }
    held.push_back(opened(context, path));
    sorted.push_back(held.back().items());
    if (sorted.back().size() > kMaxSteps) return context.fail("Path too deep");
  }
  if (sorted.empty()) return give(out, root);
  if (sorted.front().empty()) return give(out, Value());
  return Deletion(context, sorted).run(root, out);
}

}  // namespace runnel::expr
