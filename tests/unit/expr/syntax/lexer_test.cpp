#include "expr/syntax/lexer.h"

#include <string>
#include <vector>

#include "catch.h"

namespace runnel::expr {
namespace {

struct Seen {
  TokenKind kind;
  std::string text;
  bool operator==(const Seen&) const = default;
};

// Catch prints a failing vector by this.
std::ostream& operator<<(std::ostream& out, const Seen& seen) {
  return out << static_cast<int>(seen.kind) << ':' << seen.text;
}

std::vector<Seen> tokens_of(std::string_view program) {
  Lexer lexer(program);
  std::vector<Seen> out;
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next()) {
    out.push_back({token.kind, std::string(token.text)});
    if (token.kind == TokenKind::invalid) break;
  }
  return out;
}

TEST_CASE("the longest token wins") {
  using K = TokenKind;
  struct Case {
    std::string program;
    std::vector<Seen> tokens;
  };
  const std::vector<Case> cases = {
      {".a.b", {{K::field, "a"}, {K::field, "b"}}},
      {". a", {{K::dot, "."}, {K::name, "a"}}},
      {"..a", {{K::dot_dot, ".."}, {K::name, "a"}}},
      {"...a", {{K::dot_dot, ".."}, {K::field, "a"}}},
      {".e3", {{K::field, "e3"}}},
      {".5.a", {{K::number, ".5"}, {K::field, "a"}}},
      {"1..2", {{K::number, "1."}, {K::number, ".2"}}},
      {"1e+", {{K::invalid, "1e"}}},
      {"a::b::c", {{K::name, "a::b::c"}}},
      {"a:: b", {{K::name, "a"}, {K::colon, ":"}, {K::colon, ":"}, {K::name, "b"}}},
      {".a::b", {{K::field, "a"}, {K::colon, ":"}, {K::colon, ":"}, {K::name, "b"}}},
      {"$a::b$if", {{K::variable, "a::b"}, {K::variable, "if"}}},
      {"$__loc__ $__loc__x", {{K::location, "__loc__"}, {K::variable, "__loc__x"}}},
      {"if.if iffy", {{K::if_, "if"}, {K::field, "if"}, {K::name, "iffy"}}},
      {"@base64\"", {{K::format, "base64"}, {K::string_start, "\""}}},
      {"a?//b", {{K::name, "a"}, {K::pattern_alternative, "?//"}, {K::name, "b"}}},
      {"a? //b", {{K::name, "a"}, {K::question, "?"}, {K::alternative, "//"}, {K::name, "b"}}},
      {"//=/=//", {{K::set_alternative, "//="}, {K::set_slash, "/="}, {K::alternative, "//"}}},
      {"a|=b", {{K::name, "a"}, {K::update, "|="}, {K::name, "b"}}},
      {"=~!~!=", {{K::matches, "=~"}, {K::not_matches, "!~"}, {K::not_equal, "!="}}},
      {"<=<>=>", {{K::less_equal, "<="}, {K::invalid, "<>"}}},
      {"1and 2", {{K::number, "1"}, {K::and_, "and"}, {K::number, "2"}}},
      {"1then", {{K::number, "1"}, {K::then_, "then"}}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.program);
    CHECK(tokens_of(c.program) == c.tokens);
  }
}

TEST_CASE("every reserved word is one token, and a name in other places") {
  for (const std::string word :
       {"as", "def", "if", "then", "elif", "else", "end", "and", "or", "reduce", "foreach", "try", "catch",
        "label", "break", "import", "include", "module"}) {
    CAPTURE(word);
    Lexer plain(word);
    CHECK(is_keyword(plain.next().kind));
    CHECK(tokens_of("." + word + "$" + word) ==
          std::vector<Seen>{{TokenKind::field, word}, {TokenKind::variable, word}});
    CHECK(tokens_of(word + "_") == std::vector<Seen>{{TokenKind::name, word + "_"}});
  }
  for (const std::string_view name : {"not", "true", "null", "__loc__", "elseif", "AND"}) {
    Lexer lexer(name);
    CHECK(lexer.next().kind == TokenKind::name);
  }
}

TEST_CASE("a comment ends with its line, unless an odd number of backslashes ends that") {
  struct Case {
    std::string program;
    std::vector<std::string> rest;
  };
  const std::vector<Case> cases = {
      {"1 # c\n2", {"1", "2"}},
      {"1 # c\\\n2", {"1"}},
      {"1 # c\\\\\n2", {"1", "2"}},
      {"1 # c\\\\\\\n2\n3", {"1", "3"}},
      {"1 # \\a\\\n2\n3", {"1", "3"}},
      {"1 # c\\\r\n2", {"1"}},
      {"1 # c\r\n2", {"1", "2"}},
      {"1 # c\r2", {"1"}},
      {"1 # c\\\r2\n3", {"1", "3"}},
      {"1#", {"1"}},
      {"1#\\", {"1"}},
      {"1#\xff\n2", {"1", "2"}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.program);
    std::vector<std::string> texts;
    for (const Seen& seen : tokens_of(c.program)) texts.push_back(seen.text);
    CHECK(texts == c.rest);
  }
}

TEST_CASE("numbers as JSON writes them") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"0", "0"},
      {"12", "12"},
      {"1.50", "1.50"},
      {".5", "0.5"},
      {"5.", "5"},
      {"007", "7"},
      {"00", "0"},
      {"00.5", "0.5"},
      {"1e3", "1e3"},
      {"1E-3", "1E-3"},
      {"1.e3", "1e3"},
      {".5e+2", "0.5e+2"},
      {"010e010", "10e010"},
      {"0e0", "0e0"},
      {"123456789012345678901234567890", "123456789012345678901234567890"},
  };
  for (const auto& [written, json] : cases) {
    CAPTURE(written);
    CHECK(tokens_of(written) == std::vector<Seen>{{TokenKind::number, written}});
    CHECK(json_number(written) == json);
  }
}

