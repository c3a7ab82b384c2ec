// The binary operators: how each is written, which node it gives, how tightly it holds. One table for parser
// and printer.
#pragma once

#include <optional>
#include <string_view>

#include "expr/syntax/ast.h"
#include "expr/syntax/lexer.h"

namespace runnel::expr {

// Loosest first.
enum class Precedence : uint8_t {
  pipe,         // right
  comma,        // left
  alternative,  // right
  assign,       // none
  or_,          // left
  and_,         // left
  compare,      // none
  add,          // left
  multiply,     // left
  prefix,       // -a, try a catch b
  postfix,      // everything that .k, [a] and ? can follow
};

enum class Associativity : uint8_t { left, right, none };

constexpr Associativity associativity(Precedence precedence) {
  switch (precedence) {
    case Precedence::pipe:
    case Precedence::alternative:
      return Associativity::right;
    case Precedence::assign:
    case Precedence::compare:
      return Associativity::none;
    default:
      return Associativity::left;
  }
}

constexpr Precedence tighter(Precedence precedence) {
  return static_cast<Precedence>(static_cast<uint8_t>(precedence) + 1);
}

// Nothing where the token is no binary operator.
std::optional<Precedence> precedence_of(TokenKind token);
Precedence precedence_of(ast::BinaryOp op);

std::string_view symbol(ast::BinaryOp op);
std::string_view symbol(ast::AssignOp op);

// REQUIRES: a token whose precedence is compare, add or multiply; for assign_op one whose precedence is
// assign.
ast::BinaryOp binary_op(TokenKind token);
ast::AssignOp assign_op(TokenKind token);

}  // namespace runnel::expr
