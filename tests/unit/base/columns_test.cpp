#include "base/columns.h"

#include "catch.h"

using namespace runnel;

namespace {

std::string text(std::string_view from, size_t most, Charset charset = Charset::unicode) {
  return fitted(from, most, charset).text;
}
size_t width(std::string_view from, size_t most = 100) {
  return fitted(from, most, Charset::unicode).width;
}

}  // namespace

TEST_CASE("what fits stays as it is") {
  CHECK(text("abc", 3) == "abc");
  CHECK(text("", 3) == "");
  CHECK(width("abc") == 3);
  CHECK(width("größe") == 5);
}

TEST_CASE("what does not fit is cut, and that is marked") {
  CHECK(text("abcd", 3) == "ab…");
  CHECK(text("abcd", 3, Charset::ascii) == "ab>");
  CHECK(text("abcd", 1) == "…");
  CHECK(text("abcd", 0) == "");
  CHECK(fitted("abcd", 3, Charset::unicode).width == 3);
}

TEST_CASE("wide characters take two columns, combining ones none") {
  CHECK(width("日本") == 4);
  CHECK(text("日本語", 6) == "日本語");
  CHECK(text("日本語", 5) == "日本…");
  CHECK(text("日本語", 4) == "日…");
  CHECK(width("e\u0301") == 1);
}

TEST_CASE("nothing drives the terminal") {
  CHECK(text("a\033[31mb\n", 20) == "a?[31mb?");
  CHECK(text("\x7F", 5) == "?");
  CHECK(text("\u009B31m", 9) == "?31m");  // the control sequence introducer in one character
  CHECK(text("\xFF\xC3", 5) == "??");     // no UTF-8
  CHECK(text("größe", 9, Charset::ascii) == "gr??e");
}

TEST_CASE("what does not fit may be cut at its beginning") {
  const auto end = [](std::string_view text, size_t most, Charset charset = Charset::unicode) {
    const Columns columns = fitted_end(text, most, charset);
    CHECK(columns.width <= most);
    CHECK(columns.width == fitted(columns.text, 1000, charset).width);
    return columns.text;
  };
  CHECK(end(".a.b.count", 10) == ".a.b.count");
  CHECK(end(".a.b.count", 6) == "…count");
  CHECK(end(".a.b.count", 6, Charset::ascii) == "<count");
  CHECK(end(".a.b.count", 1) == "…");
  CHECK(end(".a.b.count", 0) == "");
  CHECK(end("日本語", 5) == "…本語");
  CHECK(end("日本語", 4) == "…語");
  CHECK(end("abe\u0301f", 2) == "…f");
  CHECK(end("a\tb\xFF", 3) == "…b?");
}
