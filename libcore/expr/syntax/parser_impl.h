// The parser's own header: nobody outside parser*.cpp includes it.
//
// A function that parses something returns it, or null (false) after it has recorded an error; the first
// error ends all. `token_` is the token that is looked at and not yet consumed.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "expr/syntax/ast.h"
#include "expr/syntax/body.h"
#include "expr/syntax/diagnostic.h"
#include "expr/syntax/lexer.h"
#include "expr/syntax/operators.h"

namespace runnel::expr {

class Parser {
 public:
  // REQUIRES: program.size() fits 32 bits.
  explicit Parser(std::string_view program) : program_(program), lexer_(program) { token_ = lexer_.next(); }

  // The whole program, or null and error().
  ast::NodePtr program();
  // The entries of a BODY (expr/syntax/body.h), or false and error().
  bool body(std::vector<BodyEntry>& entries, BareName bare);
  Diagnostic take_error() { return std::move(error_); }

 private:
  using Box = std::unique_ptr<ast::Node>;

  // Where an expression stands, which says what it may hold without parentheses.
  enum class Scope : uint8_t {
    query,       // everything
    expression,  // after reduce and foreach: neither `|` nor `,` nor bindings
    value,       // of an object's entry: `|`, but neither `,` nor bindings
  };

  // An operator whose right side is not complete yet.
  struct Pending {
    Precedence precedence;
    Token token;
    Box left;
  };

  // Counts a level of nesting for as long as it lives.
  class Level {
   public:
    explicit Level(Parser& parser) : parser_(parser) { ++parser_.depth_; }
    ~Level() { --parser_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    Parser& parser_;
  };

  // parser.cpp: operators and bindings.
  Box expression(Scope scope);
  Box query() { return expression(Scope::query); }
  Box operand(Scope scope, const std::vector<Pending>& pending);
  bool reduce_while_tighter(std::vector<Pending>& pending, Box& right, Precedence precedence);
  bool check_chain(const std::vector<Pending>& pending, Precedence precedence);
  bool push(std::vector<Pending>& pending, Box& left, Precedence precedence);
  bool complete(std::vector<Pending>& pending, Box& right, size_t first);
  Box combine(Pending& pending, Box right);
  Box bind(Box source);
  Box define();
  std::shared_ptr<const ast::Definition> definition();
  bool parameters(std::vector<ast::Parameter>& out);
  Box label();

  // parser_terms.cpp: what operators stand between.
  Box term();
  Box negate();
  Box try_();
  Box primary();
  Box number();
  Box steps(Box of);
  Box field_step(Box of);
  Box dot_step(Box of);
  Box string_step(Box of);
  enum class AfterDot : uint8_t { no, yes };
  Box bracket_step(Box of, AfterDot after_dot);
  Box name();
  Box call(const Token& name);
  Box variable();
  Box if_();
  bool branch(ast::If& node);
  bool reduction_head(Box& source, std::vector<ast::PatternPtr>& patterns, Token& opening);
  Box reduce();
  Box foreach_();
  Box break_();

  // parser_brackets.cpp: strings, arrays, objects, patterns.
  Box format_or_string();
  Box string(std::string format, uint32_t begin);
  StringPiece::Stop string_text(ast::StringLiteral& node, const Token& opening);
  bool interpolation(ast::StringLiteral& node);
  Box parenthesized();
  Box array();
  Box object();
  bool object_entry(ast::ObjectEntry& entry);
  Box computed_key();
  Box key_name();
  bool patterns(std::vector<ast::PatternPtr>& out);
  ast::PatternPtr pattern();
  bool array_pattern(ast::Pattern& out);
  bool object_pattern(ast::Pattern& out);
  bool pattern_entry(ast::Pattern::Entry& entry);

  // parser_body.cpp
  bool body_entry(BodyEntry& entry, BareName bare);
  bool bare_field(BodyEntry& entry);

  // parser_errors.cpp: what goes wrong. All return false, or null, for `return`. They take views, so that no
  // text is built on the stack of functions that recurse.
  struct Failure {
    operator bool() const { return false; }
    operator Box() const { return nullptr; }
    template <class T>
    operator std::unique_ptr<const T>() const {
      return nullptr;
    }
    template <class T>
    operator std::shared_ptr<const T>() const {
      return nullptr;
    }
  };
  Failure fail(ast::Span span, std::string_view message, std::string_view hint = {});
  Failure fail_lexer();
  Failure expected(std::string_view what, std::string_view hint = {});
  Failure expected_expression();
  // What stands before the closing bracket: where it is an expression, an operator could follow as well.
  enum class After : uint8_t { expression, item };
  Failure expected_closing(const Token& opening, std::string_view wanted, After after = After::expression);
  Failure expected_of_if(const Token& keyword, std::string_view wanted, std::string_view hint = {});
  Failure expected_function_name();
  Failure expected_as(std::string_view keyword);
  Failure expected_key();
  Failure expected_pattern();
  Failure bad_key(ast::Span span, std::string_view type);
  Failure bad_chain(const Pending& before);
  Failure unexpected_after_expression();
  Failure too_deep();
  std::string operator_hint() const;
  std::string name_hint() const;
  std::string missing_operand_hint() const;

  // Small helpers.
  void advance() {
    before_last_ = last_.kind;
    last_ = token_;
    token_ = lexer_.next();
  }
  bool at(TokenKind kind) const { return token_.kind == kind; }
  bool accept(TokenKind kind) {
    if (!at(kind)) return false;
    advance();
    return true;
  }
  bool too_deep_here() const;
  bool close(const Token& opening, TokenKind kind, std::string_view wanted, After after = After::expression);
  ast::OnError optional_mark() {
    return accept(TokenKind::question) ? ast::OnError::skip : ast::OnError::raise;
  }

  // A node from `begin` to the end of the last token; null where the tree would become too deep.
  template <class T>
  Box make(uint32_t begin, T value) {
    return finish(Box(new ast::Node{{begin, last_.span.end}, std::move(value)}));
  }
  Box finish(Box node);

  std::string_view program_;
  Lexer lexer_;
  Token token_;
  Token last_;                              // the token consumed before it
  TokenKind before_last_ = TokenKind::end;  // and the one before that
  uint32_t line_ = 1;                       // of the place line_place_: that of the last $__loc__
  uint32_t line_place_ = 0;
  int depth_ = 0;
  bool failed_ = false;
  Diagnostic error_;
};

}  // namespace runnel::expr
