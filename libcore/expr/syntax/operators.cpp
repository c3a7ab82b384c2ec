#include "expr/syntax/operators.h"

#include <algorithm>
#include <array>

namespace runnel::expr {
namespace {

using ast::AssignOp;
using ast::BinaryOp;

struct BinaryEntry {
  TokenKind token;
  BinaryOp op;
  std::string_view symbol;
  Precedence precedence;
};
constexpr auto kBinary = std::to_array<BinaryEntry>({
    {TokenKind::plus, BinaryOp::add, "+", Precedence::add},
    {TokenKind::minus, BinaryOp::subtract, "-", Precedence::add},
    {TokenKind::star, BinaryOp::multiply, "*", Precedence::multiply},
    {TokenKind::slash, BinaryOp::divide, "/", Precedence::multiply},
    {TokenKind::percent, BinaryOp::modulo, "%", Precedence::multiply},
    {TokenKind::equal, BinaryOp::equal, "==", Precedence::compare},
    {TokenKind::not_equal, BinaryOp::not_equal, "!=", Precedence::compare},
    {TokenKind::less, BinaryOp::less, "<", Precedence::compare},
    {TokenKind::less_equal, BinaryOp::less_equal, "<=", Precedence::compare},
    {TokenKind::greater, BinaryOp::greater, ">", Precedence::compare},
    {TokenKind::greater_equal, BinaryOp::greater_equal, ">=", Precedence::compare},
    {TokenKind::matches, BinaryOp::matches, "=~", Precedence::compare},
    {TokenKind::not_matches, BinaryOp::not_matches, "!~", Precedence::compare},
});

struct AssignEntry {
  TokenKind token;
  AssignOp op;
  std::string_view symbol;
};
constexpr auto kAssign = std::to_array<AssignEntry>({
    {TokenKind::set, AssignOp::set, "="},
    {TokenKind::update, AssignOp::update, "|="},
    {TokenKind::set_plus, AssignOp::add, "+="},
    {TokenKind::set_minus, AssignOp::subtract, "-="},
    {TokenKind::set_star, AssignOp::multiply, "*="},
    {TokenKind::set_slash, AssignOp::divide, "/="},
    {TokenKind::set_percent, AssignOp::modulo, "%="},
    {TokenKind::set_alternative, AssignOp::alternative, "//="},
});

// The entry whose `field` is `key`; null where there is none.
template <class Table, class Field, class Key>
const auto* find(const Table& table, Field field, Key key) {
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const auto& entry) { return entry.*field == key; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace

std::optional<Precedence> precedence_of(TokenKind token) {
  switch (token) {
    case TokenKind::pipe:
      return Precedence::pipe;
    case TokenKind::comma:
      return Precedence::comma;
    case TokenKind::alternative:
      return Precedence::alternative;
    case TokenKind::or_:
      return Precedence::or_;
    case TokenKind::and_:
      return Precedence::and_;
    default:
      break;
  }
  if (find(kAssign, &AssignEntry::token, token) != nullptr) return Precedence::assign;
  const BinaryEntry* entry = find(kBinary, &BinaryEntry::token, token);
  return entry == nullptr ? std::nullopt : std::optional(entry->precedence);
}

Precedence precedence_of(BinaryOp op) {
  return find(kBinary, &BinaryEntry::op, op)->precedence;
}
std::string_view symbol(BinaryOp op) {
  return find(kBinary, &BinaryEntry::op, op)->symbol;
}
std::string_view symbol(AssignOp op) {
  return find(kAssign, &AssignEntry::op, op)->symbol;
}
BinaryOp binary_op(TokenKind token) {
  return find(kBinary, &BinaryEntry::token, token)->op;
}
AssignOp assign_op(TokenKind token) {
  return find(kAssign, &AssignEntry::token, token)->op;
}

}  // namespace runnel::expr
