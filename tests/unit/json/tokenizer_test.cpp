#include "json/tokenizer.h"

#include <string>
#include <vector>

#include "catch.h"
#include "json/line_fixture.h"

namespace runnel::json {
namespace {

// The tokens put together again, with nothing between them but what must be.
std::string rebuilt(const char* text, size_t portion) {
  std::vector<Token> room(portion);
  Tokenizer tokenizer(text);
  std::string out;
  const auto comma = [&out] {
    if (!out.empty() && std::string_view("[{:,").find(out.back()) == std::string_view::npos) out += ',';
  };
  for (auto tokens = tokenizer.next(room); !tokens.empty(); tokens = tokenizer.next(room)) {
    for (const Token& token : tokens) {
      switch (token.kind) {
        case Token::Kind::key:
          comma();
          out += '"' + std::string(token.text()) + "\":";
          break;
        case Token::Kind::string:
          comma();
          out += '"' + std::string(token.text()) + '"';
          break;
        case Token::Kind::array_end:
        case Token::Kind::object_end:
          out += token.text();
          break;
        default:
          comma();
          out += token.text();
      }
    }
  }
  return out;
}

TEST_CASE("the tokens of a value are all of it, on every instruction set and in any portions") {
  on_every_target([](const char* name) {
    CAPTURE(name);
    for (const std::string_view text :
         {R"({"a":1,"b":[true,null,"x\\\"y",{}],"c":{"d":[[]]}})", R"([1,2.5,-3e7])", R"("alone")", "17"}) {
      const PaddedLine line{std::string(text)};
      for (const size_t portion : {1U, 2U, 5U, 100U}) CHECK(rebuilt(line.begin(), portion) == text);
    }
    const PaddedLine spaced(" { \"a\" : [ 1 , \t2 ] , \"b\\u0041\" : false }\r");
    CHECK(rebuilt(spaced.begin(), 3) == R"({"a":[1,2],"b\u0041":false})");
  });
}

TEST_CASE("on text that is no JSON it comes to an end") {
  on_every_target([](const char* name) {
    CAPTURE(name);
    for (const std::string_view text :
         {"", "{\"a\":\"", "[[[", "}", "{\"a\" 1 2 :::,,", "\"", "nul", "\x01"}) {
      const PaddedLine line{std::string(text)};
      rebuilt(line.begin(), 2);
    }
  });
}

}  // namespace
}  // namespace runnel::json
