// Code that decides what is evaluated, and on which input: pipes, variables, if, try, select.
#pragma once

#include <utility>
#include <vector>

#include "expr/code/code.h"
#include "expr/code/values.h"

namespace runnel::expr {

// a | b and a as $x | b: what `a` gives is kept in a register, from which `b` reads it.
class Keep final : public Code {
 public:
  Keep(std::string what, CodePtr source, uint32_t to, CodePtr body)
      : what_(std::move(what)), source_(std::move(source)), to_(to), body_(std::move(body)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  bool reads_path_first() const override { return source_->reads_path_first(); }
  Explanation explain() const override;

 private:
  const std::string what_;
  const CodePtr source_;
  const uint32_t to_;
  const CodePtr body_;
};

// a | b where `a` is a path and `b` reads fields below it directly: only an error on the way to `a` is left
// to look for.
class Guard final : public Code {
 public:
  Guard(std::unique_ptr<const PathRead> path, CodePtr body)
      : path_(std::move(path)), body_(std::move(body)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  bool reads_path_first() const override { return true; }
  Explanation explain() const override;

 private:
  const std::unique_ptr<const PathRead> path_;
  const CodePtr body_;
};

class Choice final : public Code {
 public:
  struct Branch {
    CodePtr condition;
    CodePtr then;
  };
  Choice(std::vector<Branch> branches, CodePtr otherwise)
      : branches_(std::move(branches)), otherwise_(std::move(otherwise)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  bool reads_path_first() const override { return branches_.front().condition->reads_path_first(); }
  Explanation explain() const override;

 private:
  const std::vector<Branch> branches_;
  const CodePtr otherwise_;
};

// try a catch b. The error's value is kept in a register, which is the input of `b`. Without handler:
// nothing.
class Attempt final : public Code {
 public:
  Attempt(CodePtr body, uint32_t error, CodePtr handler)
      : body_(std::move(body)), error_(error), handler_(std::move(handler)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const CodePtr body_;
  const uint32_t error_;
  const CodePtr handler_;  // may be null
};

class Select final : public Code {
 public:
  Select(CodePtr condition, CodePtr input) : condition_(std::move(condition)), input_(std::move(input)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  bool reads_path_first() const override { return condition_->reads_path_first(); }
  Explanation explain() const override;

 private:
  const CodePtr condition_;
  const CodePtr input_;
};

}  // namespace runnel::expr
