#include "format/regex_parser.h"

#include "../catch.h"
#include "parse_fixture.h"

namespace runnel::format {

namespace {

std::string read(std::string_view pattern, std::string_view line, Infer infer = Infer::scalars) {
  const auto regex = compile_record_regex(pattern);
  REQUIRE(regex.ok());
  return parsed(make_regex_parser(*regex, infer), line);
}

std::string refusal(std::string_view pattern) {
  const auto regex = compile_record_regex(pattern);
  if (regex.ok()) return "";
  CHECK(regex.error().kind == ErrorKind::usage);
  return regex.error().message;
}

}  // namespace

TEST_CASE("regex: named groups are the fields, in their order") {
  CHECK(read("(?<level>[A-Z]+) .* in (?P<took>[0-9]+)ms", "INFO Server db-1 loaded response in 500ms") ==
        R"({"level":"INFO","took":500})");
  CHECK(read("(\\w+)=(?<v>\\w*)", "a b=c d") == R"({"v":"c"})");
}

TEST_CASE("regex: it is searched for, unless it is anchored") {
  CHECK(read("(?<n>[0-9]+)", "took 12 s") == R"({"n":12})");
  CHECK(read("^(?<n>[0-9]+)$", "took 12 s") == "bad 0: the expression does not match");
}

TEST_CASE("regex: groups that are empty, take no part or have one name") {
  CHECK(read("a(?<x>b)?(?<y>c*)", "a") == R"({"x":null,"y":""})");
  CHECK(read("(?<x>[0-9]+)s|(?<y>[0-9]+)m", "5m") == R"({"x":null,"y":5})");
}

TEST_CASE("regex: values are strings without inference") {
  CHECK(read("(?<a>\\S+) (?<b>\\S+)", "12 true", Infer::none) == R"({"a":"12","b":"true"})");
}

TEST_CASE("regex: patterns that are refused") {
  CHECK(refusal("[0-9]+") == "the expression names no field: write (?<name>...)");
  CHECK(refusal("([0-9]+)") == "the expression names no field: write (?<name>...)");
  CHECK(!refusal("(?<a>").empty());
  CHECK(refusal("(?<\xff>a)") == "the expression is not UTF-8");
}

}  // namespace runnel::format
