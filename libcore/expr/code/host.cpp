#include "expr/code/host.h"

#include "expr/code/machine.h"
#include "json/writer.h"

namespace runnel::expr {

using json::Value;

Flow Halt::eval(Frame& frame, Value&) const {
  Machine& machine = frame.machine;
  machine.last_words.clear();
  machine.halt_kind = input_ == nullptr ? Machine::HaltKind::plain : Machine::HaltKind::error;
  if (input_ != nullptr) {
    Value input;
    if (const Flow flow = input_->eval(frame, input); flow != Flow::value) return flow;
    if (input.is_string()) {
      machine.last_words = input.text();
    } else {
      json::append_decoded_json(machine.last_words, input);
      machine.last_words += '\n';
    }
  }
  machine.halted = true;
  return Flow::error;
}

Explanation Halt::explain() const {
  return {input_ == nullptr ? "halt" : "halt with", {}};
}

Flow Say::eval(Frame& frame, Value& out) const {
  if (const Flow flow = input_->eval(frame, out); flow != Flow::value) return flow;
  std::string& said = frame.machine.said;
  if (form_ == Form::debug) said += "[\"DEBUG:\",";
  if (form_ == Form::plain && out.is_string()) {
    said += out.text();
  } else {
    json::append_decoded_json(said, out);
  }
  if (form_ == Form::debug) said += "]\n";
  return Flow::value;
}

Explanation Say::explain() const {
  return {form_ == Form::debug ? "debug" : "stderr", {input_->explain()}};
}

Flow InputName::eval(Frame& frame, Value& out) const {
  const std::string_view name = frame.machine.input_name;
  out = name.empty() ? Value() : Value::string(name);
  return Flow::value;
}

Explanation InputName::explain() const {
  return {"input_filename", {}};
}

Flow InputLine::eval(Frame& frame, Value& out) const {
  out = Value::integer(static_cast<int64_t>(frame.machine.input_line));
  return Flow::value;
}

Explanation InputLine::explain() const {
  return {"input_line_number", {}};
}

}  // namespace runnel::expr
