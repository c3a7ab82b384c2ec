// Arithmetic, comparison, matching, logic, and //.
#include "expr/code/operators.h"

#include "expr/compile/compiler_impl.h"
#include "expr/functions/arithmetic.h"
#include "expr/functions/regexes.h"
#include "expr/syntax/operators.h"

namespace runnel::expr {

CodePtr Compiler::code_for(const Node& node, const ast::Binary& binary, const Where& at) {
  std::vector<CodePtr> operands;  // as in jq, the right one is computed first
  operands.push_back(compile(*binary.right, at.operand()));
  if (fault_.has_value()) return nullptr;
  operands.push_back(compile(*binary.left, operands[0]->many() ? at.operand() : at.last_operand()));
  return with_operands(std::move(operands), Fold::constants, [&](std::vector<CodePtr>& code) {
    return operation(node, binary.op, std::move(code[1]), std::move(code[0]));
  });
}

CodePtr Compiler::operation(const Node& node, ast::BinaryOp op, CodePtr left, CodePtr right) {
  const auto arithmetic = [&](Arithmetic::Operation compute) -> CodePtr {
    return std::make_unique<Arithmetic>(compute, symbol(op), std::move(left), std::move(right));
  };
  switch (op) {
    case ast::BinaryOp::add:
      return arithmetic(add);
    case ast::BinaryOp::subtract:
      return arithmetic(subtract);
    case ast::BinaryOp::multiply:
      return arithmetic(multiply);
    case ast::BinaryOp::divide:
      return arithmetic(divide);
    case ast::BinaryOp::modulo:
      return arithmetic(modulo);
    case ast::BinaryOp::matches:
    case ast::BinaryOp::not_matches:
      return match(node, op, std::move(left), std::move(right));
    default:
      return std::make_unique<Comparison>(op, std::move(left), std::move(right));
  }
}

CodePtr Compiler::match(const Node& node, ast::BinaryOp op, CodePtr text, CodePtr pattern) {
  const auto sense = op == ast::BinaryOp::matches ? Match::Sense::matches : Match::Sense::does_not_match;
  std::unique_ptr<Prepared> prepared;
  if (is_constant(pattern)) {
    std::string message;
    prepared = prepare_pattern({pattern->constant(), 1}, message);
    if (prepared == nullptr && !message.empty()) return fail(node.span, std::move(message));
  }
  return std::make_unique<Match>(sense, std::move(text), std::move(pattern), std::move(prepared));
}

CodePtr Compiler::code_for(const Node&, const ast::Logic& logic, const Where& at) {
  std::vector<CodePtr> left;
  left.push_back(compile(*logic.left, at.operand()));
  CodePtr right = compile(*logic.right, at.operand());
  if (fault_.has_value()) return nullptr;
  const bool constants = is_constant(left[0]) && is_constant(right);
  return with_operands(std::move(left), constants ? Fold::constants : Fold::nothing,
                       [&](std::vector<CodePtr>& code) -> CodePtr {
                         return std::make_unique<Logic>(logic.op, std::move(code[0]), std::move(right));
                       });
}

CodePtr Compiler::code_for(const Node&, const ast::Alternative& alternative, const Where& at) {
  CodePtr left = compile(*alternative.left, at.inner());
  CodePtr right = compile(*alternative.right, at);
  if (fault_.has_value()) return nullptr;
  return std::make_unique<Alternative>(std::move(left), std::move(right));
}

CodePtr Compiler::code_for(const Node&, const ast::Negate& negate, const Where& at) {
  std::vector<CodePtr> of;
  of.push_back(compile(*negate.of, at.operand()));
  return with_operands(std::move(of), Fold::constants, [&](std::vector<CodePtr>& code) -> CodePtr {
    return std::make_unique<Negation>(std::move(code[0]));
  });
}

}  // namespace runnel::expr
