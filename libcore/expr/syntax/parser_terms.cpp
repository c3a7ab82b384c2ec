// Terms: what operators stand between.
#include <algorithm>

#include "expr/syntax/parser_impl.h"

namespace runnel::expr {

Parser::Box Parser::term() {
  if (at(TokenKind::minus)) return negate();
  if (at(TokenKind::try_)) return try_();
  Box first = primary();
  return first ? steps(std::move(first)) : nullptr;
}

Parser::Box Parser::negate() {
  const Level level(*this);
  if (too_deep_here()) return too_deep();
  const uint32_t begin = token_.span.begin;
  advance();
  Box of = term();
  if (!of) return nullptr;
  return make(begin, ast::Negate{std::move(of)});
}

// Body and handler are terms: `try a + b` is `(try a) + b`.
Parser::Box Parser::try_() {
  const Level level(*this);
  if (too_deep_here()) return too_deep();
  const uint32_t begin = token_.span.begin;
  advance();
  ast::Try node{term(), nullptr};
  if (!node.body) return nullptr;
  if (accept(TokenKind::catch_)) {
    node.handler = term();
    if (!node.handler) return nullptr;
  }
  return make(begin, std::move(node));
}

Parser::Box Parser::primary() {
  const uint32_t begin = token_.span.begin;
  switch (token_.kind) {
    case TokenKind::dot:
      advance();
      if (at(TokenKind::string_start) || at(TokenKind::format))
        return string_step(make(begin, ast::Identity{}));
      return make(begin, ast::Identity{});
    case TokenKind::field:
      return field_step(Box(new ast::Node{{begin, begin + 1}, ast::Identity{}}));
    case TokenKind::dot_dot:
      advance();
      return make(begin, ast::RecurseDefault{});
    case TokenKind::number:
    case TokenKind::duration:
      return number();
    case TokenKind::format:
    case TokenKind::string_start:
      return format_or_string();
    case TokenKind::name:
      return name();
    case TokenKind::variable:
    case TokenKind::location:
      return variable();
    case TokenKind::open_paren:
      return parenthesized();
    case TokenKind::open_bracket:
      return array();
    case TokenKind::open_brace:
      return object();
    case TokenKind::if_:
      return if_();
    case TokenKind::reduce_:
      return reduce();
    case TokenKind::foreach_:
      return foreach_();
    case TokenKind::break_:
      return break_();
    default:
      return expected_expression();
  }
}

Parser::Box Parser::number() {
  const Token token = token_;
  advance();
  if (token.kind == TokenKind::number) {
    return make(token.span.begin, ast::NumberLiteral{json_number(token.text)});
  }
  return make(token.span.begin, ast::DurationLiteral{std::string(token.text), token.seconds});
}

// .k  ."k"  [a]  .[a]  ?  as often as they come.
Parser::Box Parser::steps(Box of) {
  while (of) {
    switch (token_.kind) {
      case TokenKind::field:
        of = field_step(std::move(of));
        break;
      case TokenKind::dot:
        of = dot_step(std::move(of));
        break;
      case TokenKind::open_bracket:
        of = bracket_step(std::move(of), AfterDot::no);
        break;
      case TokenKind::question: {
        const uint32_t begin = of->span.begin;
        advance();
        of = make(begin, ast::Try{std::move(of), nullptr});
        break;
      }
      default:
        return of;
    }
  }
  return nullptr;
}

Parser::Box Parser::field_step(Box of) {
  const uint32_t begin = of->span.begin;
  const uint32_t key_begin = token_.span.begin;
  ast::StringLiteral literal;
  literal.texts.emplace_back(token_.text);
  advance();
  Box key = make(key_begin, std::move(literal));
  const ast::OnError on_error = optional_mark();
  return make(begin, ast::Index{std::move(of), std::move(key), on_error});
}

Parser::Box Parser::dot_step(Box of) {
  advance();
  if (at(TokenKind::open_bracket)) return bracket_step(std::move(of), AfterDot::yes);
  if (at(TokenKind::string_start) || at(TokenKind::format)) return string_step(std::move(of));
  std::string_view hint;
  if (at(TokenKind::variable) || at(TokenKind::open_paren))
    hint = "a key that is computed stands in brackets: .[...]";
  if (at(TokenKind::name) || is_keyword(token_.kind)) hint = "there is no blank between \".\" and the name";
  return expected("a name, a string or \"[\" after \".\"", hint);
}

Parser::Box Parser::string_step(Box of) {
  const uint32_t begin = of->span.begin;
  Box key = format_or_string();
  if (!key) return nullptr;
  if (std::holds_alternative<ast::Format>(key->v)) return expected("a string after the format");
  const ast::OnError on_error = optional_mark();
  return make(begin, ast::Index{std::move(of), std::move(key), on_error});
}

// []  [a]  [a:]  [:b]  [a:b]  A dot may stand before the first two only, as in jq.
Parser::Box Parser::bracket_step(Box of, AfterDot after_dot) {
  const uint32_t begin = of->span.begin;
  const Token opening = token_;
  advance();
  if (accept(TokenKind::close_bracket)) {
    const ast::OnError on_error = optional_mark();
    return make(begin, ast::Iterate{std::move(of), on_error});
  }
  ast::NodePtr from;
  if (!at(TokenKind::colon)) {
    from = query();
    if (!from) return nullptr;
  }
  if (!at(TokenKind::colon)) {
    if (!close(opening, TokenKind::close_bracket, "\"]\"")) return nullptr;
    const ast::OnError on_error = optional_mark();
    return make(begin, ast::Index{std::move(of), std::move(from), on_error});
  }
  if (after_dot == AfterDot::yes) return expected("\"]\"", "no \".\" stands before a slice: a[1:2]");
  advance();
  ast::NodePtr to;
  if (!from || !at(TokenKind::close_bracket)) {
    to = query();
    if (!to) return nullptr;
  }
  if (!close(opening, TokenKind::close_bracket, "\"]\"")) return nullptr;
  const ast::OnError on_error = optional_mark();
  return make(begin, ast::Slice{std::move(of), std::move(from), std::move(to), on_error});
}

// A constant, or the call of a function.
Parser::Box Parser::name() {
  const Token token = token_;
  advance();
  if (at(TokenKind::open_paren)) return call(token);
  if (token.text == "true" || token.text == "false")
    return make(token.span.begin, ast::Boolean{token.text == "true"});
  if (token.text == "null") return make(token.span.begin, ast::Null{});
  return make(token.span.begin, ast::Call{std::string(token.text), {}});
}

// name(a; b)
Parser::Box Parser::call(const Token& name) {
  const Token opening = token_;
  std::vector<ast::NodePtr> arguments;
  do {
    advance();
    if (at(TokenKind::close_paren) && arguments.empty()) {
      return expected("an argument", "a function without arguments is called without parentheses");
    }
    arguments.push_back(query());
    if (!arguments.back()) return nullptr;
  } while (at(TokenKind::semicolon));
  if (!close(opening, TokenKind::close_paren, "\";\" or \")\"")) return nullptr;
  return make(name.span.begin, ast::Call{std::string(name.text), std::move(arguments)});
}

Parser::Box Parser::variable() {
  const Token token = token_;
  advance();
  if (token.kind == TokenKind::location) {
    const std::string_view passed = program_.substr(line_place_, token.span.begin - line_place_);
    line_ += static_cast<uint32_t>(std::count(passed.begin(), passed.end(), '\n'));
    line_place_ = token.span.begin;
    return make(token.span.begin, ast::Location{line_});
  }
  if (token.text == "ENV") return make(token.span.begin, ast::Environment{});
  return make(token.span.begin, ast::Variable{std::string(token.text)});
}

// if a then b elif c then d else e end
Parser::Box Parser::if_() {
  const Token keyword = token_;
  ast::If node;
  do {
    if (!branch(node)) return nullptr;
  } while (at(TokenKind::elif_));
  std::string_view hint;
  if (accept(TokenKind::else_)) {
    if (at(TokenKind::if_)) hint = "an \"if\" after \"else\" needs an \"end\" of its own; or write \"elif\"";
    node.otherwise = query();
    if (!node.otherwise) return nullptr;
  }
  if (!accept(TokenKind::end_)) return expected_of_if(keyword, "end", hint);
  return make(keyword.span.begin, std::move(node));
}

// `if` or `elif`, then condition and result.
bool Parser::branch(ast::If& node) {
  const Token keyword = token_;
  advance();
  ast::If::Branch branch;
  branch.condition = query();
  if (!branch.condition) return false;
  if (!accept(TokenKind::then_)) return expected_of_if(keyword, "then");
  branch.then = query();
  if (!branch.then) return false;
  node.branches.push_back(std::move(branch));
  return true;
}

// What reduce and foreach begin with: source `as` patterns `(`.
bool Parser::reduction_head(Box& source, std::vector<ast::PatternPtr>& out, Token& opening) {
  const std::string_view keyword = token_.text;
  advance();
  source = expression(Scope::expression);
  if (!source) return false;
  if (!accept(TokenKind::as_)) return expected_as(keyword);
  if (!patterns(out)) return false;
  opening = token_;
  return accept(TokenKind::open_paren) || expected("\"(\"", "it is written reduce a as $x (start; update)");
}

Parser::Box Parser::reduce() {
  const uint32_t begin = token_.span.begin;
  ast::Reduce node;
  Box source;
  Token opening;
  if (!reduction_head(source, node.patterns, opening)) return nullptr;
  node.source = std::move(source);
  node.init = query();
  if (!node.init) return nullptr;
  if (!close(opening, TokenKind::semicolon, "\";\"")) return nullptr;
  node.update = query();
  if (!node.update || !close(opening, TokenKind::close_paren, "\")\"")) return nullptr;
  return make(begin, std::move(node));
}

Parser::Box Parser::foreach_() {
  const uint32_t begin = token_.span.begin;
  ast::Foreach node;
  Box source;
  Token opening;
  if (!reduction_head(source, node.patterns, opening)) return nullptr;
  node.source = std::move(source);
  node.init = query();
  if (!node.init) return nullptr;
  if (!close(opening, TokenKind::semicolon, "\";\"")) return nullptr;
  node.update = query();
  if (!node.update) return nullptr;
  if (accept(TokenKind::semicolon)) {
    node.extract = query();
    if (!node.extract) return nullptr;
  }
  if (!close(opening, TokenKind::close_paren, node.extract ? "\")\"" : "\";\" or \")\"")) return nullptr;
  return make(begin, std::move(node));
}

Parser::Box Parser::break_() {
  const uint32_t begin = token_.span.begin;
  advance();
  if (!at(TokenKind::variable)) return expected("the name of a label", "it is written break $name");
  ast::Break node{std::string(token_.text)};
  advance();
  return make(begin, std::move(node));
}

}  // namespace runnel::expr
