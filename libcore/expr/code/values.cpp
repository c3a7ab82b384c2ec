#include "expr/code/values.h"

#include <fmt/format.h>

#include "expr/code/machine.h"
#include "expr/functions/index.h"
#include "expr/functions/paths.h"
#include "expr/functions/slices.h"
#include "json/lookup.h"
#include "json/parse.h"
#include "json/writer.h"

namespace runnel::expr {

Flow Constant::eval(Frame& frame, json::Value& out) const {
  switch (value_.type()) {
    case json::Type::string:
      out = json::Value::string(value_.text());
      break;
    case json::Type::number:
      out = value_.number_source().empty() ? value_ : json::Value::number_text(value_.number_source());
      break;
    case json::Type::array:
    case json::Type::object:
      out = frame.constants[copy_];
      break;
    default:
      out = value_;
  }
  return Flow::value;
}

Explanation Constant::explain() const {
  return {json::abbreviated_json(value_, 60), {}};
}

Flow PathRead::eval(Frame& frame, json::Value& out) const {
  const json::Slot& slot = frame.slots[slot_];
  switch (slot.state) {
    case json::Slot::State::present:
      out = json::borrow(slot.text, frame.context.arena);
      return Flow::value;
    case json::Slot::State::string:
      out = json::Value::string(slot.text);
      return Flow::value;
    case json::Slot::State::missing:
      out = {};
      return Flow::value;
    case json::Slot::State::wrong_type:
      return fail(frame, slot);
  }
  return Flow::empty;
}

Flow PathRead::fail(Frame& frame, const json::Slot& slot) const {
  if ((skipped_ >> slot.depth & 1) != 0) return Flow::empty;
  return cannot_index(frame.context, slot.found, path_[slot.depth]);
}

Explanation PathRead::explain() const {
  return {fmt::format("field {}", json::to_string(path_)), {}};
}

Flow WholeRecord::eval(Frame& frame, json::Value& out) const {
  out = json::whole_record(frame.machine.line(), frame.context.arena);
  return Flow::value;
}

Flow WholeRecord::test(Frame& frame, bool& truth) const {
  truth = *frame.machine.line() == '{';
  return truth ? Flow::value : Code::test(frame, truth);
}

Explanation WholeRecord::explain() const {
  return {"the record", {}};
}

Flow RegisterRead::eval(Frame& frame, json::Value& out) const {
  out = frame.registers[index_];
  return Flow::value;
}

Explanation RegisterRead::explain() const {
  return {name_, {}};
}

Flow RegisterTake::eval(Frame& frame, json::Value& out) const {
  out = std::move(frame.registers[index_]);
  return Flow::value;
}

Explanation RegisterTake::explain() const {
  return {".", {}};
}

Flow OuterRead::eval(Frame& frame, json::Value& out) const {
  out = frame.further_out(hops_).registers[index_];
  return Flow::value;
}

Explanation OuterRead::explain() const {
  return {name_, {}};
}

Flow IndexValue::eval(Frame& frame, json::Value& out) const {
  json::Value key;
  if (const Flow flow = key_->eval(frame, key); flow != Flow::value) return flow;
  json::Value of;
  if (const Flow flow = of_->eval(frame, of); flow != Flow::value) return flow;
  const Flow flow = index_value(frame.context, of, key, out);
  return flow == Flow::error && errors_ == ast::OnError::skip ? Flow::empty : flow;
}

Explanation IndexValue::explain() const {
  return {errors_ == ast::OnError::skip ? "index, or nothing" : "index", {of_->explain(), key_->explain()}};
}

Flow SliceValue::eval(Frame& frame, json::Value& out) const {
  json::Value from;
  json::Value to;
  json::Value of;
  if (const Flow flow = from_->eval(frame, from); flow != Flow::value) return flow;
  if (const Flow flow = to_->eval(frame, to); flow != Flow::value) return flow;
  if (const Flow flow = of_->eval(frame, of); flow != Flow::value) return flow;
  const Flow flow = slice_value(frame.context, of, from, to, out);
  return flow == Flow::error && errors_ == ast::OnError::skip ? Flow::empty : flow;
}

Explanation SliceValue::explain() const {
  return {errors_ == ast::OnError::skip ? "slice, or nothing" : "slice",
          {of_->explain(), from_->explain(), to_->explain()}};
}

}  // namespace runnel::expr
