// The inside of strings: the escapes of JSON, and where an expression is let in.
#include <fmt/format.h>

#include "base/hex.h"
#include "expr/syntax/character.h"
#include "expr/syntax/lexer.h"
#include "json/utf8.h"

namespace runnel::expr {
namespace {

// What \c stands for, 0 where there is no such escape.
char simple_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
  }
}

void append_utf8(std::string& out, int code) {
  char buffer[4];
  out.append(buffer, json::utf8_put(buffer, static_cast<uint32_t>(code)));
}

constexpr bool is_high_surrogate(int code) {
  return code >= 0xD800 && code <= 0xDBFF;
}
constexpr bool is_low_surrogate(int code) {
  return code >= 0xDC00 && code <= 0xDFFF;
}

}  // namespace

StringPiece Lexer::string_piece(ast::Span opening) {
  StringPiece piece{StringPiece::Stop::error, {}};
  while (!failed_) {
    if (at_ >= program_.size()) {
      fail(opening.begin, opening.end, "the string has no closing quote");
      break;
    }
    const char c = peek();
    if (c == '"') {
      ++at_;
      piece.stop = StringPiece::Stop::quote;
      return piece;
    }
    if (c == '\\') {
      if (peek(1) == '(') {
        at_ += 2;
        piece.stop = StringPiece::Stop::interpolation;
        return piece;
      }
      if (!escape(piece.text)) break;
      continue;
    }
    const Character character = character_at(program_, at_);
    if (!character.valid) {
      fail(at_, at_ + 1,
           fmt::format("byte 0x{:02X} in a string is not UTF-8 text", static_cast<unsigned char>(c)));
      break;
    }
    piece.text += program_.substr(at_, character.length);
    at_ += character.length;
  }
  return piece;
}

// REQUIRES: a backslash is next. Appends what it stands for and moves past it.
bool Lexer::escape(std::string& out) {
  if (at_ + 1 >= program_.size()) {
    fail(at_, at_ + 1, "the program ends within a string, after a backslash");
    return false;
  }
  if (peek(1) == 'u') return unicode_escape(out);
  const char c = simple_escape(peek(1));
  if (c == '\0') {
    const Character character = character_at(program_, at_ + 1);
    const std::string_view text = program_.substr(at_, 1 + character.length);
    const bool shown = character.valid && character.code >= 0x20;
    fail(at_, at_ + text.size(), shown ? fmt::format("\"{}\" is not an escape", text) : "not an escape",
         R"(the escapes are \" \\ \/ \b \f \n \r \t \uXXXX and \(expression); a backslash itself is \\)");
    return false;
  }
  out += c;
  at_ += 2;
  return true;
}

// The four hexadecimal digits at `at`, -1 where they are not.
int Lexer::hex4(size_t at) const {
  if (program_.size() < at + 4) return -1;
  int code = 0;
  for (size_t i = at; i < at + 4; ++i) {
    const int digit = hex_digit(program_[i]);
    if (digit < 0) return -1;
    code = code * 16 + digit;
  }
  return code;
}

// As in jq a low surrogate without the high one before it reads as U+FFFD, while a high one needs its low
// one.
bool Lexer::unicode_escape(std::string& out) {
  const int code = hex4(at_ + 2);
  if (code < 0) {
    size_t end = at_ + 2;
    while (end < program_.size() && end < at_ + 6 && hex_digit(program_[end]) >= 0) ++end;
    fail(at_, end, "expected four hexadecimal digits after \"\\u\"", R"(as in \u00e9)");
    return false;
  }
  if (!is_high_surrogate(code)) {
    append_utf8(out, is_low_surrogate(code) ? int{json::kReplacement} : code);
    at_ += 6;
    return true;
  }
  const int low = program_.substr(at_ + 6, 2) == "\\u" ? hex4(at_ + 8) : -1;
  if (!is_low_surrogate(low)) {
    fail(at_, at_ + 6, "half a surrogate pair: expected \\uDC00 to \\uDFFF after it",
         R"(a character beyond U+FFFF is written as itself or as a pair: \ud83d\ude00)");
    return false;
  }
  append_utf8(out, 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00));
  at_ += 12;
  return true;
}

}  // namespace runnel::expr
