#include "expr/code/updates.h"

#include <absl/container/inlined_vector.h>

#include "expr/code/machine.h"
#include "expr/code/paths.h"
#include "expr/functions/paths.h"

namespace runnel::expr {

using json::Value;

namespace {

using Keys = absl::InlinedVector<Value, 8>;

// The steps to the place that was just given, from the root.
Keys current_path(const Frame& frame) {
  const PathLink* link = frame.machine.place;
  Keys keys(link == nullptr ? 0 : link->length);
  for (size_t i = keys.size(); i-- > 0; link = link->up) keys[i] = link->key;
  return keys;
}

}  // namespace

Flow Assign::eval(Frame& frame, Value& out) const {
  Value value;
  if (const Flow flow = value_->eval(frame, value); flow != Flow::value) return flow;
  if (const Flow flow = input_->eval(frame, out); flow != Flow::value) return flow;
  const Step step = targets_->each(frame, [&](Value& target) {
    if (const Flow flow = check_place(frame, target); flow != Flow::value) return step_after(flow);
    if (!frame.machine.budget.step(frame.context)) return Step::error;
    const Keys path = current_path(frame);
    target = Value();  // so that it does not share what is changed
    Value changed;
    const Flow flow = set_path(frame.context, std::move(out), path, value, changed);
    out = std::move(changed);
    return step_after(flow);
  });
  return flow_after(step);
}

Explanation Assign::explain() const {
  return {"=", {targets_->explain(), value_->explain()}};
}

Flow Update::first_of_update(Frame& frame, Value& out) const {
  if (!update_->many()) return update_->eval(frame, out);
  bool found = false;
  const Step step = update_->each(frame, [&](Value& output) {
    out = std::move(output);
    found = true;
    return Step::stop;
  });
  return found ? Flow::value : step == Step::more ? Flow::empty : flow_after(step);
}

Flow Update::eval(Frame& frame, Value& out) const {
  if (const Flow flow = input_->eval(frame, out); flow != Flow::value) return flow;
  std::vector<Value> to_delete;
  const Step step = targets_->each(frame, [&](Value& target) {
    if (const Flow flow = check_place(frame, target); flow != Flow::value) return step_after(flow);
    if (!frame.machine.budget.step(frame.context)) return Step::error;
    const PathLink* const place = frame.machine.place;
    const Keys path = current_path(frame);
    target = Value();
    Value& old = frame.registers[old_.reg];
    if (const Flow flow = get_path(frame.context, out, path, old); flow != Flow::value) return step_after(flow);
    Value result;
    const Flow flow = first_of_update(frame, result);
    if (flow == Flow::empty) {
      to_delete.push_back(path_value(frame.context, place));
      return Step::more;
    }
    if (flow != Flow::value) return step_after(flow);
    old = Value();
    Value changed;
    const Flow set = set_path(frame.context, std::move(out), path, std::move(result), changed);
    out = std::move(changed);
    return step_after(set);
  });
  if (step != Step::more) return flow_after(step);
  if (to_delete.empty()) return Flow::value;
  const Value whole = std::move(out);
  return delete_paths(frame.context, whole, to_delete, out);
}

Explanation Update::explain() const {
  return {"|=", {targets_->explain(), update_->explain()}};
}

Flow Delete::eval(Frame& frame, Value& out) const {
  std::vector<Value> paths;
  const Step step = targets_->each(frame, [&](Value& target) {
    if (const Flow flow = check_place(frame, target); flow != Flow::value) return step_after(flow);
    paths.push_back(path_value(frame.context, frame.machine.place));
    return Step::more;
  });
  if (step != Step::more) return flow_after(step);
  Value input;
  if (const Flow flow = input_->eval(frame, input); flow != Flow::value) return flow;
  return delete_paths(frame.context, input, paths, out);
}

Explanation Delete::explain() const {
  return {"del", {targets_->explain()}};
}

}  // namespace runnel::expr
