// What stands between brackets or quotes: strings, arrays, objects, patterns.
#include <algorithm>

#include "expr/syntax/parser_impl.h"

namespace runnel::expr {
namespace {

bool is_constant(const ast::Node& node) {
  if (const auto* string = std::get_if<ast::StringLiteral>(&node.v)) return string->exprs.empty();
  if (std::holds_alternative<ast::Array>(node.v) || std::holds_alternative<ast::Object>(node.v) ||
      std::holds_alternative<ast::Comma>(node.v)) {
    const std::vector<const ast::Node*> parts = ast::children(node);
    return std::all_of(parts.begin(), parts.end(),
                       [](const ast::Node* part) { return part == nullptr || is_constant(*part); });
  }
  return std::holds_alternative<ast::Null>(node.v) || std::holds_alternative<ast::Boolean>(node.v) ||
         std::holds_alternative<ast::NumberLiteral>(node.v) ||
         std::holds_alternative<ast::DurationLiteral>(node.v);
}

// What a constant that cannot be a key is called; empty for all else.
std::string_view constant_type(const ast::Node& node) {
  if (!is_constant(node)) return {};
  if (std::holds_alternative<ast::Null>(node.v)) return "null";
  if (std::holds_alternative<ast::Boolean>(node.v)) return "a boolean";
  if (std::holds_alternative<ast::Array>(node.v)) return "an array";
  if (std::holds_alternative<ast::Object>(node.v)) return "an object";
  const bool number = std::holds_alternative<ast::NumberLiteral>(node.v) ||
                      std::holds_alternative<ast::DurationLiteral>(node.v);
  return number ? "a number" : std::string_view();
}

}  // namespace

// @base64 on its own, or a string, with or without a format before it.
Parser::Box Parser::format_or_string() {
  const uint32_t begin = token_.span.begin;
  std::string format;
  if (at(TokenKind::format)) {
    format = token_.text;
    advance();
    if (!at(TokenKind::string_start)) return make(begin, ast::Format{std::move(format)});
  }
  return string(std::move(format), begin);
}

// REQUIRES: token_ is the opening quote.
Parser::Box Parser::string(std::string format, uint32_t begin) {
  const Token opening = token_;
  ast::StringLiteral node;
  node.format = std::move(format);
  while (true) {
    switch (string_text(node, opening)) {
      case StringPiece::Stop::quote:
        return make(begin, std::move(node));
      case StringPiece::Stop::error:
        return fail_lexer();
      case StringPiece::Stop::interpolation:
        if (!interpolation(node)) return nullptr;
    }
  }
}

// The next piece, with what ends it as the token at hand: consumed.
StringPiece::Stop Parser::string_text(ast::StringLiteral& node, const Token& opening) {
  StringPiece piece = lexer_.string_piece(opening.span);
  node.texts.push_back(std::move(piece.text));
  if (piece.stop == StringPiece::Stop::quote) {
    token_ = opening;
    token_.span.end = lexer_.position();
  } else {
    token_.kind = TokenKind::open_paren;
    token_.span = {lexer_.position() - 2, lexer_.position()};
    token_.text = "\\(";
  }
  if (piece.stop != StringPiece::Stop::error) advance();
  return piece.stop;
}

// The expression after `\(`, up to its closing parenthesis, which stays the token at hand: text follows it.
bool Parser::interpolation(ast::StringLiteral& node) {
  const Token opening = last_;
  node.exprs.push_back(query());
  if (!node.exprs.back()) return false;
  return at(TokenKind::close_paren) || expected_closing(opening, "\")\"");
}

Parser::Box Parser::parenthesized() {
  const Token opening = token_;
  advance();
  Box node = query();
  if (!node || !close(opening, TokenKind::close_paren, "\")\"")) return nullptr;
  node->span = {opening.span.begin, last_.span.end};
  return node;
}

Parser::Box Parser::array() {
  const Token opening = token_;
  advance();
  ast::Array node;
  if (!at(TokenKind::close_bracket)) {
    node.body = query();
    if (!node.body) return nullptr;
  }
  if (!close(opening, TokenKind::close_bracket, "\"]\"")) return nullptr;
  return make(opening.span.begin, std::move(node));
}

// As in jq a comma may stand after the last entry.
Parser::Box Parser::object() {
  const Token opening = token_;
  advance();
  ast::Object node;
  while (!at(TokenKind::close_brace)) {
    if (at(TokenKind::end)) return expected_closing(opening, "\"}\"");
    node.entries.emplace_back();
    if (!object_entry(node.entries.back())) return nullptr;
    if (!accept(TokenKind::comma)) break;
  }
  if (at(TokenKind::as_))
    return expected("\",\" or \"}\"", "put the value in parentheses: {key: (a as $x | b)}");
  if (!close(opening, TokenKind::close_brace, "\",\" or \"}\"")) return nullptr;
  return make(opening.span.begin, std::move(node));
}

bool Parser::object_entry(ast::ObjectEntry& entry) {
  const bool computed = at(TokenKind::open_paren);
  const bool may_have_value = !at(TokenKind::location);
  switch (token_.kind) {
    case TokenKind::open_paren:
      entry.key = computed_key();
      break;
    case TokenKind::variable:
    case TokenKind::location:
      entry.key = variable();
      break;
    default:
      entry.key = key_name();
  }
  if (!entry.key) return false;
  if (may_have_value && accept(TokenKind::colon)) {
    entry.value = expression(Scope::value);
    return entry.value != nullptr;
  }
  if (computed) return expected("\":\" after the key");
  if (at(TokenKind::set)) return expected("\":\" after the key", "an entry is written key: value");
  if (at(TokenKind::field) || at(TokenKind::open_bracket) || at(TokenKind::open_paren)) {
    return expected("\":\" after the key", "a key that is computed stands in parentheses: {(a): b}");
  }
  return true;
}

// A name, a reserved word or a string, as a StringLiteral.
Parser::Box Parser::key_name() {
  const Token token = token_;
  if (at(TokenKind::string_start) || at(TokenKind::format)) {
    Box key = format_or_string();
    if (key && std::holds_alternative<ast::Format>(key->v)) return expected("a string after the format");
    return key;
  }
  if (at(TokenKind::name) || is_keyword(token_.kind)) {
    advance();
    ast::StringLiteral literal;
    literal.texts.emplace_back(token.text);
    return make(token.span.begin, std::move(literal));
  }
  return expected_key();
}

// (a), where `a` is no constant that cannot be a key.
Parser::Box Parser::computed_key() {
  Box key = parenthesized();
  if (!key) return nullptr;
  const std::string_view type = constant_type(*key);
  if (!type.empty()) return bad_key(key->span, type);
  return key;
}

// What follows `as`: one pattern or several, with ?// between them.
bool Parser::patterns(std::vector<ast::PatternPtr>& out) {
  do {
    out.push_back(pattern());
    if (!out.back()) return false;
  } while (accept(TokenKind::pattern_alternative));
  return true;
}

ast::PatternPtr Parser::pattern() {
  const Level level(*this);
  if (too_deep_here()) return too_deep();
  const uint32_t begin = token_.span.begin;
  auto result = std::make_unique<ast::Pattern>();
  if (at(TokenKind::variable)) {
    result->kind = ast::Pattern::Kind::variable;
    result->variable = token_.text;
    advance();
  } else if (at(TokenKind::open_bracket)) {
    if (!array_pattern(*result)) return nullptr;
  } else if (at(TokenKind::open_brace)) {
    if (!object_pattern(*result)) return nullptr;
  } else {
    return expected_pattern();
  }
  result->span = {begin, last_.span.end};
  return result;
}

bool Parser::array_pattern(ast::Pattern& out) {
  out.kind = ast::Pattern::Kind::array;
  const Token opening = token_;
  do {
    advance();
    out.items.push_back(pattern());
    if (!out.items.back()) return false;
  } while (at(TokenKind::comma));
  return close(opening, TokenKind::close_bracket, "\",\" or \"]\"", After::item);
}

bool Parser::object_pattern(ast::Pattern& out) {
  out.kind = ast::Pattern::Kind::object;
  const Token opening = token_;
  do {
    advance();
    out.entries.emplace_back();
    if (!pattern_entry(out.entries.back())) return false;
  } while (at(TokenKind::comma));
  return close(opening, TokenKind::close_brace, "\",\" or \"}\"", After::item);
}

// $name   $name: pattern   key: pattern   (a): pattern
bool Parser::pattern_entry(ast::Pattern::Entry& entry) {
  if (at(TokenKind::variable)) {
    entry.bind = token_.text;
    advance();
    if (!at(TokenKind::colon)) return true;
  } else {
    entry.key = at(TokenKind::open_paren) ? computed_key() : key_name();
    if (!entry.key) return false;
  }
  if (!accept(TokenKind::colon))
    return expected("\":\" after the key", "to bind a member write $name or key: $name");
  entry.value = pattern();
  return entry.value != nullptr;
}

}  // namespace runnel::expr