TEST_CASE("numbers with units are seconds") {
  const std::vector<std::pair<std::string, double>> cases = {
      {"5m", 300},
      {"250ms", 0.25},
      {"1h30m", 5400},
      {"1.5h", 5400},
      {"3ms", 0.003},
      {"7us", 0.000007},
      {"1ns", 1e-9},
      {"2w", 1209600},
      {"1d", 86400},
      {".5s", 0.5},
      {"1h.5m", 3630},
      {"1m1m", 120},
      {"1w2d3h4m5s500ms", 788645.5},
  };
  for (const auto& [text, seconds] : cases) {
    CAPTURE(text);
    Lexer lexer(text);
    const Token token = lexer.next();
    CHECK(token.kind == TokenKind::duration);
    CHECK(token.text == text);
    CHECK(token.seconds == seconds);
    CHECK(lexer.next().kind == TokenKind::end);
  }
  for (const std::string text : {"1a", "1h30", "1h30x", "1mm", "1e3s", "0x10", "1_000", "1M"}) {
    CAPTURE(text);
    CHECK(tokens_of(text).back().kind == TokenKind::invalid);
  }
  const std::string huge = std::string(400, '9') + "w";
  Lexer lexer(huge);
  CHECK(lexer.next().kind == TokenKind::invalid);
  CHECK(lexer.error().message == "the duration is too large");
}

// The first piece of a string, which must end with its quote, or the error.
std::string unescaped(std::string_view literal) {
  Lexer lexer(literal);
  const Token start = lexer.next();
  REQUIRE(start.kind == TokenKind::string_start);
  const StringPiece piece = lexer.string_piece(start.span);
  if (piece.stop == StringPiece::Stop::error) {
    return "error at " + std::to_string(lexer.error().span.begin) + "-" +
           std::to_string(lexer.error().span.end);
  }
  REQUIRE(piece.stop == StringPiece::Stop::quote);
  return piece.text;
}

TEST_CASE("escapes in strings") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {R"("")", ""},
      {R"("a\"b\\c\/d")", "a\"b\\c/d"},
      {R"("\b\f\n\r\t")", "\b\f\n\r\t"},
      {R"("\u0041\u00e9\u20AC")", "Aé€"},
      {R"("\ud83d\ude00")", "😀"},
      {R"("\uD83D\uDE00!")", "😀!"},
      {R"("\ude00")", "\uFFFD"},
      {R"("\ude00\ude01")", "\uFFFD\uFFFD"},
      {"\"a\nb\tc\"", "a\nb\tc"},
      {"\"é😀\"", "é😀"},
      // Errors, by the place of what is wrong.
      {R"("a\qb")", "error at 2-4"},
      {R"("\'")", "error at 1-3"},
      {R"("\é")", "error at 1-4"},
      {R"("\u12")", "error at 1-5"},
      {R"("\u00zz")", "error at 1-5"},
      {R"("\u{41}")", "error at 1-3"},
      {R"("\ud83d")", "error at 1-7"},
      {R"("\ud83dx")", "error at 1-7"},
      {R"("\ud83d\n")", "error at 1-7"},
      {R"("\ud83d\u0041")", "error at 1-7"},
      {R"("\ude00\ud83d")", "error at 7-13"},
      {R"("abc)", "error at 0-1"},
      {R"("abc\)", "error at 4-5"},
      {"\"a\xff\"", "error at 2-3"},
      {"\"\xc3\"", "error at 1-2"},
      {"\"\xed\xa0\x80\"", "error at 1-2"},  // a surrogate in UTF-8
      {"\"\xc0\x80\"", "error at 1-2"},      // an overlong form
      {"\"\xf4\x90\x80\x80\"", "error at 1-2"},
  };
  for (const auto& [literal, text] : cases) {
    CAPTURE(literal);
    CHECK(unescaped(literal) == text);
  }
  const std::string with_nul("\"a\0b\"", 5);
  CHECK(unescaped(with_nul) == std::string("a\0b", 3));
}

TEST_CASE("a string in pieces around an expression") {
  Lexer lexer(R"("a\t\(x)b")");
  const Token start = lexer.next();
  const StringPiece first = lexer.string_piece(start.span);
  CHECK(first.stop == StringPiece::Stop::interpolation);
  CHECK(first.text == "a\t");
  CHECK(lexer.next().text == "x");
  CHECK(lexer.next().kind == TokenKind::close_paren);
  const StringPiece last = lexer.string_piece(start.span);
  CHECK(last.stop == StringPiece::Stop::quote);
  CHECK(last.text == "b");
  CHECK(lexer.next().kind == TokenKind::end);
}

TEST_CASE("places are bytes of the program") {
  Lexer lexer("  .ab + \"x\"");
  const Token field = lexer.next();
  CHECK(field.span.begin == 2);
  CHECK(field.span.end == 5);
  CHECK(lexer.next().span.begin == 6);
  CHECK(lexer.next().span.begin == 8);
}

TEST_CASE("after an error there is nothing but the error") {
  Lexer lexer("a & b");
  CHECK(lexer.next().kind == TokenKind::name);
  CHECK(lexer.next().kind == TokenKind::invalid);
  CHECK(lexer.next().kind == TokenKind::invalid);
  CHECK(lexer.string_piece({}).stop == StringPiece::Stop::error);
  CHECK(lexer.error().message == "\"&\" is not an operator");
}

}  // namespace
}  // namespace runnel::expr
