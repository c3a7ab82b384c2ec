#include "cli/cells.h"

#include "catch.h"

using namespace runnel;
using namespace runnel::cli;

namespace {

using Names = std::vector<std::string>;

Names names(std::string_view text) {
  const auto parsed = names_value(text);
  CAPTURE(text);
  REQUIRE(parsed);
  return *parsed;
}

std::string why_no_names(std::string_view text) {
  const auto parsed = names_value(text);
  CAPTURE(text);
  REQUIRE(!parsed);
  CHECK(parsed.error().kind == ErrorKind::usage);
  return parsed.error().message;
}

std::string why_no_delimiter(std::string_view text) {
  const auto parsed = delimiter_value(text);
  CAPTURE(text);
  REQUIRE(!parsed);
  CHECK(parsed.error().kind == ErrorKind::usage);
  return parsed.error().message;
}

}  // namespace

TEST_CASE("names stand between commas") {
  CHECK(names("host") == Names{"host"});
  CHECK(names("host,path") == Names{"host", "path"});
  CHECK(names(" host , status code\t,größe") == Names{"host", "status code", "größe"});
  CHECK(names("a.b,a b,1") == Names{"a.b", "a b", "1"});
}

TEST_CASE("a name in double quotes may be anything") {
  CHECK(names(R"("a,b",c)") == Names{"a,b", "c"});
  CHECK(names(R"(c, "say ""hi""" ,"",".x"," y ")") == Names{"c", "say \"hi\"", "", ".x", " y "});
  CHECK(names(R"(a"b)") == Names{"a\"b"});
}

TEST_CASE("what are no names") {
  CHECK(why_no_names("") == "a name is empty; names are separated by commas, as in host,path");
  CHECK(why_no_names("a,,b") == "a name is empty; names are separated by commas, as in host,path");
  CHECK(why_no_names("a,") == "a name is empty; names are separated by commas, as in host,path");
  CHECK(why_no_names(".ts,.path") == "'.ts' begins with a dot; a name is that of a member, such as ts");
  CHECK(why_no_names("a,b,a") == "'a' is there twice");
  CHECK(why_no_names("\"a") == "a name in double quotes has no end");
  CHECK(why_no_names("\"a\"b") == "expected a comma behind a name in double quotes");
  CHECK(why_no_names("a\xFF") == "the value is not UTF-8, as names in JSON must be");
}

TEST_CASE("delimiters") {
  for (const char c : {',', ';', '|', ' ', ':', '=', '\'', '\t', '/'}) {
    const auto parsed = delimiter_value({&c, 1});
    REQUIRE(parsed);
    CHECK(*parsed == c);
  }
  CHECK(*delimiter_value("\\t") == '\t');
  CHECK(*delimiter_value("tab") == '\t');
  CHECK(why_no_delimiter("") == "'' is not one character, such as ; or \\t");
  CHECK(why_no_delimiter(";;") == "';;' is not one character, such as ; or \\t");
  CHECK(why_no_delimiter("é") == "'é' is not one character, such as ; or \\t");
  for (const char* text : {"a", "Z", "0", "9", "\"", "\n", "\r", "-", ".", "+", "\x7F"}) {
    CHECK(why_no_delimiter(text).ends_with("cannot stand between cells, since it may be a part of one"));
  }
}
