// What goes wrong while parsing, in words, and what to do about it.
#include <fmt/format.h>

#include <array>

#include "expr/syntax/parser.h"
#include "expr/syntax/parser_impl.h"

namespace runnel::expr {
namespace {

bool is_closing(TokenKind kind) {
  return kind == TokenKind::close_paren || kind == TokenKind::close_bracket || kind == TokenKind::close_brace;
}

// Whether it is the counterpart of the opening bracket, which may be `\(`.
bool closes(TokenKind kind, std::string_view opening) {
  switch (opening.back()) {
    case '(':
      return kind == TokenKind::close_paren;
    case '[':
      return kind == TokenKind::close_bracket;
    default:
      return kind == TokenKind::close_brace;
  }
}

bool is_import(TokenKind kind) {
  return kind == TokenKind::import_ || kind == TokenKind::include_ || kind == TokenKind::module_;
}

// Words of other languages, and what is written instead.
struct Habit {
  std::string_view word;
  std::string_view hint;
};
constexpr auto kHabits = std::to_array<Habit>({
    {"elseif", "write \"elif\""},
    {"elsif", "write \"elif\""},
    {"AND", "write \"and\""},
    {"OR", "write \"or\""},
    {"NOT", "write ... | not"},
    {"not", "write ... | not"},
    {"is", "write \"==\""},
    {"eq", "write \"==\""},
    {"ne", "write \"!=\""},
    {"mod", "write \"%\""},
    {"in", "to look for a value in a list write a | IN(b, c)"},
    {"like", "to match a regular expression write a =~ \"re\""},
    {"matches", "to match a regular expression write a =~ \"re\""},
});

}  // namespace

Parser::Failure Parser::fail(ast::Span span, std::string_view message, std::string_view hint) {
  if (!failed_) {
    failed_ = true;
    error_ = {span, std::string(message), std::string(hint)};
  }
  return {};
}

Parser::Failure Parser::fail_lexer() {
  return fail(lexer_.error().span, lexer_.error().message, lexer_.error().hint);
}

// What the lexer could not read is the error, whatever was expected in its place.
Parser::Failure Parser::expected(std::string_view what, std::string_view hint) {
  if (at(TokenKind::invalid)) return fail_lexer();
  if (at(TokenKind::end)) {
    return fail({last_.span.end, last_.span.end}, fmt::format("expected {} at the end of the program", what),
                hint);
  }
  const std::string_view shown =
      at(TokenKind::string_start) ? "a string"
                                  : program_.substr(token_.span.begin, token_.span.end - token_.span.begin);
  const std::string_view quote = at(TokenKind::string_start) ? "" : "\"";
  return fail(token_.span, fmt::format("expected {}, not {}{}{}", what, quote, shown, quote), hint);
}

Parser::Failure Parser::expected_expression() {
  if (is_import(token_.kind)) {
    return fail(token_.span, fmt::format("\"{}\": modules are not supported", token_.text),
                "put the definitions in front of the program");
  }
  return expected("an expression", missing_operand_hint());
}

std::string Parser::missing_operand_hint() const {
  const bool adjacent = last_.span.end == token_.span.begin;
  switch (token_.kind) {
    case TokenKind::def_:
      return "put the definition in parentheses: (def f: a; b)";
    case TokenKind::label_:
      return "put it in parentheses: (label $name | a)";
    case TokenKind::plus:
      return adjacent && last_.kind == TokenKind::plus ? "to add one write a + 1"
                                                       : "a number has no sign \"+\"";
    case TokenKind::set:
      return last_.kind == TokenKind::set ? "write \"==\" without a blank" : "";
    case TokenKind::slash:
      return last_.kind == TokenKind::alternative ? "for a default write a // b" : "";
    case TokenKind::close_paren:
    case TokenKind::close_bracket:
      return last_.kind == TokenKind::comma ? "no \",\" stands after the last one" : "";
    case TokenKind::end_:
    case TokenKind::else_:
    case TokenKind::elif_:
      return last_.kind == TokenKind::then_ || last_.kind == TokenKind::else_ ? "for no output write empty"
                                                                              : "";
    default:
      return {};
  }
}

// An opening bracket that is not closed is the error, wherever that is noticed.
Parser::Failure Parser::expected_closing(const Token& opening, std::string_view wanted, After after) {
  if (at(TokenKind::end)) {
    return fail(opening.span, fmt::format("\"{}\" is never closed", opening.text),
                fmt::format("expected {} before the end of the program", wanted));
  }
  // The right bracket too early: an argument is missing.
  if (is_closing(token_.kind) && closes(token_.kind, opening.text)) return expected(wanted);
  if (is_closing(token_.kind)) {
    return fail(opening.span, fmt::format("\"{}\" is not closed before \"{}\"", opening.text, token_.text),
                fmt::format("expected {} before \"{}\"", wanted, token_.text));
  }
  if (after == After::item) return expected(wanted);
  return expected(fmt::format("an operator or {}", wanted), operator_hint());
}

Parser::Failure Parser::expected_of_if(const Token& keyword, std::string_view wanted, std::string_view hint) {
  if (hint.empty()) hint = "it is written if a then b elif c then d else e end";
  if (at(TokenKind::end) || is_closing(token_.kind) || at(TokenKind::semicolon)) {
    return fail(keyword.span, fmt::format("\"{}\" without \"{}\"", keyword.text, wanted), hint);
  }
  const std::string other = operator_hint();
  return expected(fmt::format("an operator or \"{}\"", wanted), other.empty() ? hint : other);
}

Parser::Failure Parser::expected_function_name() {
  constexpr std::string_view kWhat = "the name of a function";
  if (is_keyword(token_.kind)) return expected(kWhat, fmt::format("\"{}\" is a reserved word", token_.text));
  return expected(kWhat, "a definition is written def name: body;");
}

// After the source of reduce and foreach.
Parser::Failure Parser::expected_as(std::string_view keyword) {
  if (at(TokenKind::pipe) || at(TokenKind::comma)) {
    return expected("\"as\"", fmt::format("put what stands after \"{}\" in parentheses", keyword));
  }
  return expected("an operator or \"as\"", fmt::format("it is written {} a as $x (start; update)", keyword));
}

Parser::Failure Parser::expected_key() {
  if (at(TokenKind::number))
    return expected("a key", fmt::format("as a key write \"{}\", in quotes", token_.text));
  const bool path = at(TokenKind::field) || at(TokenKind::dot);
  return expected("a key", path ? "a key that is computed stands in parentheses: {(a): b}" : "");
}

Parser::Failure Parser::expected_pattern() {
  constexpr std::string_view kWhat = "a variable or a pattern";
  if (at(TokenKind::name)) {
    return expected(kWhat, fmt::format("the name of a variable begins with \"$\": ${}", token_.text));
  }
  return expected(kWhat, at(TokenKind::location) ? "$__loc__ has a value of its own" : "");
}

Parser::Failure Parser::bad_key(ast::Span span, std::string_view type) {
  return fail(span, fmt::format("a key is a string, not {}", type));
}

Parser::Failure Parser::bad_chain(const Pending& before) {
  return fail(token_.span,
              fmt::format("\"{}\" after \"{}\" needs parentheses", token_.text, before.token.text),
              before.precedence == Precedence::compare ? "to compare twice write a < b and b < c"
                                                       : "to assign twice write a = 1 | b = 2");
}

Parser::Failure Parser::unexpected_after_expression() {
  if (is_closing(token_.kind)) {
    return fail(token_.span, fmt::format("\"{}\" closes nothing", token_.text));
  }
  return expected("an operator", operator_hint());
}

// Why there may be something else where an operator should be: token_ comes after a complete expression.
std::string Parser::operator_hint() const {
  if (last_.kind == TokenKind::question && before_last_ == TokenKind::question)
    return "for a default write a // b";
  switch (token_.kind) {
    case TokenKind::pattern_alternative:
      return "\"?//\" stands between patterns; for a default write a? // b, with a blank";
    case TokenKind::semicolon:
      return "\";\" separates the arguments of a function; outputs are joined by \",\" and steps by \"|\"";
    case TokenKind::name:
      return name_hint();
    case TokenKind::colon:
      return last_.kind == TokenKind::question ? "for a default write a // b" : "";
    case TokenKind::variable:
      return last_.kind == TokenKind::dot ? "a key that is computed stands in brackets: .[$name]" : "";
    case TokenKind::number:
      if (token_.text.starts_with('.')) {
        return fmt::format("an element of an array is written [{}]", token_.text.substr(1));
      }
      [[fallthrough]];
    case TokenKind::string_start:
    case TokenKind::open_brace:
      if (at(TokenKind::string_start) && last_.kind == TokenKind::string_start)
        return "strings are joined by \"+\"";
      if (last_.kind == TokenKind::question) return "a choice is written if a then b else c end";
      if (last_.kind == TokenKind::name)
        return fmt::format("arguments stand in parentheses: {}(...)", last_.text);
      return {};
    case TokenKind::open_paren:
      return last_.kind == TokenKind::dot ? "a key that is computed stands in brackets: .[...]" : "";
    case TokenKind::then_:
      return "\"then\" needs an \"if\" before it";
    case TokenKind::dot_dot:
      return "between names stands one \".\"";
    default:
      return last_.kind == TokenKind::dot && is_keyword(token_.kind) && last_.span.end < token_.span.begin
                 ? "there is no blank between \".\" and the name"
                 : "";
  }
}

std::string Parser::name_hint() const {
  if (last_.kind == TokenKind::dot_dot)
    return fmt::format("to search at any depth write .. | .{}", token_.text);
  if (last_.kind == TokenKind::dot) return "there is no blank between \".\" and the name";
  if (last_.kind == TokenKind::question) return "a choice is written if a then b else c end";
  for (const Habit& habit : kHabits) {
    if (habit.word == token_.text) return std::string(habit.hint);
  }
  return fmt::format("to call a function on a value write ... | {}", token_.text);
}

Parser::Failure Parser::too_deep() {
  return fail(
      last_.span, fmt::format("the program is nested too deeply: more than {} levels", kMaxProgramDepth),
      "a chain of operators counts a level for each; parentheses around parts of it make it shallower");
}

bool Parser::close(const Token& opening, TokenKind kind, std::string_view wanted, After after) {
  return accept(kind) || expected_closing(opening, wanted, after);
}

}  // namespace runnel::expr
