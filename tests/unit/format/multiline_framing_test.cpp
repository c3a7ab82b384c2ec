#include "format/multiline_framing.h"

#include "../catch.h"
#include "format/fields_form.h"
#include "format/logfmt_parser.h"
#include "format/text_parser.h"
#include "framing_fixture.h"

namespace runnel::format {

namespace {

using Records = std::vector<std::string>;

io::Framer framer(std::string_view pattern, ParserMaker make = make_text_parser()) {
  auto regex = Regex::compile(pattern, {});
  REQUIRE(regex.ok());
  const auto start = std::make_shared<const Regex>(std::move(*regex));
  const auto form = make_fields_form(std::move(make));
  return [start, form](uint32_t, std::string_view) { return make_multiline_framing(form, start); };
}

// Whether they are {"line": ...} of these.
Records lines(std::initializer_list<std::string_view> texts) {
  Records records;
  for (const std::string_view text : texts) records.push_back("{\"line\":\"" + std::string(text) + "\"}");
  return records;
}

const std::string kTrace =
    "12:00 started\n12:01 Exception: x\n  at a.b(c.java:1)\n\n  at main\nCaused by: y\n12:02 went on\n";

}  // namespace

TEST_CASE("multiline: lines that do not match belong to the one before") {
  CHECK(framed(framer("^[0-9]{2}:"), kTrace) ==
        lines({"12:00 started", "12:01 Exception: x\\n  at a.b(c.java:1)\\n\\n  at main\\nCaused by: y",
               "12:02 went on"}));
  CHECK(framed(framer("^\\S"), "a\r\n b\r\nc\r\n") == lines({"a\\r\\n b", "c"}));
  CHECK(framed(framer("^\\S"), "a\n b\nc") == lines({"a\\n b", "c"}));
  CHECK(framed(framer("^\\S$"), "a\r\nb\r\n") == lines({"a", "b"}));
}

TEST_CASE("multiline: lines before the first that matches are a record; blank ones are none") {
  CHECK(framed(framer("^[0-9]"), "\n \nhead\nmore\n1\nx\n2\n") == lines({"head\\nmore", "1\\nx", "2"}));
  CHECK(framed(framer("^[0-9]"), "\n\n").empty());
  CHECK(framed(framer("^[0-9]"), "").empty());
  CHECK(framed(framer("^[0-9]"), "no start\nat all\n") == lines({"no start\\nat all"}));
}

TEST_CASE("multiline: in another form") {
  CHECK(framed(framer("^level=", make_logfmt_parser(Infer::scalars)),
               "level=info\n  a=1\nlevel=warn\noops\n\"\n") ==
        Records{R"({"level":"info","a":1})", "bad 16: expected key=value, found \""});
}

TEST_CASE("multiline: how the text is cut into reads does not show") {
  CHECK(cut_that_shows(framer("^[0-9]{2}:"), "\nhead\n" + kTrace) == "");
  CHECK(cut_that_shows(framer("^[0-9]{2}:"), "\r\n12:00\r\n\r\n\r\n12:01 x\r\n y") == "");
}

TEST_CASE("multiline: the last record is held back until the next one begins") {
  std::vector<io::Piece> pieces = pieces_of("1\n a\n2\n", 3, io::Kind::live);
  pieces.emplace_back(Error{ErrorKind::source, "gone"});
  CHECK(framed(framer("^[0-9]"), std::move(pieces), io::Kind::live) == lines({"1\\n a"}));
}

TEST_CASE("multiline: a record that is too long is left out as a whole") {
  std::string text = "1 a\n b\n2\n";
  for (int i = 0; i < 2000; ++i) text += "  at " + std::to_string(i) + "\n";
  text += "3 c\n d\n";
  CHECK(framed(framer("^[0-9]"), text, 10'000) ==
        Records{R"({"line":"1 a\n b"})", "overlong", R"({"line":"3 c\n d"})"});
  CHECK(framed(framer("^[0-9]"), "1\n" + std::string(20'000, ' ') + "\n2\n", 10'000) ==
        Records{"overlong", R"({"line":"2"})"});
}

TEST_CASE("multiline: many records, more than a batch") {
  std::string text;
  Records records;
  for (int i = 0; i < 5000; ++i) {
    const std::string number = std::to_string(i);
    text += number + "\n  x\n";
    records.push_back("{\"line\":\"" + number + "\\n  x\"}");
  }
  CHECK(framed(framer("^[0-9]"), text) == records);
  CHECK(framed(framer("^[0-9]"), pieces_of(text, 1000, io::Kind::live), io::Kind::live) == records);
}

}  // namespace runnel::format
