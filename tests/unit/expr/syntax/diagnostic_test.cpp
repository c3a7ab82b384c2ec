#include "expr/syntax/diagnostic.h"

#include <string>

#include "catch.h"

namespace runnel::expr {
namespace {

std::string shown(std::string_view program, uint32_t begin, uint32_t end, std::string_view name = {},
                  std::string hint = {}) {
  return render({{begin, end}, "wrong", std::move(hint)}, program, name);
}

TEST_CASE("carets stand under the place") {
  CHECK(shown(".tags | lenght > 3", 8, 14) == "wrong\n  .tags | lenght > 3\n          ^^^^^^");
  CHECK(shown("abc", 0, 0) == "wrong\n  abc\n  ^");
  CHECK(shown("abc", 3, 3) == "wrong\n  abc\n     ^");
  CHECK(shown("abc", 1, 3, {}, "do this") == "wrong\n  abc\n   ^^\ndo this");
}

TEST_CASE("a place outside the program is the nearest within") {
  CHECK(shown("abc", 9, 12) == "wrong\n  abc\n     ^");
  CHECK(shown("abc", 2, 1) == "wrong\n  abc\n    ^");
  CHECK(shown("", 0, 0) == "wrong");
  CHECK(shown("", 0, 0, "f.jq", "h") == "f.jq:1:1: wrong\nh");
}

TEST_CASE("of several lines the one with the place, with its number") {
  const std::string program = ".a |\n\t.b +\n.c";
  CHECK(shown(program, 6, 8) == "line 2, column 2: wrong\n  \t.b +\n  \t^^");
  CHECK(shown(program, 0, 2) == "line 1, column 1: wrong\n  .a |\n  ^^");
  CHECK(shown(program, 13, 13) == "line 3, column 3: wrong\n  .c\n    ^");
  CHECK(shown(program, 3, 12) == "line 1, column 4: wrong\n  .a |\n     ^");
  CHECK(shown(program, 6, 8, "f.jq") == "f.jq:2:2: wrong\n  \t.b +\n  \t^^");
  CHECK(shown(".a\r\n.b\r\n", 4, 6) == "line 2, column 1: wrong\n  .b\n  ^^");
  // One line with a newline after it is one line.
  CHECK(shown(".a\n", 0, 2) == "wrong\n  .a\n  ^^");
  CHECK(shown("\n\n.a", 0, 0) == "line 1, column 1: wrong");
}

TEST_CASE("columns are characters, and wide ones take two") {
  CHECK(shown("\"é\" + x", 7, 8) == "wrong\n  \"é\" + x\n        ^");
  CHECK(shown("\"日本\" + x", 11, 12) == "wrong\n  \"日本\" + x\n           ^");
  CHECK(shown("\"日本\"", 1, 4) == "wrong\n  \"日本\"\n   ^^");
  CHECK(shown("\"😀\" x", 7, 8) == "wrong\n  \"😀\" x\n       ^");
  CHECK(shown("e\u0301 x", 4, 5) == "wrong\n  e\u0301 x\n    ^");  // a combining accent takes none
  CHECK(shown("é\n日x", 6, 7, "f") == "f:2:2: wrong\n  日x\n    ^");
}

TEST_CASE("what a terminal would obey is not shown") {
  CHECK(shown("a\x1b[31m b", 7, 8) == "wrong\n  a\uFFFD[31m b\n         ^");
  CHECK(shown("a\xff b", 3, 4) == "wrong\n  a\uFFFD b\n     ^");
  CHECK(shown("a\u009b b", 4, 5) == "wrong\n  a\uFFFD b\n     ^");
  CHECK(shown(std::string("a\0b", 3), 2, 3) == "wrong\n  a\uFFFDb\n    ^");
}

TEST_CASE("a long line is cut around the place") {
  const std::string dots(300, '.');
  const std::string program = dots + "X" + dots;
  const std::string middle = shown(program, 300, 301);
  CHECK(middle == "wrong\n  ..." + std::string(32, '.') + "X" + std::string(63, '.') + "...\n     " +
                      std::string(32, ' ') + "^");
  CHECK(shown("X" + dots, 0, 1) == "wrong\n  X" + std::string(95, '.') + "...\n  ^");
  CHECK(shown(dots + "X", 300, 301) ==
        "wrong\n  ..." + std::string(95, '.') + "X\n     " + std::string(95, ' ') + "^");
  CHECK(shown(dots, 300, 300) ==
        "wrong\n  ..." + std::string(96, '.') + "\n     " + std::string(96, ' ') + "^");
  // No more carets than there are characters above.
  CHECK(shown("X" + dots, 0, 301) == "wrong\n  X" + std::string(95, '.') + "...\n  " + std::string(96, '^'));
}

}  // namespace
}  // namespace runnel::expr
