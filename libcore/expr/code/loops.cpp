#include "expr/code/loops.h"

#include <optional>

#include "expr/code/machine.h"
#include "expr/functions/arithmetic.h"

namespace runnel::expr {

using json::Value;

void LoopState::begin_update(Frame& frame) const {
  frame.registers[input.reg] = std::move(frame.registers[state.reg]);
  frame.registers[state.reg] = Value();
  if (state.place == Home::kNone) return;
  frame.places[input.place] = frame.places[state.place];
  frame.places[state.place] = nullptr;
}

Flow ReduceTurn::eval(Frame& frame, Value&) const {
  if (!frame.machine.budget.step(frame.context)) return Flow::error;
  state_.begin_update(frame);
  if (!update_->many()) {
    Value result;
    const Flow flow = update_->eval(frame, result);
    if (flow == Flow::value) state_.state.keep(frame, result);
    return flow == Flow::value ? Flow::empty : flow;
  }
  const Step step = update_->each(frame, [&](Value& result) {
    state_.state.keep(frame, result);
    return Step::more;
  });
  return step == Step::more ? Flow::empty : flow_after(step);
}

Explanation ReduceTurn::explain() const {
  return {"update", {update_->explain()}};
}

Flow Reduce::eval(Frame& frame, Value& out) const {
  const Step step = turns_->each(frame, [](Value&) { return Step::more; });
  if (step != Step::more) return flow_after(step);
  out = std::move(frame.registers[state_.reg]);
  if (state_.place != Home::kNone) frame.machine.place = frame.places[state_.place];
  return Flow::value;
}

Explanation Reduce::explain() const {
  return {"reduce", {turns_->explain()}};
}

Step ForeachTurn::each(Frame& frame, Emit emit) const {
  if (!frame.machine.budget.step(frame.context)) return Step::error;
  state_.begin_update(frame);
  return update_->each(frame, [&](Value& result) {
    state_.state.keep(frame, result);
    return extract_->each(frame, emit);
  });
}

Explanation ForeachTurn::explain() const {
  return {"foreach", {update_->explain(), {"extract", {extract_->explain()}}}};
}

Flow First::eval(Frame& frame, Value& out) const {
  return first_output(*of_, frame, out);
}

Explanation First::explain() const {
  return {"first", {of_->explain()}};
}

Flow Last::eval(Frame& frame, Value& out) const {
  bool found = false;
  const PathLink* place = nullptr;
  const Step step = of_->each(frame, [&](Value& output) {
    out = std::move(output);
    place = frame.machine.place;
    found = true;
    return Step::more;
  });
  frame.machine.place = place;
  return step != Step::more ? flow_after(step) : found ? Flow::value : Flow::empty;
}

Explanation Last::explain() const {
  return {"last", {of_->explain()}};
}

namespace {

// The count of limit or skip. nullopt, and an error, for what is negative.
std::optional<Value> count_of(Frame& frame, const Code& code, const char* complaint, Flow& flow) {
  Value count;
  flow = code.eval(frame, count);
  if (flow != Flow::value) return std::nullopt;
  if (json::compare(count, Value::integer(0)) >= 0) return count;
  flow = frame.context.fail(complaint);
  return std::nullopt;
}

// As jq counts down: only from a number.
Flow check_count(Context& context, const Value& count) {
  Value less;
  return count.is_number() ? Flow::value : subtract(context, count, Value::integer(1), less);
}

}  // namespace

Step Limit::each(Frame& frame, Emit emit) const {
  Flow flow;
  const auto count = count_of(frame, *count_, "limit doesn't support negative count", flow);
  if (!count.has_value()) return step_after(flow);
  const double wanted = count->is_number() ? count->number().as_double() : 1;
  if (wanted == 0) return Step::more;
  double given = 0;
  bool enough = false;
  const Step step = of_->each(frame, [&](Value& output) {
    if (const Flow counted = check_count(frame.context, *count); counted != Flow::value)
      return step_after(counted);
    given += 1;
    const Step answer = emit(output);
    if (answer != Step::more || given < wanted) return answer;
    enough = true;
    return Step::stop;
  });
  return enough ? Step::more : step;
}

Step Skip::each(Frame& frame, Emit emit) const {
  Flow flow;
  const auto count = count_of(frame, *count_, "skip doesn't support negative count", flow);
  if (!count.has_value()) return step_after(flow);
  double left = count->is_number() ? count->number().as_double() : 1;
  if (left == 0) return of_->each(frame, emit);
  return of_->each(frame, [&](Value& output) {
    if (const Flow counted = check_count(frame.context, *count); counted != Flow::value)
      return step_after(counted);
    left -= 1;
    return left < 0 ? emit(output) : Step::more;
  });
}

Explanation Skip::explain() const {
  return {"skip", {count_->explain(), of_->explain()}};
}

Explanation Limit::explain() const {
  return {"limit", {count_->explain(), of_->explain()}};
}

// Step::stop where a value decides.
Step Quantifier::judge(Frame& frame, bool& decided) const {
  const auto weigh = [&](bool truth) {
    decided = truth == (kind_ == Kind::any);
    return decided ? Step::stop : Step::more;
  };
  if (condition_->many()) {
    return condition_->each(frame, [&](Value& answer) { return weigh(answer.truthy()); });
  }
  bool truth = false;
  const Flow flow = condition_->test(frame, truth);
  return flow == Flow::value ? weigh(truth) : step_after(flow);
}

Flow Quantifier::eval(Frame& frame, Value& out) const {
  bool decided = false;
  const Step step = values_->each(frame, [&](Value& value) {
    input_.keep(frame, value);
    return judge(frame, decided);
  });
  if (!decided && step != Step::more) return flow_after(step);
  out = Value::boolean(decided == (kind_ == Kind::any));
  return Flow::value;
}

Explanation Quantifier::explain() const {
  return {kind_ == Kind::any ? "any" : "all", {values_->explain(), {"holds", {condition_->explain()}}}};
}

Step Label::each(Frame& frame, Emit emit) const {
  const uint64_t entered = ++frame.machine.labels;
  frame.registers[reg_] = Value::integer(static_cast<int64_t>(entered));
  const Step step = body_->each(frame, emit);
  if (step != Step::stop || frame.machine.breaking != entered) return step;
  frame.machine.breaking = 0;
  return Step::more;
}

Explanation Label::explain() const {
  return {"label", {body_->explain()}};
}

Flow Break::eval(Frame& frame, Value&) const {
  Value entered;
  if (const Flow flow = label_->eval(frame, entered); flow != Flow::value) return flow;
  frame.machine.breaking = static_cast<uint64_t>(entered.number().i);
  return Flow::stop;
}

Explanation Break::explain() const {
  return {"break", {}};
}

}  // namespace runnel::expr
