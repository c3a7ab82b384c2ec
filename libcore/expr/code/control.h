// Code that decides what is evaluated, and on which input: pipes, variables, if, try, select.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "expr/code/code.h"
#include "expr/code/values.h"

namespace runnel::expr {

// Where an input is kept: its value, and in a path expression its place.
struct Home {
  static constexpr uint32_t kNone = UINT32_MAX;
  uint32_t reg;
  uint32_t place = kNone;

  // The value, and the place that was given with it.
  void keep(Frame& frame, json::Value& value) const;
};

// a | b and a as $x | b: what `a` gives is kept in a register, from which `b` reads it, once for each output
// of `a`. Also how an operand that gives many is computed with, one at a time.
class Keep final : public Code {
 public:
  Keep(std::string what, CodePtr source, Home to, CodePtr body)
      : what_(std::move(what)),
        source_(std::move(source)),
        to_(to),
        body_(std::move(body)),
        many_(source_->many() || body_->many()) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Step each(Frame& frame, Emit emit) const override;
  bool many() const override { return many_; }
  bool reads_path_first() const override { return source_->reads_path_first(); }
  Explanation explain() const override;

 private:
  const std::string what_;
  const CodePtr source_;
  const Home to_;
  const CodePtr body_;
  const bool many_;
};

// a | b where `a` is a path and `b` reads fields below it directly: only an error on the way to `a` is left
// to look for.
class Guard final : public Code {
 public:
  Guard(std::unique_ptr<const PathRead> path, CodePtr body)
      : path_(std::move(path)), body_(std::move(body)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Step each(Frame& frame, Emit emit) const override;
  bool many() const override { return body_->many(); }
  bool reads_path_first() const override { return true; }
  Explanation explain() const override;

 private:
  const std::unique_ptr<const PathRead> path_;
  const CodePtr body_;
};

// if. No condition gives many.
class Choice final : public Code {
 public:
  struct Branch {
    CodePtr condition;
    CodePtr then;
  };
  Choice(std::vector<Branch> branches, CodePtr otherwise);
  Flow eval(Frame& frame, json::Value& out) const override;
  Step each(Frame& frame, Emit emit) const override;
  bool many() const override { return many_; }
  bool reads_path_first() const override { return branches_.front().condition->reads_path_first(); }
  Explanation explain() const override;

 private:
  // The branch that is taken, or null: then `flow` is what came of a condition.
  const Code* taken(Frame& frame, Flow& flow) const;

  const std::vector<Branch> branches_;
  const CodePtr otherwise_;
  bool many_;
};

// try a catch b. The error's value is kept in a register, which is the input of `b`. Without handler:
// nothing. An error of who takes the outputs of `a` is none of `a`.
class Attempt final : public Code {
 public:
  Attempt(CodePtr body, Home error, CodePtr handler)
      : body_(std::move(body)),
        error_(error),
        handler_(std::move(handler)),
        many_(body_->many() || (handler_ != nullptr && handler_->many())) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Step each(Frame& frame, Emit emit) const override;
  bool many() const override { return many_; }
  Explanation explain() const override;

 private:
  void keep_error(Frame& frame) const;

  const CodePtr body_;
  const Home error_;
  const CodePtr handler_;  // may be null
  const bool many_;
};

// a ?// b: `b` where there was an error in `a`, which ends with what follows on it, as in jq.
class Otherwise final : public Generator {
 public:
  Otherwise(CodePtr first, CodePtr second) : first_(std::move(first)), second_(std::move(second)) {}
  Step each(Frame& frame, Emit emit) const override;
  Explanation explain() const override;

 private:
  const CodePtr first_;
  const CodePtr second_;
};

// select(f). The condition does not give many.
class Select final : public Code {
 public:
  Select(CodePtr condition, CodePtr input) : condition_(std::move(condition)), input_(std::move(input)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Flow test(Frame& frame, bool& truth) const override;
  bool reads_path_first() const override { return condition_->reads_path_first(); }
  std::string literal() const override { return condition_->literal(); }
  Explanation explain() const override;

 private:
  const CodePtr condition_;
  const CodePtr input_;
};

}  // namespace runnel::expr
