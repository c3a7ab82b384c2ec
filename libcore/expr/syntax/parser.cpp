#include "expr/syntax/parser.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "expr/syntax/parser_impl.h"

namespace runnel::expr {
std::variant<ast::NodePtr, Diagnostic> parse(std::string_view program) {
  if (program.size() >= std::numeric_limits<uint32_t>::max()) {
    return Diagnostic{{0, 0}, "the program is longer than 4 GiB", {}};
  }
  Parser parser(program);
  ast::NodePtr tree = parser.program();
  if (!tree) return parser.take_error();
  return tree;
}

ast::NodePtr Parser::program() {
  if (at(TokenKind::end)) return make(0, ast::Identity{});
  Box root = query();
  if (!root) return nullptr;
  if (!at(TokenKind::end)) return unexpected_after_expression();
  return root;
}

// Operators wait in `pending` until one that binds less tightly, or the end, completes their right side.
Parser::Box Parser::expression(Scope scope) {
  const Level level(*this);
  if (too_deep_here()) return too_deep();
  std::vector<Pending> pending;
  while (true) {
    Box right = operand(scope, pending);
    if (!right) return nullptr;
    if (at(TokenKind::as_) && scope == Scope::query) {
      // The source of `as` is all of the expression to its left, up to a `,` or `|`.
      if (!reduce_while_tighter(pending, right, Precedence::comma)) return nullptr;
      right = bind(std::move(right));
      if (!right) return nullptr;
    }
    std::optional<Precedence> precedence = precedence_of(token_.kind);
    if (scope == Scope::value && at(TokenKind::comma)) precedence.reset();
    if (scope == Scope::expression && precedence && *precedence <= Precedence::comma) precedence.reset();
    if (!precedence) return complete(pending, right, 0) ? std::move(right) : nullptr;
    if (!reduce_while_tighter(pending, right, *precedence) || !check_chain(pending, *precedence))
      return nullptr;
    if (!push(pending, right, *precedence)) return nullptr;
  }
}

// The operator at hand, with what stands to its left. Of those that group to the left the one before is
// complete now.
bool Parser::push(std::vector<Pending>& pending, Box& left, Precedence precedence) {
  const bool same = !pending.empty() && pending.back().precedence == precedence;
  if (same && associativity(precedence) == Associativity::left &&
      !complete(pending, left, pending.size() - 1)) {
    return false;
  }
  if (pending.size() >= kMaxProgramDepth)
    return too_deep();  // `|` and `//`, which complete only at their end
  pending.push_back({precedence, token_, std::move(left)});
  advance();
  return true;
}

// Completes the pending operators from the last to that at position `first`, into `right`.
bool Parser::complete(std::vector<Pending>& pending, Box& right, size_t first) {
  while (pending.size() > first) {
    right = combine(pending.back(), std::move(right));
    pending.pop_back();
    if (!right) return false;
  }
  return true;
}

Parser::Box Parser::operand(Scope scope, const std::vector<Pending>& pending) {
  const bool binding_allowed =
      scope == Scope::query && (pending.empty() || pending.back().precedence <= Precedence::comma);
  if (binding_allowed && at(TokenKind::def_)) return define();
  if (binding_allowed && at(TokenKind::label_)) return label();
  return term();
}

// Completes the pending operators that bind more tightly than `precedence`.
bool Parser::reduce_while_tighter(std::vector<Pending>& pending, Box& right, Precedence precedence) {
  size_t first = pending.size();
  while (first > 0 && pending[first - 1].precedence > precedence) --first;
  return complete(pending, right, first);
}

// Comparisons and assignments do not chain: `a == b == c` is an error, as in jq.
bool Parser::check_chain(const std::vector<Pending>& pending, Precedence precedence) {
  if (associativity(precedence) != Associativity::none) return true;
  if (pending.empty() || pending.back().precedence != precedence) return true;
  return bad_chain(pending.back());
}

Parser::Box Parser::combine(Pending& pending, Box right) {
  const uint32_t begin = pending.left->span.begin;
  ast::NodePtr left = std::move(pending.left);
  switch (pending.precedence) {
    case Precedence::pipe:
      return make(begin, ast::Pipe{std::move(left), std::move(right)});
    case Precedence::comma:
      return make(begin, ast::Comma{std::move(left), std::move(right)});
    case Precedence::alternative:
      return make(begin, ast::Alternative{std::move(left), std::move(right)});
    case Precedence::assign:
      return make(begin, ast::Assign{assign_op(pending.token.kind), std::move(left), std::move(right)});
    case Precedence::or_:
      return make(begin, ast::Logic{ast::LogicOp::or_, std::move(left), std::move(right)});
    case Precedence::and_:
      return make(begin, ast::Logic{ast::LogicOp::and_, std::move(left), std::move(right)});
    default:
      return make(begin, ast::Binary{binary_op(pending.token.kind), std::move(left), std::move(right)});
  }
}

// `as` patterns `|` body, after the source.
Parser::Box Parser::bind(Box source) {
  const uint32_t begin = source->span.begin;
  advance();
  ast::As node{std::move(source), {}, nullptr};
  if (!patterns(node.patterns)) return nullptr;
  if (!accept(TokenKind::pipe)) return expected("\"|\"", "a binding is written a as $name | b");
  node.body = query();
  if (!node.body) return nullptr;
  return make(begin, std::move(node));
}

Parser::Box Parser::define() {
  std::vector<std::shared_ptr<const ast::Definition>> definitions;
  std::vector<uint32_t> begins;
  while (at(TokenKind::def_)) {
    if (definitions.size() >= kMaxProgramDepth) return too_deep();
    begins.push_back(token_.span.begin);
    definitions.push_back(definition());
    if (!definitions.back()) return nullptr;
  }
  if (at(TokenKind::end)) {
    return expected("an expression after the definition", "to pass the input on, end the program with .");
  }
  Box rest = query();
  for (size_t i = definitions.size(); rest && i-- > 0;) {
    rest = make(begins[i], ast::Define{std::move(definitions[i]), std::move(rest)});
  }
  return rest;
}

// def name: body;   def name(f; $x): body;
std::shared_ptr<const ast::Definition> Parser::definition() {
  advance();
  if (!at(TokenKind::name)) return expected_function_name();
  auto result = std::make_shared<ast::Definition>();
  result->span = token_.span;
  result->name = token_.text;
  advance();
  if (at(TokenKind::open_paren) && !parameters(result->parameters)) return nullptr;
  if (!accept(TokenKind::colon)) return expected("\":\"", "a definition is written def name: body;");
  result->body = query();
  if (!result->body) return nullptr;
  if (!accept(TokenKind::semicolon)) {
    if (at(TokenKind::end)) return expected("\";\"", "a definition ends with \";\"");
    return unexpected_after_expression();
  }
  return result;
}

bool Parser::parameters(std::vector<ast::Parameter>& out) {
  const Token opening = token_;
  do {
    advance();
    if (!at(TokenKind::name) && !at(TokenKind::variable)) {
      const bool none = at(TokenKind::close_paren) && out.empty();
      return expected("the name of a parameter",
                      none ? "a function without parameters has no parentheses" : "");
    }
    out.push_back({std::string(token_.text), at(TokenKind::variable)});
    advance();
  } while (at(TokenKind::semicolon));
  if (at(TokenKind::comma)) return expected("\";\" or \")\"", "parameters are separated by \";\"");
  return close(opening, TokenKind::close_paren, "\";\" or \")\"", After::item);
}

// label $name | body
Parser::Box Parser::label() {
  const uint32_t begin = token_.span.begin;
  advance();
  if (!at(TokenKind::variable))
    return expected("the name of the label", "a label is written label $name | ...");
  ast::Label node{std::string(token_.text), nullptr};
  advance();
  if (!accept(TokenKind::pipe)) return expected("\"|\"", "a label is written label $name | ...");
  node.body = query();
  if (!node.body) return nullptr;
  return make(begin, std::move(node));
}

bool Parser::too_deep_here() const {
  return depth_ > kMaxProgramDepth;
}

Parser::Box Parser::finish(Box node) {
  uint32_t highest = 0;
  for (const ast::Node* child : ast::children(*node)) {
    if (child != nullptr) highest = std::max(highest, child->height);
  }
  node->height = highest + 1;
  if (node->height > kMaxProgramDepth) return too_deep();
  return node;
}

}  // namespace runnel::expr
