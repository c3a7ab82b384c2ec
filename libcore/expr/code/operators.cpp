#include "expr/code/operators.h"

#include <algorithm>
#include <string>

#include "expr/functions/arithmetic.h"
#include "expr/functions/regexes.h"
#include "expr/syntax/operators.h"

namespace runnel::expr {

namespace {

using json::Value;

// Whether evaluating the right operand, then the left one, looks at the path's input first.
bool operands_read_path_first(const Code& left, const Code& right) {
  return right.reads_path_first() || (right.constant() != nullptr && left.reads_path_first());
}

Flow operands(Frame& frame, const Code& left, const Code& right, Value& a, Value& b) {
  if (const Flow flow = right.eval(frame, b); flow != Flow::value) return flow;
  return left.eval(frame, a);
}

bool holds(ast::BinaryOp op, int order) {
  switch (op) {
    case ast::BinaryOp::equal:
      return order == 0;
    case ast::BinaryOp::not_equal:
      return order != 0;
    case ast::BinaryOp::less:
      return order < 0;
    case ast::BinaryOp::less_equal:
      return order <= 0;
    case ast::BinaryOp::greater:
      return order > 0;
    default:
      return order >= 0;
  }
}

}  // namespace

Flow Arithmetic::eval(Frame& frame, Value& out) const {
  Value a;
  Value b;
  if (const Flow flow = operands(frame, *left_, *right_, a, b); flow != Flow::value) return flow;
  // What is added to again and again grows in place, where nobody else holds it.
  if (operation_ == &add) return add_onto(frame.context, std::move(a), b, out);
  return operation_(frame.context, a, b, out);
}

bool Arithmetic::reads_path_first() const {
  return operands_read_path_first(*left_, *right_);
}

Explanation Arithmetic::explain() const {
  return {std::string(symbol_), {left_->explain(), right_->explain()}};
}

Comparison::Comparison(ast::BinaryOp op, CodePtr left, CodePtr right)
    : op_(op), left_(std::move(left)), right_(std::move(right)) {}

Flow Comparison::eval(Frame& frame, Value& out) const {
  bool truth = false;
  const Flow flow = test(frame, truth);
  out = Value::boolean(truth);
  return flow;
}

Flow Comparison::test(Frame& frame, bool& truth) const {
  Value a;
  Value b;
  if (const Flow flow = operands(frame, *left_, *right_, a, b); flow != Flow::value) return flow;
  truth = holds(op_, json::compare(a, b));
  return Flow::value;
}

bool Comparison::reads_path_first() const {
  return operands_read_path_first(*left_, *right_);
}

// Of `.name == "text"`, where the text has no characters that must be escaped.
std::string Comparison::literal() const {
  const json::Value* text = right_->constant() != nullptr ? right_->constant() : left_->constant();
  const bool wanted = op_ == ast::BinaryOp::equal && text != nullptr && text->is_string() && is_safe();
  if (!wanted || text->text().empty()) return {};
  const auto is_plain = [](unsigned char c) { return c >= 0x20 && c != '"' && c != '\\'; };
  if (!std::all_of(text->text().begin(), text->text().end(), is_plain)) return {};
  return '"' + std::string(text->text()) + '"';
}

Explanation Comparison::explain() const {
  return {std::string(symbol(op_)), {left_->explain(), right_->explain()}};
}

Flow Match::eval(Frame& frame, Value& out) const {
  Value text;
  Value pattern;
  if (const Flow flow = operands(frame, *text_, *pattern_, text, pattern); flow != Flow::value) return flow;
  const Flow flow = matches(frame.context, text, {{&pattern, 1}, prepared_.get()}, out);
  if (flow == Flow::value && sense_ == Sense::does_not_match) out = Value::boolean(!out.truthy());
  return flow;
}

bool Match::reads_path_first() const {
  return operands_read_path_first(*text_, *pattern_);
}

Explanation Match::explain() const {
  return {
      std::string(sense_ == Sense::matches ? "=~" : "!~") + (prepared_ != nullptr ? " (compiled once)" : ""),
      {text_->explain(), pattern_->explain()}};
}

Flow Logic::eval(Frame& frame, Value& out) const {
  bool truth = false;
  const Flow flow = test(frame, truth);
  out = Value::boolean(truth);
  return flow;
}

Flow Logic::test(Frame& frame, bool& truth) const {
  if (const Flow flow = left_->test(frame, truth); flow != Flow::value) return flow;
  if (truth == (op_ == ast::LogicOp::or_)) return Flow::value;
  return right_->test(frame, truth);
}

Step Logic::each(Frame& frame, Emit emit) const {
  bool truth = false;
  if (const Flow flow = left_->test(frame, truth); flow != Flow::value) return step_after(flow);
  if (truth == (op_ == ast::LogicOp::or_)) {
    Value out = Value::boolean(truth);
    return emit(out);
  }
  return right_->each(frame, [&](Value& right) {
    Value out = Value::boolean(right.truthy());
    return emit(out);
  });
}

std::string Logic::literal() const {
  if (op_ == ast::LogicOp::or_) return {};
  const std::string left = left_->literal();
  const std::string right = left_->is_safe() ? right_->literal() : std::string();
  return right.size() > left.size() ? right : left;
}

Explanation Logic::explain() const {
  return {op_ == ast::LogicOp::and_ ? "and" : "or", {left_->explain(), right_->explain()}};
}

Flow Alternative::eval(Frame& frame, Value& out) const {
  const Flow flow = left_->eval(frame, out);
  if (flow == Flow::error || flow == Flow::stop || (flow == Flow::value && out.truthy())) return flow;
  return right_->eval(frame, out);
}

Step Alternative::each(Frame& frame, Emit emit) const {
  bool found = false;
  const Step step = left_->each(frame, [&](Value& output) {
    if (!output.truthy()) return Step::more;
    found = true;
    return emit(output);
  });
  return step != Step::more || found ? step : right_->each(frame, emit);
}

Explanation Alternative::explain() const {
  return {"//", {left_->explain(), right_->explain()}};
}

Flow Negation::eval(Frame& frame, Value& out) const {
  Value of;
  if (const Flow flow = of_->eval(frame, of); flow != Flow::value) return flow;
  return negate(frame.context, of, out);
}

Explanation Negation::explain() const {
  return {"negative of", {of_->explain()}};
}

}  // namespace runnel::expr
