#include "expr/code/paths.h"

#include <fmt/format.h>

#include "expr/code/machine.h"
#include "expr/code/parts.h"
#include "expr/functions/index.h"
#include "expr/functions/paths.h"
#include "expr/functions/slices.h"
#include "expr/functions/support.h"
#include "json/containers.h"
#include "json/lookup.h"
#include "json/writer.h"

namespace runnel::expr {

using json::Value;

namespace {

Flow no_access(Frame& frame, const Value& key, const Value& of) {
  return frame.context.fail(fmt::format("Invalid path expression near attempt to access element {} of {}",
                                        json::abbreviated_json(key), json::abbreviated_json(of)));
}

Flow no_iteration(Frame& frame, const Value& of) {
  return frame.context.fail(
      fmt::format("Invalid path expression near attempt to iterate through {}", json::abbreviated_json(of)));
}

}  // namespace

Flow check_place(Frame& frame, const Value& value) {
  if (frame.machine.place != &kNowhere) return Flow::value;
  return frame.context.fail(
      fmt::format("Invalid path expression with result {}", json::abbreviated_json(value)));
}

Flow Here::eval(Frame& frame, Value& out) const {
  const Frame& at = frame.further_out(hops_);
  out = at.registers[home_.reg];
  frame.machine.place = at.places[home_.place];
  return Flow::value;
}

Explanation Here::explain() const {
  return {".", {}};
}

Flow Root::eval(Frame& frame, Value& out) const {
  if (const Flow flow = whole_->eval(frame, out); flow != Flow::value) return flow;
  out = json::opened(out, frame.context.arena);  // once, for all steps into it and all changes
  frame.machine.place = nullptr;
  return Flow::value;
}

// From a value, whose place is the current one, to its member.
Flow IndexPlace::step_into(Frame& frame, const Value& key, Value& value) const {
  const PathLink* const place = frame.machine.place;
  if (place == &kNowhere) return no_access(frame, key, value);
  Value member;
  const Flow flow = index_value(frame.context, value, key, member);
  if (flow != Flow::value) return flow == Flow::error && errors_ == ast::OnError::skip ? Flow::empty : flow;
  frame.machine.place = place_below(frame.context, place, key);
  value = std::move(member);
  return Flow::value;
}

Flow IndexPlace::eval(Frame& frame, Value& out) const {
  Value key;
  if (const Flow flow = key_->eval(frame, key); flow != Flow::value) return flow;
  if (const Flow flow = of_->eval(frame, out); flow != Flow::value) return flow;
  return step_into(frame, key, out);
}

Step IndexPlace::each(Frame& frame, Emit emit) const {
  Value key;
  if (const Flow flow = key_->eval(frame, key); flow != Flow::value) return step_after(flow);
  return of_->each(frame, [&](Value& value) {
    const Flow flow = step_into(frame, key, value);
    return flow == Flow::value ? emit(value) : step_after(flow);
  });
}

Explanation IndexPlace::explain() const {
  return {"place of", {of_->explain(), key_->explain()}};
}

Step SlicePlace::each(Frame& frame, Emit emit) const {
  Value from;
  Value to;
  if (const Flow flow = from_->eval(frame, from); flow != Flow::value) return step_after(flow);
  if (const Flow flow = to_->eval(frame, to); flow != Flow::value) return step_after(flow);
  Value::Member bounds[] = {{Value::string("start"), from}, {Value::string("end"), to}};
  const Value key = json::object_in(frame.context.arena, bounds);
  return of_->each(frame, [&](Value& value) {
    const PathLink* const place = frame.machine.place;
    if (place == &kNowhere) return step_after(no_access(frame, key, value));
    Value slice;
    const Flow flow = slice_value(frame.context, value, from, to, slice);
    if (flow == Flow::error && errors_ == ast::OnError::skip) return Step::more;
    if (flow != Flow::value) return step_after(flow);
    frame.machine.place = place_below(frame.context, place, key);
    return emit(slice);
  });
}

Explanation SlicePlace::explain() const {
  return {"place of slice", {of_->explain(), from_->explain(), to_->explain()}};
}

Step IteratePlaces::each_part(Frame& frame, const Value& of, Emit emit) const {
  const PathLink* const place = frame.machine.place;
  if (place == &kNowhere) return step_after(no_iteration(frame, of));
  if (!of.is_array() && !of.is_object()) {
    return errors_ == ast::OnError::skip ? Step::more : step_after(cannot_iterate(frame.context, of));
  }
  const Parts parts(frame.context.arena, of);
  for (size_t i = 0; i < parts.count(); ++i) {
    if (!frame.machine.budget.step(frame.context)) return Step::error;
    Value part = parts.value(i);
    frame.machine.place = place_below(frame.context, place, parts.key(i));
    if (const Step step = emit(part); step != Step::more) return step;
  }
  return Step::more;
}

Step IteratePlaces::each(Frame& frame, Emit emit) const {
  return of_->each(frame, [&](Value& of) { return each_part(frame, of, emit); });
}

Explanation IteratePlaces::explain() const {
  return {"each place of", {of_->explain()}};
}

namespace {

// A container that DescendPlaces is going through.
struct Level {
  Parts parts;
  const PathLink* place;
  size_t next = 0;
};

}  // namespace

Step DescendPlaces::each(Frame& frame, Emit emit) const {
  Value root;
  if (const Flow flow = input_->eval(frame, root); flow != Flow::value) return step_after(flow);
  std::vector<Level> open;
  const auto visit = [&](Value value, const PathLink* place) {
    if (!frame.machine.budget.step(frame.context)) return Step::error;
    const bool container = value.is_array() || value.is_object();
    if (container && place == &kNowhere) return step_after(no_iteration(frame, value));
    if (container) open.push_back({Parts(frame.context.arena, value), place});
    frame.machine.place = place;
    return emit(value);
  };
  Step step = visit(std::move(root), frame.machine.place);
  while (step == Step::more && !open.empty()) {
    Level& level = open.back();
    const size_t i = level.next++;
    if (i == level.parts.count()) {
      open.pop_back();
    } else {
      step = visit(level.parts.value(i), place_below(frame.context, level.place, level.parts.key(i)));
    }
  }
  return step;
}

Explanation DescendPlaces::explain() const {
  return {"every place in", {input_->explain()}};
}

Flow GetPlace::eval(Frame& frame, Value& out) const {
  Value path;
  if (const Flow flow = path_->eval(frame, path); flow != Flow::value) return flow;
  if (!path.is_array()) return frame.context.fail("Path must be specified as an array");
  Value of;
  if (const Flow flow = input_->eval(frame, of); flow != Flow::value) return flow;
  const PathLink* place = frame.machine.place;
  const Value steps = json::opened(path, frame.context.arena);
  if (place == &kNowhere) return no_access(frame, path, of);
  for (const Value& key : steps.items()) place = place_below(frame.context, place, key);
  // Where the path leads nowhere there is null, which may be set.
  if (const Flow flow = get_path(frame.context, of, steps.items(), out); flow != Flow::value) return flow;
  frame.machine.place = place;
  return Flow::value;
}

Explanation GetPlace::explain() const {
  return {"getpath", {input_->explain(), path_->explain()}};
}

Flow PassedPlace::eval(Frame& frame, Value& out) const {
  if (const Flow flow = function_->eval(frame, out); flow != Flow::value) return flow;
  return input_->eval(frame, out);
}

Explanation PassedPlace::explain() const {
  return {"place, if", {function_->explain()}};
}

void Computed::locate(Frame& frame, const Value& value) const {
  frame.machine.place = &kNowhere;
  if (value.type() > json::Type::boolean_true) return;
  Value input;
  if (input_->eval(frame, input) == Flow::value && input.type() != value.type())
    frame.machine.place = &kNowhere;
}

Flow Computed::eval(Frame& frame, Value& out) const {
  const Flow flow = code_->eval(frame, out);
  if (flow == Flow::value) locate(frame, out);
  return flow;
}

Step Computed::each(Frame& frame, Emit emit) const {
  return code_->each(frame, [&](Value& value) {
    locate(frame, value);
    return emit(value);
  });
}

Explanation Computed::explain() const {
  return {"computed", {code_->explain()}};
}

Flow PathsOf::eval(Frame& frame, Value& out) const {
  if (const Flow flow = places_->eval(frame, out); flow != Flow::value) return flow;
  if (const Flow flow = check_place(frame, out); flow != Flow::value) return flow;
  out = path_value(frame.context, frame.machine.place);
  return Flow::value;
}

Step PathsOf::each(Frame& frame, Emit emit) const {
  return places_->each(frame, [&](Value& value) {
    if (const Flow flow = check_place(frame, value); flow != Flow::value) return step_after(flow);
    Value path = path_value(frame.context, frame.machine.place);
    return emit(path);
  });
}

Explanation PathsOf::explain() const {
  return {"path", {places_->explain()}};
}

}  // namespace runnel::expr
