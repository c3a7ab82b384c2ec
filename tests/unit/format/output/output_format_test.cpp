#include "format/output/output_format.h"

#include "catch.h"
#include "format/output/form_fixture.h"

namespace runnel::format {
namespace {

using Kind = OutputFormat::Kind;

TEST_CASE("formats of outputs have names") {
  for (const Kind kind :
       {Kind::ndjson, Kind::json, Kind::csv, Kind::tsv, Kind::table, Kind::text, Kind::logfmt}) {
    const auto parsed = parse_output_format(name_of(kind));
    REQUIRE(parsed);
    CHECK(*parsed == kind);
    CHECK((make_output_form({.kind = kind}) == nullptr) == (kind == Kind::ndjson));
  }
  const auto none = parse_output_format("cvs");
  REQUIRE(!none);
  CHECK(none.error().kind == ErrorKind::usage);
  CHECK(none.error().message ==
        "'cvs' is none of ndjson, json, csv, tsv, table, text, logfmt; did you mean csv?");
}

TEST_CASE("json: one array") {
  CHECK(text_of(Kind::json, {}) == "[]\n");
  CHECK(text_of(Kind::json, {R"({"a":1})"}) == "[{\"a\":1}]\n");
  CHECK(text_of(Kind::json, {R"({"a":1})", " [2] \r", "\"x\""}) == "[{\"a\":1},\n[2],\n\"x\"]\n");
}

TEST_CASE("json: a record leaves when it comes, not when the next one does") {
  const auto form = make_output_form({.kind = Kind::json});
  std::string out;
  append_record(*form, out, "1");
  CHECK(out == "[1");
  append_record(*form, out, "2");
  CHECK(out == "[1,\n2");
}

TEST_CASE("text: strings are raw, all else is JSON") {
  CHECK(text_of(Kind::text, {R"("a \"b\"\n\u00e9")", R"({"a":"\n"})", " 12 ", "null", "\"\""}) ==
        "a \"b\"\né\n{\"a\":\"\\n\"}\n12\nnull\n\n");
}

}  // namespace
}  // namespace runnel::format
