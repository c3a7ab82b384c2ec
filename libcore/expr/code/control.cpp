#include "expr/code/control.h"

#include "expr/code/machine.h"

namespace runnel::expr {

using json::Value;

namespace {

// A budget that is spent and a program that was halted end for all.
bool can_be_caught(const Frame& frame) {
  return !frame.machine.budget.is_spent() && !frame.machine.halted;
}

}  // namespace

void Home::keep(Frame& frame, Value& value) const {
  frame.registers[reg] = std::move(value);
  if (place != kNone) frame.places[place] = frame.machine.place;
}

Flow Keep::eval(Frame& frame, Value& out) const {
  Value kept;
  if (const Flow flow = source_->eval(frame, kept); flow != Flow::value) return flow;
  to_.keep(frame, kept);
  return body_->eval(frame, out);
}

Step Keep::each(Frame& frame, Emit emit) const {
  if (source_->many()) {
    return source_->each(frame, [&](Value& kept) {
      to_.keep(frame, kept);
      return body_->each(frame, emit);
    });
  }
  Value kept;
  if (const Flow flow = source_->eval(frame, kept); flow != Flow::value) return step_after(flow);
  to_.keep(frame, kept);
  return body_->each(frame, emit);
}

Explanation Keep::explain() const {
  return {what_, {source_->explain(), body_->explain()}};
}

Flow Guard::eval(Frame& frame, Value& out) const {
  const json::Slot& slot = frame.slots[path_->slot()];
  if (slot.state == json::Slot::State::wrong_type) {
    return path_->fail(frame, slot);
  }
  return body_->eval(frame, out);
}

Step Guard::each(Frame& frame, Emit emit) const {
  const json::Slot& slot = frame.slots[path_->slot()];
  if (slot.state == json::Slot::State::wrong_type) return step_after(path_->fail(frame, slot));
  return body_->each(frame, emit);
}

Explanation Guard::explain() const {
  return {"with", {path_->explain(), body_->explain()}};
}

Choice::Choice(std::vector<Branch> branches, CodePtr otherwise)
    : branches_(std::move(branches)), otherwise_(std::move(otherwise)), many_(otherwise_->many()) {
  for (const Branch& branch : branches_) many_ = many_ || branch.then->many();
}

const Code* Choice::taken(Frame& frame, Flow& flow) const {
  for (const Branch& branch : branches_) {
    bool truth = false;
    flow = branch.condition->test(frame, truth);
    if (flow != Flow::value) return nullptr;
    if (truth) return branch.then.get();
  }
  return otherwise_.get();
}

Flow Choice::eval(Frame& frame, Value& out) const {
  Flow flow = Flow::value;
  const Code* const branch = taken(frame, flow);
  return branch == nullptr ? flow : branch->eval(frame, out);
}

Step Choice::each(Frame& frame, Emit emit) const {
  Flow flow = Flow::value;
  const Code* const branch = taken(frame, flow);
  return branch == nullptr ? step_after(flow) : branch->each(frame, emit);
}

Explanation Choice::explain() const {
  Explanation whole{"if", {}};
  for (const Branch& branch : branches_) {
    whole.below.push_back(branch.condition->explain());
    whole.below.push_back({"then", {branch.then->explain()}});
  }
  whole.below.push_back({"else", {otherwise_->explain()}});
  return whole;
}

// An error lies nowhere.
void Attempt::keep_error(Frame& frame) const {
  frame.registers[error_.reg] = std::move(frame.context.error);
  if (error_.place != Home::kNone) frame.places[error_.place] = &kNowhere;
}

Flow Attempt::eval(Frame& frame, Value& out) const {
  const Flow flow = body_->eval(frame, out);
  if (flow != Flow::error || !can_be_caught(frame)) return flow;
  if (handler_ == nullptr) return Flow::empty;
  keep_error(frame);
  return handler_->eval(frame, out);
}

Step Attempt::each(Frame& frame, Emit emit) const {
  bool of_consumer = false;
  const Step step = body_->each(frame, [&](Value& output) {
    const Step answer = emit(output);
    of_consumer = answer == Step::error;
    return answer;
  });
  if (step != Step::error || of_consumer || !can_be_caught(frame)) return step;
  if (handler_ == nullptr) return Step::more;
  keep_error(frame);
  return handler_->each(frame, emit);
}

Explanation Attempt::explain() const {
  Explanation whole{"try", {body_->explain()}};
  if (handler_ != nullptr) whole.below.push_back({"catch", {handler_->explain()}});
  return whole;
}

Step Otherwise::each(Frame& frame, Emit emit) const {
  const Step step = first_->each(frame, emit);
  return step == Step::error && can_be_caught(frame) ? second_->each(frame, emit) : step;
}

Explanation Otherwise::explain() const {
  return {"?//", {first_->explain(), second_->explain()}};
}

Flow Select::eval(Frame& frame, Value& out) const {
  bool truth = false;
  if (const Flow flow = condition_->test(frame, truth); flow != Flow::value) return flow;
  return truth ? input_->eval(frame, out) : Flow::empty;
}

Flow Select::test(Frame& frame, bool& truth) const {
  const Flow flow = condition_->test(frame, truth);
  if (flow != Flow::value) return flow;
  return truth ? input_->test(frame, truth) : Flow::empty;
}

Explanation Select::explain() const {
  return {"select", {condition_->explain()}};
}

}  // namespace runnel::expr
