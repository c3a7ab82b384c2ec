#include <limits>

#include "expr/syntax/body.h"
#include "expr/syntax/parser_impl.h"

namespace runnel::expr {

std::variant<std::vector<BodyEntry>, Diagnostic> parse_body(std::string_view text, BareName bare) {
  if (text.size() >= std::numeric_limits<uint32_t>::max()) {
    return Diagnostic{{0, 0}, "the program is longer than 4 GiB", {}};
  }
  Parser parser(text);
  std::vector<BodyEntry> entries;
  if (!parser.body(entries, bare)) return parser.take_error();
  return entries;
}

std::string seen_name(const ast::Node& node) {
  if (const auto* variable = std::get_if<ast::Variable>(&node.v)) return variable->name;
  const auto* index = std::get_if<ast::Index>(&node.v);
  if (index == nullptr) return {};
  const auto* key = std::get_if<ast::StringLiteral>(&index->key->v);
  return key != nullptr && key->exprs.empty() && key->format.empty() ? key->texts[0] : std::string();
}

bool Parser::body(std::vector<BodyEntry>& entries, BareName bare) {
  do {
    if (at(TokenKind::end)) break;
    entries.emplace_back();
    if (!body_entry(entries.back(), bare)) return false;
  } while (accept(TokenKind::comma));
  if (entries.empty()) return expected("an entry such as name: expression");
  if (at(TokenKind::as_)) return expected("\",\"", "put the value in parentheses: name: (a as $x | b)");
  return at(TokenKind::end) || unexpected_after_expression();
}

// name: expression
bool Parser::body_entry(BodyEntry& entry, BareName bare) {
  const uint32_t begin = token_.span.begin;
  if (at(TokenKind::name) || is_keyword(token_.kind)) {
    Lexer ahead = lexer_;
    const TokenKind next = ahead.next().kind;
    if (next == TokenKind::colon) {
      entry.name = token_.text;
      advance();
      advance();
    } else if (bare == BareName::field && (next == TokenKind::comma || next == TokenKind::end)) {
      return bare_field(entry);
    }
  }
  Box value = expression(Scope::value);
  if (!value) return false;
  const auto* text = std::get_if<ast::StringLiteral>(&value->v);
  const bool plain_text = entry.name.empty() && text != nullptr && text->exprs.empty();
  if (plain_text && at(TokenKind::colon)) {
    entry.name = text->texts[0];
    advance();
    value = expression(Scope::value);
    if (!value) return false;
  } else if (plain_text && bare == BareName::field) {
    value = make(begin, ast::Index{make(begin, ast::Identity{}), std::move(value)});
    if (!value) return false;
  }
  if (entry.name.empty()) entry.name = seen_name(*value);
  entry.span = {begin, last_.span.end};
  entry.value = std::move(value);
  return true;
}

// A name that stands for the field of that name, as in jq's {name}.
bool Parser::bare_field(BodyEntry& entry) {
  const uint32_t begin = token_.span.begin;
  Box key = key_name();
  if (!key) return false;
  entry.value = make(begin, ast::Index{make(begin, ast::Identity{}), std::move(key)});
  entry.name = seen_name(*entry.value);
  entry.span = {begin, last_.span.end};
  return true;
}

}  // namespace runnel::expr
