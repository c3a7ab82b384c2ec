#include "expr/code/generators.h"

#include <absl/container/inlined_vector.h>
#include <fmt/format.h>

#include "expr/code/machine.h"
#include "expr/code/parts.h"
#include "expr/functions/arithmetic.h"
#include "expr/functions/support.h"
#include "json/containers.h"

namespace runnel::expr {

using json::Value;

Step Comma::each(Frame& frame, Emit emit) const {
  if (const Step step = left_->each(frame, emit); step != Step::more) return step;
  return right_->each(frame, emit);
}

Explanation Comma::explain() const {
  return {",", {left_->explain(), right_->explain()}};
}

Flow cannot_iterate(Context& context, const Value& value) {
  return context.fail(fmt::format("Cannot iterate over {}", described(value)));
}

Step Iterate::each(Frame& frame, Emit emit) const {
  Value of;
  if (const Flow flow = of_->eval(frame, of); flow != Flow::value) return step_after(flow);
  if (!of.is_array() && !of.is_object()) {
    return errors_ == ast::OnError::skip ? Step::more : step_after(cannot_iterate(frame.context, of));
  }
  const Parts parts(frame.context.arena, of);
  for (size_t i = 0; i < parts.count(); ++i) {
    if (!frame.machine.budget.step(frame.context)) return Step::error;
    Value part = parts.value(i);
    if (const Step step = emit(part); step != Step::more) return step;
  }
  return Step::more;
}

Explanation Iterate::explain() const {
  return {errors_ == ast::OnError::skip ? "each part of, or nothing" : "each part of", {of_->explain()}};
}

namespace {

// An array or object that Descend is going through.
struct Level {
  Parts parts;
  size_t next = 0;
};

}  // namespace

Step Descend::each(Frame& frame, Emit emit) const {
  Value root;
  if (const Flow flow = input_->eval(frame, root); flow != Flow::value) return step_after(flow);
  absl::InlinedVector<Level, 8> open;
  const auto visit = [&](Value value) {
    if (!frame.machine.budget.step(frame.context)) return Step::error;
    if (value.is_array() || value.is_object()) open.push_back({Parts(frame.context.arena, value)});
    return emit(value);
  };
  Step step = visit(std::move(root));
  while (step == Step::more && !open.empty()) {
    Level& level = open.back();
    const size_t i = level.next++;
    if (i == level.parts.count()) {
      open.pop_back();
    } else {
      step = visit(level.parts.value(i));
    }
  }
  return step;
}

Explanation Descend::explain() const {
  return {"everything in", {input_->explain()}};
}

Step Range::each(Frame& frame, Emit emit) const {
  Value from;
  Value to;
  if (const Flow flow = from_->eval(frame, from); flow != Flow::value) return step_after(flow);
  if (const Flow flow = to_->eval(frame, to); flow != Flow::value) return step_after(flow);
  if (by_ == nullptr) return count(frame, from, to, emit);
  Value by;
  if (const Flow flow = by_->eval(frame, by); flow != Flow::value) return step_after(flow);
  return add_up(frame, from, to, by, emit);
}

Step Range::count(Frame& frame, const Value& from, const Value& to, Emit emit) const {
  if (!from.is_number() || !to.is_number()) {
    return step_after(frame.context.fail("Range bounds must be numeric"));
  }
  const json::Number start = from.number();
  const double end = to.number().as_double();
  const bool whole = start.kind == json::Number::Kind::integer;
  int64_t exact = whole ? start.i : 0;
  for (double at = start.as_double(); !(at >= end);) {
    if (!frame.machine.budget.step(frame.context)) return Step::error;
    Value out = whole ? Value::integer(exact) : Value::real(at);
    if (const Step step = emit(out); step != Step::more) return step;
    if (whole && __builtin_add_overflow(exact, 1, &exact)) break;
    at = whole ? static_cast<double>(exact) : at + 1;
  }
  return Step::more;
}

Step Range::add_up(Frame& frame, const Value& from, const Value& to, const Value& by, Emit emit) const {
  const int direction = json::compare(by, Value::integer(0));
  Value at = from;
  while (direction > 0 ? json::compare(at, to) < 0 : direction < 0 && json::compare(at, to) > 0) {
    if (!frame.machine.budget.step(frame.context)) return Step::error;
    Value out = at;
    if (const Step step = emit(out); step != Step::more) return step;
    Value next;
    if (const Flow flow = add(frame.context, at, by, next); flow != Flow::value) return step_after(flow);
    at = std::move(next);
  }
  return Step::more;
}

Explanation Range::explain() const {
  Explanation whole{"range", {from_->explain(), to_->explain()}};
  if (by_ != nullptr) whole.below.push_back(by_->explain());
  return whole;
}

Flow Collect::eval(Frame& frame, Value& out) const {
  absl::InlinedVector<Value, 16> items;
  const Step step = of_->each(frame, [&](Value& item) {
    items.push_back(std::move(item));
    // Looked at rarely: when the memory has doubled.
    if ((items.size() & (items.size() - 1)) == 0 &&
        !frame.machine.budget.may_hold(frame.context, items.size() * sizeof(Value))) {
      return Step::error;
    }
    return Step::more;
  });
  if (step != Step::more) return flow_after(step);
  out = json::array_in(frame.context.arena, {items.data(), items.size()});
  return Flow::value;
}

Explanation Collect::explain() const {
  return {"array of all", {of_->explain()}};
}

}  // namespace runnel::expr
