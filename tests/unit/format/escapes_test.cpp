#include "format/escapes.h"

#include <string>

#include "../catch.h"

namespace runnel::format {

namespace {

std::string bytes(std::string_view text, Escapes escapes) {
  Arena arena;
  return std::string(decode_bytes(text, escapes, arena));
}

std::string logfmt(std::string_view text) {
  Arena arena;
  return std::string(decode_logfmt(text, arena));
}

}  // namespace

TEST_CASE("escapes: text without any is not copied") {
  Arena arena;
  const std::string_view text = "plain \xff text";
  CHECK(decode_bytes(text, Escapes::zeek, arena).data() == text.data());
  CHECK(decode_logfmt(text, arena).data() == text.data());
  CHECK(decode_logfmt("", arena).empty());
}

TEST_CASE("escapes: bytes of access logs and of Zeek") {
  CHECK(bytes(R"(\x41\x7a\x0A)", Escapes::access_log) == "Az\n");
  CHECK(bytes(R"(\"\\\b\n\r\t\v)", Escapes::access_log) == "\"\\\b\n\r\t\v");
  CHECK(bytes(R"(\"\\\b\n)", Escapes::zeek) == "\\\"\\\\b\\n");
  CHECK(bytes(R"(\\x41)", Escapes::zeek) == "\\x41");
  CHECK(bytes(R"(\x4)", Escapes::access_log) == R"(\x4)");
  CHECK(bytes(R"(\)", Escapes::access_log) == R"(\)");
  CHECK(bytes(R"(\xe2\x82\xac)", Escapes::zeek) == "€");
}

TEST_CASE("escapes: bytes that are no UTF-8 leave all of the text as it is") {
  CHECK(bytes(R"(\x41\xe2\x82)", Escapes::zeek) == R"(\x41\xe2\x82)");
  CHECK(bytes(R"(\xed\xa0\x80)", Escapes::access_log) == R"(\xed\xa0\x80)");
}

TEST_CASE("escapes: logfmt") {
  CHECK(logfmt(R"(a\"b\\c\/d)") == "a\"b\\c/d");
  CHECK(logfmt(R"(\a\b\f\n\r\t\v)") == "\a\b\f\n\r\t\v");
  CHECK(logfmt(R"(\u20AC\u20ac)") == "€€");
  CHECK(logfmt(R"(\uD83D\uDE00)") == "😀");
  CHECK(logfmt(R"(\U0001f600\x7f)") == "😀\x7f");
  CHECK(logfmt(R"(\ud83d\ud83d\ude00\)") == "\uFFFD😀\\");
  CHECK(logfmt(R"(\x80\U00110000\U0000d800\u00g0)") == R"(\x80\U00110000\U0000d800\u00g0)");
  CHECK(logfmt(std::string_view("\\u0000", 6)) == std::string(1, '\0'));
}

}  // namespace runnel::format
