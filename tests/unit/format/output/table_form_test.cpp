#include "format/output/table_form.h"

#include "catch.h"
#include "format/output/form_fixture.h"

namespace runnel::format {
namespace {

using Kind = OutputFormat::Kind;

std::string table(const std::vector<std::string>& records, std::optional<size_t> width = std::nullopt) {
  return '\n' + formed({.kind = Kind::table, .width = width}, records).text;
}

size_t widest_line(const std::string& text) {
  size_t widest = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\n', at);
    widest = std::max(widest,
                      fitted(std::string_view(text).substr(at, end - at), 100'000, Charset::unicode).width);
    at = end + 1;
  }
  return widest;
}

TEST_CASE("table: columns as wide as their cells, numbers at the right") {
  CHECK(table({R"({"host":"a","ms":5,"path":"/x"})", R"({"host":"longer","ms":1200.5,"path":"/"})",
               R"({"path":"/only"})"}) == R"(
host        ms  path
a            5  /x
longer  1200.5  /
                /only
)");
  CHECK(table({}) == "\n");
  CHECK(table({"1", "22"}) == "\nvalue\n    1\n   22\n");
}

TEST_CASE("table: a column is of numbers if all of its cells are") {
  CHECK(table({R"({"a":1,"b":1,"c":null})", R"({"a":"x","b":null})", R"({"a":10,"b":100,"c":true})"}) == R"(
a     b  c
1     1
x
10  100  true
)");
}

TEST_CASE("table: wide, combining and joined characters stand in their columns") {
  CHECK(table({R"({"name":"日本語","n":1})", "{\"name\":\"e\u0301te\u0301\",\"n\":2}",
               R"({"name":"😀 ok","n":3})", R"({"name":"größe","n":4})"}) ==
        "\nname    n\n日本語  1\ne\u0301te\u0301     2\n😀 ok   3\ngröße   4\n");
}

TEST_CASE("table: nothing breaks its lines or drives the terminal") {
  CHECK(table({R"({"a":"x\ny\t\u001b[31m","b":"\u009b1m"})"}) ==
        "\na                 b\nx\\ny\\t\\u001b[31m  ?1m\n");
  CHECK(table({R"({"a\nb":{"c":"\n"}})"}) == "\na\\nb\n{\"c\":\"\\n\"}\n");
}

TEST_CASE("table: fits a screen, the widest columns are cut") {
  const std::vector<std::string> records = {
      R"({"id":1,"path":"/a/very/long/path/indeed","agent":"Mozilla/5.0 (X11) x","ok":true})",
      R"({"id":2,"path":"/","agent":"curl","ok":false})"};
  CHECK(table(records, 40) == R"(
id  path           agent           ok
 1  /a/very/long…  Mozilla/5.0 (…  true
 2  /              curl            false
)");
  for (size_t width = 1; width < 60; ++width) CHECK(widest_line(table(records, width)) <= width);
  CHECK(formed({.kind = Kind::table, .width = 12, .utf8 = false}, {R"({"p":"größer als das"})"}).text ==
        "p\ngr??er als >\n");
}

TEST_CASE("table: columns for which there is no room are left out, and how many") {
  CHECK(table({R"({"alpha1":"aaaaaa","beta22":"bbbbbb","gamma3":"cccccc","d":1})"}, 18) == R"(
alpha1  beta22  +2
aaaaaa  bbbbbb
)");
}

TEST_CASE("table: wider cells that come later take the room there is, and others find back") {
  const auto form = make_output_form({.kind = Kind::table, .width = 24});
  std::string out = "\n";
  append_record(*form, out, R"({"a":"xxxx","b":12,"c":"yyyy"})");
  form->flush(out);
  for (const char* record :
       {R"({"a":"xxxxxxx","b":12,"c":"yyyy"})", R"({"a":"xxxxx","b":1,"c":"y"})",
        R"({"a":"x234567890123456","b":12,"c":"yyyy"})", R"({"a":"x","b":1234567,"c":"y"})",
        R"({"a":"x","b":1,"c":"y23456789012345"})"}) {
    append_record(*form, out, record);
  }
  CHECK(out == R"(
a      b  c
xxxx  12  yyyy
xxxxxxx  12  yyyy
xxxxx  1  y
x234567890123…  12  yyyy
x     1234567  y
x      1  y234567890123…
)");
}

TEST_CASE("table: the first hundred records are held back, unless the input is waited for") {
  const auto form = make_output_form({.kind = Kind::table});
  std::string out;
  for (int i = 0; i < 99; ++i) append_record(*form, out, R"({"a":1})");
  CHECK(out.empty());
  append_record(*form, out, R"({"a":12345})");
  CHECK(out.starts_with("    a\n    1\n"));
  CHECK(out.size() == 101 * 6);
  append_record(*form, out, R"({"a":2})");
  CHECK(out.ends_with("12345\n    2\n"));
}

TEST_CASE("table: headings once, in bold if wanted, and also without a record where they are known") {
  const OutputFormat chosen{.kind = Kind::table, .columns = {"b", "c"}, .bold = true};
  CHECK(formed(chosen, {}).text == "\033[1mb  c\033[0m\n");
  CHECK(formed(chosen, {R"({"a":1,"c":"x"})"}).text == "\033[1mb  c\033[0m\n   x\n");
  const Formed later = formed({.kind = Kind::table}, {"{}", R"({"a":1})", R"({"b":1})"});
  CHECK(later.text == "a\n\n1\n\n");
  CHECK(later.lost == "1 record has members that are no columns (b); --columns names them");
}

}  // namespace
}  // namespace runnel::format
