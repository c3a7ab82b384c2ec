#include "expr/code/control.h"

namespace runnel::expr {

using json::Value;

Flow Keep::eval(Frame& frame, Value& out) const {
  Value kept;
  if (const Flow flow = source_->eval(frame, kept); flow != Flow::value) return flow;
  frame.registers[to_] = std::move(kept);
  return body_->eval(frame, out);
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

Explanation Guard::explain() const {
  return {"with", {path_->explain(), body_->explain()}};
}

Flow Choice::eval(Frame& frame, Value& out) const {
  for (const Branch& branch : branches_) {
    bool truth = false;
    if (const Flow flow = branch.condition->test(frame, truth); flow != Flow::value) return flow;
    if (truth) return branch.then->eval(frame, out);
  }
  return otherwise_->eval(frame, out);
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

Flow Attempt::eval(Frame& frame, Value& out) const {
  const Flow flow = body_->eval(frame, out);
  if (flow != Flow::error) return flow;
  if (handler_ == nullptr) return Flow::empty;
  frame.registers[error_] = std::move(frame.context.error);
  return handler_->eval(frame, out);
}

Explanation Attempt::explain() const {
  Explanation whole{"try", {body_->explain()}};
  if (handler_ != nullptr) whole.below.push_back({"catch", {handler_->explain()}});
  return whole;
}

Flow Select::eval(Frame& frame, Value& out) const {
  bool truth = false;
  if (const Flow flow = condition_->test(frame, truth); flow != Flow::value) return flow;
  return truth ? input_->eval(frame, out) : Flow::empty;
}

Explanation Select::explain() const {
  return {"select", {condition_->explain()}};
}

}  // namespace runnel::expr
