#include "expr/syntax/lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "expr/syntax/character.h"
#include "expr/syntax/names.h"

namespace runnel::expr {
namespace {

struct Spelling {
  std::string_view text;
  TokenKind kind;
};

constexpr auto kKeywords = std::to_array<Spelling>({
    {"and", TokenKind::and_},
    {"as", TokenKind::as_},
    {"break", TokenKind::break_},
    {"catch", TokenKind::catch_},
    {"def", TokenKind::def_},
    {"elif", TokenKind::elif_},
    {"else", TokenKind::else_},
    {"end", TokenKind::end_},
    {"foreach", TokenKind::foreach_},
    {"if", TokenKind::if_},
    {"import", TokenKind::import_},
    {"include", TokenKind::include_},
    {"label", TokenKind::label_},
    {"module", TokenKind::module_},
    {"or", TokenKind::or_},
    {"reduce", TokenKind::reduce_},
    {"then", TokenKind::then_},
    {"try", TokenKind::try_},
});

// A longer one stands before its beginnings.
constexpr auto kSymbols = std::to_array<Spelling>({
    {"?//", TokenKind::pattern_alternative},
    {"//=", TokenKind::set_alternative},
    {"==", TokenKind::equal},
    {"!=", TokenKind::not_equal},
    {"<=", TokenKind::less_equal},
    {">=", TokenKind::greater_equal},
    {"=~", TokenKind::matches},
    {"!~", TokenKind::not_matches},
    {"|=", TokenKind::update},
    {"+=", TokenKind::set_plus},
    {"-=", TokenKind::set_minus},
    {"*=", TokenKind::set_star},
    {"/=", TokenKind::set_slash},
    {"%=", TokenKind::set_percent},
    {"//", TokenKind::alternative},
    {"..", TokenKind::dot_dot},
    {".", TokenKind::dot},
    {"?", TokenKind::question},
    {"|", TokenKind::pipe},
    {",", TokenKind::comma},
    {":", TokenKind::colon},
    {";", TokenKind::semicolon},
    {"(", TokenKind::open_paren},
    {")", TokenKind::close_paren},
    {"[", TokenKind::open_bracket},
    {"]", TokenKind::close_bracket},
    {"{", TokenKind::open_brace},
    {"}", TokenKind::close_brace},
    {"+", TokenKind::plus},
    {"-", TokenKind::minus},
    {"*", TokenKind::star},
    {"/", TokenKind::slash},
    {"%", TokenKind::percent},
    {"<", TokenKind::less},
    {">", TokenKind::greater},
    {"=", TokenKind::set},
    {"\"", TokenKind::string_start},
});

// What other languages write, and jq never does: none of these begins anything legal.
struct Foreign {
  std::string_view text;
  std::string_view hint;
};
constexpr auto kForeign = std::to_array<Foreign>({
    {"===", "write \"==\""},
    {"!==", "write \"!=\""},
    {"<>", "write \"!=\""},
    {"=<", "write \"<=\""},
    {"=>", "write \">=\", or \":\" between a key and its value"},
    {"~=", "write \"=~\""},
    {"&&", "write \"and\""},
    {"||", "write \"or\""},
    {"&", "write \"and\""},
    {"**", "write pow(a; b)"},
    {"^", "write pow(a; b)"},
    {"~", "to match a regular expression write a =~ \"re\""},
    {":=", "to name a value write ... as $name | ..."},
});

// The length of the name at the beginning, which may have `::` in it.
size_t qualified_name_length(std::string_view text) {
  size_t length = name_length(text);
  while (length > 0 && text.substr(length, 2) == "::") {
    const size_t more = name_length(text.substr(length + 2));
    if (more == 0) break;
    length += 2 + more;
  }
  return length;
}

}  // namespace

TokenKind name_or_keyword(std::string_view name) {
  const auto found =
      std::find_if(kKeywords.begin(), kKeywords.end(), [&](const Spelling& s) { return s.text == name; });
  return found == kKeywords.end() ? TokenKind::name : found->kind;
}

bool is_keyword(TokenKind kind) {
  return kind >= TokenKind::as_ && kind <= TokenKind::module_;
}

Lexer::Lexer(std::string_view program) : program_(program) {}

Token Lexer::token(TokenKind kind, size_t begin, size_t sign) const {
  return {kind,
          {static_cast<uint32_t>(begin), static_cast<uint32_t>(at_)},
          program_.substr(begin + sign, at_ - begin - sign),
          0};
}

Token Lexer::fail(size_t begin, size_t end, std::string message, std::string hint) {
  failed_ = true;
  error_ = {{static_cast<uint32_t>(begin), static_cast<uint32_t>(end)}, std::move(message), std::move(hint)};
  at_ = end;
  return token(TokenKind::invalid, begin);
}

// A comment goes to the end of the line, or of the next where an odd number of backslashes stands before the
// newline.
void Lexer::skip_comment() {
  while (at_ < program_.size() && peek() != '\n') {
    if (peek() != '\\') {
      ++at_;
    } else if (rest().starts_with("\\\r\n")) {
      at_ += 3;
    } else {
      at_ += peek(1) == '\\' || peek(1) == '\n' ? 2 : 1;
    }
  }
  at_ = std::min(at_, program_.size());
}

bool Lexer::skip_blanks() {
  while (at_ < program_.size()) {
    const char c = peek();
    if (c == '#') {
      skip_comment();
    } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      ++at_;
    } else {
      return true;
    }
  }
  return false;
}

