#include "expr/code/updates.h"

#include <absl/container/inlined_vector.h>

#include "expr/code/machine.h"
#include "expr/code/paths.h"
#include "expr/functions/paths.h"
#include "json/containers.h"
#include "json/lookup.h"

namespace runnel::expr {

using json::Value;

namespace {

using Keys = absl::InlinedVector<Value, 8>;

// The steps to a place from the root.
Keys keys_of(const PathLink* link) {
  Keys keys(link == nullptr ? 0 : link->length);
  for (size_t i = keys.size(); i-- > 0; link = link->up) keys[i] = link->key;
  return keys;
}

// Puts the whole into `out`, and calls `change` for each place in it that the targets give.
Flow at_each_target(Frame& frame, const Code& targets, Home whole, Value& out,
                    absl::FunctionRef<Flow(const PathLink* place)> change) {
  const auto change_at = [&](Value& target) {
    if (const Flow flow = check_place(frame, target); flow != Flow::value) return flow;
    if (!frame.machine.budget.step(frame.context)) return Flow::error;
    target = Value();  // so that it does not share what is changed
    return change(frame.machine.place);
  };
  if (targets.many()) {
    out = frame.registers[whole.reg];
    return flow_after(targets.each(frame, [&](Value& target) { return step_after(change_at(target)); }));
  }
  Value target;
  const Flow flow = targets.eval(frame, target);
  out = std::move(frame.registers[whole.reg]);
  return flow == Flow::value ? change_at(target) : flow == Flow::empty ? Flow::value : flow;
}

}  // namespace

Flow Assign::eval(Frame& frame, Value& out) const {
  Value value;
  if (const Flow flow = value_->eval(frame, value); flow != Flow::value) return flow;
  return at_each_target(frame, *targets_, whole_, out, [&](const PathLink* place) {
    const Keys path = keys_of(place);
    Value changed;
    const Flow flow = set_path(frame.context, std::move(out), path, value, changed);
    out = std::move(changed);
    return flow;
  });
}

Explanation Assign::explain() const {
  return {"=", {targets_->explain(), value_->explain()}};
}

Flow Update::update_at(Frame& frame, Value& out, const PathLink* place, std::vector<Value>& to_delete) const {
  const Keys path = keys_of(place);
  Value& old = frame.registers[old_.reg];
  if (const Flow flow = get_path(frame.context, out, path, old); flow != Flow::value) return flow;
  Value result;
  const Flow flow = first_output(*update_, frame, result);
  if (flow == Flow::empty) to_delete.push_back(path_value(frame.context, place));
  if (flow != Flow::value) return flow == Flow::empty ? Flow::value : flow;
  old = Value();
  Value changed;
  const Flow set = set_path(frame.context, std::move(out), path, std::move(result), changed);
  out = std::move(changed);
  return set;
}

Flow Update::eval(Frame& frame, Value& out) const {
  std::vector<Value> to_delete;
  const Flow flow = at_each_target(frame, *targets_, whole_, out, [&](const PathLink* place) {
    return update_at(frame, out, place, to_delete);
  });
  if (flow != Flow::value || to_delete.empty()) return flow;
  const Value whole = std::move(out);
  return delete_paths(frame.context, whole, to_delete, out);
}

Explanation Update::explain() const {
  return {"|=", {targets_->explain(), update_->explain()}};
}

namespace {

const Value& value_of(const Value& item) {
  return item;
}
const Value& value_of(const Value::Member& member) {
  return member.second;
}
Value with_value(const Value&, Value value) {
  return value;
}
Value::Member with_value(const Value::Member& member, Value value) {
  return {member.first, std::move(value)};
}
Value made_of(Arena& arena, std::span<Value> items) {
  return json::array_in(arena, items);
}
Value made_of(Arena& arena, std::span<Value::Member> members) {
  return json::object_in(arena, members);
}

}  // namespace

template <class Part>
Flow UpdateParts::update_all(Frame& frame, std::span<const Part> parts, Value& out) const {
  absl::InlinedVector<Part, 16> updated;
  updated.reserve(parts.size());
  for (const Part& part : parts) {
    if (!frame.machine.budget.step(frame.context)) return Flow::error;
    frame.registers[old_.reg] = value_of(part);
    Value result;
    const Flow flow = first_output(*update_, frame, result);
    if (flow == Flow::value) updated.push_back(with_value(part, std::move(result)));
    if (flow == Flow::error || flow == Flow::stop) return flow;
  }
  out = made_of(frame.context.arena, {updated.data(), updated.size()});
  return Flow::value;
}

Flow UpdateParts::eval(Frame& frame, Value& out) const {
  Value input;
  if (const Flow flow = input_->eval(frame, input); flow != Flow::value) return flow;
  const Value parts = json::opened(input, frame.context.arena);
  if (parts.is_array()) return update_all(frame, parts.items(), out);
  if (parts.is_object()) return update_all(frame, parts.members(), out);
  return cannot_iterate(frame.context, input);
}

Explanation UpdateParts::explain() const {
  return {"each |=", {input_->explain(), update_->explain()}};
}

Flow Delete::eval(Frame& frame, Value& out) const {
  std::vector<Value> paths;
  const Step step = targets_->each(frame, [&](Value& target) {
    if (const Flow flow = check_place(frame, target); flow != Flow::value) return step_after(flow);
    paths.push_back(path_value(frame.context, frame.machine.place));
    return Step::more;
  });
  if (step != Step::more) return flow_after(step);
  const Value whole = std::move(frame.registers[whole_.reg]);
  return delete_paths(frame.context, whole, paths, out);
}

Explanation Delete::explain() const {
  return {"del", {targets_->explain()}};
}

}  // namespace runnel::expr
