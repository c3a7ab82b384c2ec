// Code that gives many outputs from one input: a, b; .[]; ..; range. And [a], which collects them again.
#pragma once

#include "expr/code/code.h"
#include "expr/syntax/ast.h"

namespace runnel::expr {

class Comma final : public Generator {
 public:
  Comma(CodePtr left, CodePtr right) : left_(std::move(left)), right_(std::move(right)) {}
  Step each(Frame& frame, Emit emit) const override;
  Explanation explain() const override;

 private:
  const CodePtr left_;
  const CodePtr right_;
};

// a[]: the items of an array, the values of an object.
class Iterate final : public Generator {
 public:
  Iterate(CodePtr of, ast::OnError errors) : of_(std::move(of)), errors_(errors) {}
  Step each(Frame& frame, Emit emit) const override;
  bool reads_path_first() const override { return of_->reads_path_first(); }
  bool is_safe() const override { return errors_ == ast::OnError::skip && of_->is_safe(); }
  Explanation explain() const override;

 private:
  const CodePtr of_;
  const ast::OnError errors_;
};

// ..: the input and all that is in it, from the outside in.
class Descend final : public Generator {
 public:
  explicit Descend(CodePtr input) : input_(std::move(input)) {}
  Step each(Frame& frame, Emit emit) const override;
  Explanation explain() const override;

 private:
  const CodePtr input_;
};

// range(from; to), of numbers, and range(from; to; by), of whatever can be compared and added.
class Range final : public Generator {
 public:
  // `by` is null for range(from; to).
  Range(CodePtr from, CodePtr to, CodePtr by)
      : from_(std::move(from)), to_(std::move(to)), by_(std::move(by)) {}
  Step each(Frame& frame, Emit emit) const override;
  Explanation explain() const override;

 private:
  Step count(Frame& frame, const json::Value& from, const json::Value& to, Emit emit) const;
  Step add_up(Frame& frame, const json::Value& from, const json::Value& to, const json::Value& by,
              Emit emit) const;

  const CodePtr from_;
  const CodePtr to_;
  const CodePtr by_;
};

// [a] where `a` gives many.
class Collect final : public Code {
 public:
  explicit Collect(CodePtr of) : of_(std::move(of)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Explanation explain() const override;

 private:
  const CodePtr of_;
};

// Fails as jq does for .[] of a value that holds nothing.
Flow cannot_iterate(Context& context, const json::Value& value);

}  // namespace runnel::expr
