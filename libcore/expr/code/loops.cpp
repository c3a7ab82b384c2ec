#include "expr/code/loops.h"

#include <cmath>

#include "expr/code/machine.h"

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
  bool found = false;
  const Step step = of_->each(frame, [&](Value& output) {
    out = std::move(output);
    found = true;
    return Step::stop;
  });
  return found ? Flow::value : step == Step::more ? Flow::empty : flow_after(step);
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

Step Limit::each(Frame& frame, Emit emit) const {
  Value count;
  if (const Flow flow = count_->eval(frame, count); flow != Flow::value) return step_after(flow);
  // Any other type is more than a number, or null, which is less: jq compares with 0.
  const double wanted = count.is_number() ? count.number().as_double() : count.type() > json::Type::number ? HUGE_VAL : -1;
  if (wanted == 0) return Step::more;
  if (!(wanted > 0)) return step_after(frame.context.fail("limit doesn't support negative count"));
  double given = 0;
  bool enough = false;
  const Step step = of_->each(frame, [&](Value& output) {
    given += 1;
    const Step answer = emit(output);
    if (answer != Step::more || given < wanted) return answer;
    enough = true;
    return Step::stop;
  });
  return enough ? Step::more : step;
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