Token Lexer::next() {
  if (failed_) return token(TokenKind::invalid, at_);
  if (!skip_blanks()) return token(TokenKind::end, at_);
  const char c = peek();
  if (is_name_start(c)) return name();
  if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
  if (c == '.' && is_name_start(peek(1))) {
    const size_t begin = at_;
    at_ += 1 + name_length(rest().substr(1));
    return token(TokenKind::field, begin, 1);
  }
  if (c == '$') return variable();
  return symbol();
}

Token Lexer::name() {
  const size_t begin = at_;
  at_ += qualified_name_length(rest());
  return token(name_or_keyword(program_.substr(begin, at_ - begin)), begin);
}

Token Lexer::variable() {
  const size_t begin = at_;
  const size_t length = qualified_name_length(rest().substr(1));
  if (length == 0) {
    return fail(begin, begin + 1, "expected a name after \"$\"",
                is_digit(peek(1)) ? "the name of a variable begins with a letter" : "");
  }
  at_ += 1 + length;
  const Token variable = token(TokenKind::variable, begin, 1);
  return variable.text == "__loc__" ? token(TokenKind::location, begin, 1) : variable;
}

Token Lexer::symbol() {
  const size_t begin = at_;
  for (const Foreign& foreign : kForeign) {
    if (rest().starts_with(foreign.text)) {
      return fail(begin, begin + foreign.text.size(), fmt::format("\"{}\" is not an operator", foreign.text),
                  std::string(foreign.hint));
    }
  }
  for (const Spelling& symbol : kSymbols) {
    if (rest().starts_with(symbol.text)) {
      at_ += symbol.text.size();
      return token(symbol.kind, begin);
    }
  }
  if (peek() == '@') {
    const std::string_view after = rest().substr(1);
    const size_t length = run_length(after, is_name_part);
    if (length == 0)
      return fail(begin, begin + 1, "expected the name of a format after \"@\"", "such as @base64");
    at_ += 1 + length;
    return token(TokenKind::format, begin, 1);
  }
  return invalid_character();
}

Token Lexer::invalid_character() {
  const size_t begin = at_;
  const Character character = character_at(program_, begin);
  const size_t end = begin + character.length;
  const std::string_view text = program_.substr(begin, character.length);
  if (!character.valid) {
    return fail(begin, end,
                fmt::format("byte 0x{:02X} is not UTF-8 text", static_cast<unsigned char>(text[0])));
  }
  std::string hint;
  switch (character.code) {
    case '!':
      return fail(begin, end, "\"!\" is not an operator", "write ... | not");
    case '\'':
    case '`':
    case 0x2018:
    case 0x2019:
    case 0x201C:
    case 0x201D:
      hint = "a string stands in double quotes: \"text\"";
      break;
    case '\\':
      hint = "outside a string a backslash has no meaning";
      break;
    case 0xA0:
      return fail(begin, end, "unexpected no-break space", "replace it by a plain space");
    case 0xFEFF:
      return fail(begin, end, "unexpected byte order mark", "save the program as UTF-8 without one");
    case 0x2013:
    case 0x2212:
      hint = "write a plain \"-\"";
      break;
    default:
      if (character.code < 0x20 || character.code == 0x7F) {
        return fail(begin, end,
                    fmt::format("unexpected control character 0x{:02X}", uint32_t{character.code}));
      }
      if (character.code >= 0x80) hint = "a name that is not plain ASCII stands in quotes: .\"name\"";
  }
  return fail(begin, end, fmt::format("unexpected character \"{}\"", text), hint);
}

}  // namespace runnel::expr
