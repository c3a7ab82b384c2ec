// Code that deals with the world outside of the record: where the record comes from, messages, and the end of
// the program. What is said is kept with the record (Machine::said), so that it leaves in the order of the
// input.
#pragma once

#include "expr/code/code.h"

namespace runnel::expr {

// halt, and halt_error, whose last words are the input.
class Halt final : public Code {
 public:
  // `input` is null for halt.
  explicit Halt(CodePtr input) : input_(std::move(input)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const CodePtr input_;
};

// debug and stderr: the input, which is said too.
class Say final : public Code {
 public:
  enum class Form : bool { plain, debug };
  Say(Form form, CodePtr input) : form_(form), input_(std::move(input)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const Form form_;
  const CodePtr input_;
};

class InputName final : public Code {
 public:
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;
};

class InputLine final : public Code {
 public:
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;
};

}  // namespace runnel::expr
