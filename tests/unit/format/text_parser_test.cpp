#include "format/text_parser.h"

#include "../catch.h"
#include "parse_fixture.h"

namespace runnel::format {

TEST_CASE("text: a line is a record") {
  CHECK(parsed(make_text_parser(), "  a \"b\" {\t") == R"({"line":"  a \"b\" {\t"})");
  CHECK(parsed(make_text_parser(), "first\n  second") == R"({"line":"first\n  second"})");
}

}  // namespace runnel::format
