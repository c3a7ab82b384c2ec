// Operators: arithmetic, comparison, =~, and or, //, unary minus.
//
// As in jq the right operand is computed first; an operand that gives nothing makes the whole give nothing.
#pragma once

#include "expr/code/code.h"
#include "expr/syntax/ast.h"

namespace runnel::expr {

// + - * / % and, with a constant pattern compiled once, =~ !~.
class Arithmetic final : public Code {
 public:
  using Operation = Flow (*)(Context&, const json::Value&, const json::Value&, json::Value&);
  Arithmetic(Operation operation, std::string_view symbol, CodePtr left, CodePtr right)
      : operation_(operation), symbol_(symbol), left_(std::move(left)), right_(std::move(right)) {}

  Flow eval(Frame& frame, json::Value& out) const override;
  bool reads_path_first() const override;
  Explanation explain() const override;

 private:
  const Operation operation_;
  const std::string_view symbol_;
  const CodePtr left_;
  const CodePtr right_;
};

class Comparison final : public Code {
 public:
  Comparison(ast::BinaryOp op, CodePtr left, CodePtr right);

  Flow eval(Frame& frame, json::Value& out) const override;
  Flow test(Frame& frame, bool& truth) const override;
  bool reads_path_first() const override;
  std::string literal() const override;
  bool is_safe() const override { return left_->is_safe() && right_->is_safe(); }
  Explanation explain() const override;

 private:
  const ast::BinaryOp op_;
  const CodePtr left_;
  const CodePtr right_;
};

class Match final : public Code {
 public:
  enum class Sense : bool { matches, does_not_match };
  // `prepared` may be null: then the pattern is compiled for each record.
  Match(Sense sense, CodePtr text, CodePtr pattern, std::unique_ptr<Prepared> prepared)
      : sense_(sense), text_(std::move(text)), pattern_(std::move(pattern)), prepared_(std::move(prepared)) {}

  Flow eval(Frame& frame, json::Value& out) const override;
  bool reads_path_first() const override;
  Explanation explain() const override;

 private:
  const Sense sense_;
  const CodePtr text_;
  const CodePtr pattern_;
  const std::unique_ptr<const Prepared> prepared_;
};

// and, or. The left operand does not give many.
class Logic final : public Code {
 public:
  Logic(ast::LogicOp op, CodePtr left, CodePtr right)
      : op_(op), left_(std::move(left)), right_(std::move(right)) {}

  Flow eval(Frame& frame, json::Value& out) const override;
  Flow test(Frame& frame, bool& truth) const override;
  Step each(Frame& frame, Emit emit) const override;
  bool many() const override { return right_->many(); }
  bool reads_path_first() const override { return left_->reads_path_first(); }
  std::string literal() const override;
  bool is_safe() const override { return left_->is_safe() && right_->is_safe(); }
  Explanation explain() const override;

 private:
  const ast::LogicOp op_;
  const CodePtr left_;
  const CodePtr right_;
};

// a // b: the outputs of a that are true, or where there are none those of b. As in jq 1.8, an error of a is
// an error of the whole.
class Alternative final : public Code {
 public:
  Alternative(CodePtr left, CodePtr right) : left_(std::move(left)), right_(std::move(right)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  Step each(Frame& frame, Emit emit) const override;
  bool many() const override { return left_->many() || right_->many(); }
  Explanation explain() const override;

 private:
  const CodePtr left_;
  const CodePtr right_;
};

class Negation final : public Code {
 public:
  explicit Negation(CodePtr of) : of_(std::move(of)) {}
  Flow eval(Frame& frame, json::Value& out) const override;
  bool reads_path_first() const override { return of_->reads_path_first(); }
  Explanation explain() const override;

 private:
  const CodePtr of_;
};

}  // namespace runnel::expr
