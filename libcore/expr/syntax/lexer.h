// Program text to tokens.
//
// The parser asks for one token after the other. A string is the exception: because expressions stand inside
// it
// ("a \(b) c"), the lexer gives its opening quote as a token, and the parser then asks for the pieces,
// parsing an expression after each piece that ends with `\(`.
//
// A lexer borrows the program text, which must outlive it and its tokens. After an error it gives `invalid`
// for ever, and error() says what was wrong and where.
#pragma once

#include <string>
#include <string_view>

#include "expr/syntax/ast.h"
#include "expr/syntax/diagnostic.h"

namespace runnel::expr {

// clang-format off
enum class TokenKind : uint8_t {
  end,      // of the program
  invalid,  // see Lexer::error()
  name,     // f, a::f, true
  field,    // .k
  variable, // $x, $a::x, also $if
  location, // $__loc__
  format,   // @base64
  number,
  duration,      // 1h30m
  string_start,  // "
  as_, def_, if_, then_, elif_, else_, end_, and_, or_, reduce_, foreach_, try_, catch_, label_, break_,
  import_, include_, module_,
  dot, dot_dot, question, pipe, comma, colon, semicolon,
  open_paren, close_paren, open_bracket, close_bracket, open_brace, close_brace,
  plus, minus, star, slash, percent, alternative,              // + - * / % //
  equal, not_equal, less, less_equal, greater, greater_equal,  // == != < <= > >=
  matches, not_matches,                                        // =~ !~
  set, update, set_plus, set_minus, set_star, set_slash, set_percent, set_alternative,  // = |= += -= *= /= %= //=
  pattern_alternative,  // ?//
};
// clang-format on

// What a name without `::` is: a reserved word or `name`.
TokenKind name_or_keyword(std::string_view name);

// Whether it is one of jq's reserved words, which are still good as `.if`, `{if: 1}` and `$if`.
bool is_keyword(TokenKind kind);

struct Token {
  TokenKind kind = TokenKind::end;
  ast::Span span;
  std::string_view text;  // as written; of field, variable and format without the sign before the name
  double seconds = 0;     // duration
};

// A stretch of a string, up to `\(` or to the closing quote.
struct StringPiece {
  enum class Stop : uint8_t { interpolation, quote, error } stop;
  std::string text;  // unescaped, valid UTF-8
};

class Lexer {
 public:
  // REQUIRES: program.size() fits 32 bits.
  explicit Lexer(std::string_view program);

  Token next();
  // REQUIRES: the last token was string_start, or the close_paren that ends an interpolation. `opening` is
  // the place of the opening quote, for the error that no closing one comes.
  StringPiece string_piece(ast::Span opening);

  // Where the next token is looked for.
  uint32_t position() const { return static_cast<uint32_t>(at_); }
  // What `invalid` and Stop::error stand for.
  const Diagnostic& error() const { return error_; }

 private:
  bool skip_blanks();
  void skip_comment();
  Token name();
  Token variable();
  Token number();
  Token symbol();
  bool duration(size_t begin, double& seconds);
  bool escape(std::string& out);
  bool unicode_escape(std::string& out);
  int hex4(size_t at) const;
  Token invalid_character();

  char peek(size_t ahead = 0) const { return at_ + ahead < program_.size() ? program_[at_ + ahead] : '\0'; }
  std::string_view rest() const { return program_.substr(at_); }
  Token token(TokenKind kind, size_t begin, size_t sign = 0) const;
  Token fail(size_t begin, size_t end, std::string message, std::string hint = {});

  std::string_view program_;
  size_t at_ = 0;
  bool failed_ = false;
  Diagnostic error_;
};

// `007.50` as a JSON number: `7.50`. REQUIRES: the text of a number token.
std::string json_number(std::string_view written);

}  // namespace runnel::expr
