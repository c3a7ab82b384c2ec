// Code that runs other code many times and keeps account: reduce, foreach, first, last, limit, any, all; and
// label, which is left from within.
#pragma once

#include "expr/code/code.h"
#include "expr/code/control.h"

namespace runnel::expr {

// The state of reduce and foreach. An update moves it from `state` to `input`, where it runs on it, so that
// an array which nobody else holds is changed in place; as in jq, an update without output leaves null.
struct LoopState {
  Home state;
  Home input;

  void begin_update(Frame& frame) const;
};

// One turn of reduce: gives nothing, leaves the last output of the update as the state.
class ReduceTurn final : public Code {
 public:
  ReduceTurn(LoopState state, CodePtr update) : state_(state), update_(std::move(update)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const LoopState state_;
  const CodePtr update_;
};

// reduce: runs the turns, which are code over all values of the source, then gives the state.
class Reduce final : public Code {
 public:
  Reduce(CodePtr turns, Home state) : turns_(std::move(turns)), state_(state) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const CodePtr turns_;
  const Home state_;
};

// One turn of foreach: for each output of the update, which becomes the state, the outputs of `extract`.
class ForeachTurn final : public Generator {
 public:
  ForeachTurn(LoopState state, CodePtr update, CodePtr extract)
      : state_(state), update_(std::move(update)), extract_(std::move(extract)) {}
  Step each(Frame& frame, Emit emit) const override;
  Explanation explain() const override;

 private:
  const LoopState state_;
  const CodePtr update_;
  const CodePtr extract_;
};

class First final : public Code {
 public:
  explicit First(CodePtr of) : of_(std::move(of)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const CodePtr of_;
};

class Last final : public Code {
 public:
  explicit Last(CodePtr of) : of_(std::move(of)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const CodePtr of_;
};

// limit(n; f). The count does not give many.
class Limit final : public Generator {
 public:
  Limit(CodePtr count, CodePtr of) : count_(std::move(count)), of_(std::move(of)) {}
  Step each(Frame& frame, Emit emit) const override;
  Explanation explain() const override;

 private:
  const CodePtr count_;
  const CodePtr of_;
};

// skip(n; f). The count does not give many.
class Skip final : public Generator {
 public:
  Skip(CodePtr count, CodePtr of) : count_(std::move(count)), of_(std::move(of)) {}
  Step each(Frame& frame, Emit emit) const override;
  Explanation explain() const override;

 private:
  const CodePtr count_;
  const CodePtr of_;
};

// any(g; c) and all(g; c): stops at the first value that decides.
class Quantifier final : public Code {
 public:
  enum class Kind : bool { all, any };
  Quantifier(Kind kind, CodePtr values, Home input, CodePtr condition)
      : kind_(kind), values_(std::move(values)), input_(input), condition_(std::move(condition)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  // Of any(.name[]?; . == "text").
  std::string literal() const override {
    return kind_ == Kind::any && values_->is_safe() ? condition_->literal() : std::string();
  }
  Explanation explain() const override;

 private:
  Step judge(Frame& frame, bool& decided) const;

  const Kind kind_;
  const CodePtr values_;
  const Home input_;
  const CodePtr condition_;
};

// label $name | body. Which time it was entered is kept in a register, where a break finds it.
class Label final : public Generator {
 public:
  Label(uint32_t reg, CodePtr body) : reg_(reg), body_(std::move(body)) {}
  Step each(Frame& frame, Emit emit) const override;
  Explanation explain() const override;

 private:
  const uint32_t reg_;
  const CodePtr body_;
};

class Break final : public Code {
 public:
  explicit Break(CodePtr label) : label_(std::move(label)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const CodePtr label_;  // reads the label's register
};

}  // namespace runnel::expr
