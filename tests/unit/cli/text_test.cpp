#include "cli/text.h"

#include "catch.h"

using namespace runnel::cli;

TEST_CASE("text is wrapped at blanks") {
  CHECK(wrapped("one two three", 0, 7) == "one two\nthree\n");
  CHECK(wrapped("one two three", 2, 9) == "  one two\n  three\n");
  CHECK(wrapped("incomprehensibilities a", 1, 5) == " incomprehensibilities\n a\n");
  CHECK(wrapped("  ", 4, 10).empty());
  CHECK(wrapped("äöü äöü", 0, 7) == "äöü äöü\n");  // counted in code points
}

TEST_CASE("paragraphs are separated by empty lines") {
  CHECK(paragraphs("a\n  b\n\nc\n\n\n\nd ") == std::vector<std::string>{"a b", "c", "d"});
  CHECK(paragraphs("").empty());
}

TEST_CASE("a shell reads back what was quoted") {
  CHECK(shell_quoted("access.ndjson") == "access.ndjson");
  CHECK(shell_quoted(".a > 3") == "'.a > 3'");
  CHECK(shell_quoted("it's") == "'it'\\''s'");
  CHECK(shell_quoted("") == "''");
  CHECK(shell_quoted("$x") == "'$x'");
  CHECK(shell_quoted("*") == "'*'");
  CHECK(shell_quoted("~") == "'~'");
}

TEST_CASE("control characters are shown, not obeyed") {
  CHECK(printable("a\x1b[31mb\r\n\tc\x7f\xc3\xa4\xff") == "a\\x1b[31mb\\x0d\n\tc\\x7f\xc3\xa4\xff");
}
