#include "format/journal_framing.h"

#include "../catch.h"
#include "framing_fixture.h"
#include "journal_fixture.h"

namespace runnel::format {

namespace {

using Records = std::vector<std::string>;

std::unique_ptr<io::Framing> make(uint32_t /*source*/, std::string_view /*name*/) {
  return make_journal_framing();
}

const std::string kEntries = "A=1\nB=2\n\n" + with_length("M", "x\n\nA=9\n\n") + "C=3\n\n\n\nD=4\n\n";

}  // namespace

TEST_CASE("journal framing: entries end at an empty line that is in no value") {
  CHECK(framed(make, kEntries) ==
        Records{R"({"A":"1","B":"2"})", R"({"M":"x\n\nA=9\n\n","C":"3"})", R"({"D":"4"})"});
  CHECK(framed(make, "\n\nA=1\n\n") == Records{R"({"A":"1"})"});
  CHECK(framed(make, "A=1\n\nB=2\n") == Records{R"({"A":"1"})", R"({"B":"2"})"});
  CHECK(framed(make, "A=1\n\nB=2") == Records{R"({"A":"1"})", R"({"B":"2"})"});
  CHECK(framed(make, "").empty());
}

TEST_CASE("journal framing: JSON is lines of JSON") {
  CHECK(framed(make, "{\"A\":\"1\"}\n\n{\"B\":\"2\"}") == Records{R"({"A":"1"})", R"({"B":"2"})"});
}

TEST_CASE("journal framing: a bad entry does not take its neighbours with it") {
  const std::string none = "bad 0: expected FIELD=value, or FIELD and the length of its value";
  CHECK(framed(make, "A=1\n\noops\n\nB=2\n\n") == Records{R"({"A":"1"})", none, R"({"B":"2"})"});
  CHECK(framed(make, "A=1\n\nOOPS\n" + length_of(2) + "xyz\n\nB=2\n\n") ==
        Records{R"({"A":"1"})", "bad 0: expected a newline behind the field's value", R"({"B":"2"})"});
  CHECK(framed(make, "A=1\n\nM\n" + length_of(500) + "x\n\nB=2\n\n") ==
        Records{R"({"A":"1"})", "bad 0: the field's value is cut off"});
}

TEST_CASE("journal framing: how the text is cut into reads does not show") {
  CHECK(cut_that_shows(make, kEntries) == "");
  CHECK(cut_that_shows(make, kEntries + "oops\n\nE=5\nM\n" + length_of(500) + "x") == "");
  CHECK(cut_that_shows(make, "{\"A\":\"1\"}\n\n{\"B\":\"2\"}") == "");
}

TEST_CASE("journal framing: an entry that is too long is left out, whatever stands in it") {
  const std::string value(20'000, 'x');
  const std::string entry = "B=2\nM=" + value + "\nC=3\n\n";
  CHECK(framed(make, "A=1\n\n" + entry + "D=4\n\n", 10'000) ==
        Records{R"({"A":"1"})", "overlong", R"({"D":"4"})"});
  CHECK(framed(make, entry + "D=4\n\n", 10'000) == Records{"overlong", R"({"D":"4"})"});
  CHECK(framed(make, "M=" + value + "\n\nD=4\n\n", 10'000) == Records{"overlong", R"({"D":"4"})"});
}

TEST_CASE("journal framing: many entries, more than a batch") {
  std::string text;
  Records records;
  for (int i = 0; i < 5000; ++i) {
    const std::string number = std::to_string(i);
    text += "N=" + number + "\n" + with_length("M", "x\n\n" + number) + "\n";
    records.push_back("{\"N\":\"" + number + "\",\"M\":\"x\\n\\n" + number + "\"}");
  }
  CHECK(framed(make, text) == records);
  CHECK(framed(make, pieces_of(text, 1000, io::Kind::live), io::Kind::live) == records);
}

}  // namespace runnel::format
