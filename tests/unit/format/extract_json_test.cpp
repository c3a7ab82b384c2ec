#include "format/extract_json.h"

#include "../catch.h"
#include "format/line_framing.h"
#include "framing_fixture.h"
#include "json/path.h"

namespace runnel::format {

namespace {

using Records = std::vector<std::string>;

Records read(std::string_view text, const std::string& name = "") {
  const auto form = make_extract_json_form(name);
  return framed([&form](auto...) { return make_line_framing(form); }, text);
}

std::string one(std::string_view line, const std::string& name = "") {
  const Records records = read(std::string(line) + "\n", name);
  return records.size() == 1 ? records[0] : std::to_string(records.size()) + " records";
}

// What a program that reads .a, .t and the record itself is given of the first line.
std::vector<std::string> slots_of(std::string_view text, const std::string& name) {
  const std::vector<json::Path> paths = {{"a"}, {"t"}, {}};
  const std::vector<json::Path>* const programs[] = {&paths};
  const auto form = make_extract_json_form(name);
  const auto reader = form->make_reader(programs);
  io::Batch batch;
  batch.buffer.reserve(text.size() + io::kBatchPadding, 0);
  std::copy(text.begin(), text.end(), batch.buffer.data());
  batch.last = text.size();
  batch.buffer.data()[batch.last] = '\n';

  REQUIRE(reader->next(batch, batch.begin()).kind == RecordReader::Record::Kind::record);
  std::vector<json::Slot> slots(paths.size());
  reader->fill(0, slots.data());
  std::vector<std::string> texts;
  for (const json::Slot& slot : slots) {
    texts.emplace_back(slot.state == json::Slot::State::present ? slot.text : "missing");
  }
  return texts;
}

}  // namespace

TEST_CASE("extract: the object, byte for byte") {
  CHECK(one(R"(2026-11-22 12:00 app {"a": 1,  "b":{"c":[ ]}} done)") == R"({"a": 1,  "b":{"c":[ ]}})");
  CHECK(one(R"({"a":1})") == R"({"a":1})");
  CHECK(one("x {\"a\":1} \t\r") == R"({"a":1})");
  CHECK(one("x {}") == "{}");
  CHECK(one(R"(x {"a":"} {"}}})") == R"({"a":"} {"})");
}

TEST_CASE("extract: the first { from which an object runs") {
  CHECK(one(R"({not} {"a":1} {"b":2})") == R"({"a":1})");
  CHECK(one(R"({"a {"x":1})") == R"({"x":1})");
  CHECK(one(R"({"a":{"b":1} oops)") == R"({"b":1})");
  CHECK(one(R"([{"a":1},{"a":2}])") == R"({"a":1})");
}

TEST_CASE("extract: lines without one") {
  CHECK(one("plain text") == "bad 0: expected a JSON object in the line");
  CHECK(one(R"(x {"a":})") == "bad 7: expected a value");
  CHECK(one(R"(x {"a":1)") == "bad 8: unterminated object");
  CHECK(one("x {\"a\":\"\xff\"}") == "bad 0: the text is not UTF-8");
  CHECK(one("\xff {\"a\":1}") == R"({"a":1})");
  CHECK(one("\xff {\"a\":1}", "t") == "bad 0: the text is not UTF-8");
}

TEST_CASE("extract: the text around it as a member") {
  CHECK(one(R"(12:00 app  {"a":1}  done )", "text") == R"({"text":"12:00 app done","a":1})");
  CHECK(one(R"(say "hi" {"a":1})", "text") == R"({"text":"say \"hi\"","a":1})");
  CHECK(one(R"({"a":1}, then)", "text") == R"({"text":", then","a":1})");
  CHECK(one("{ }", "text") == R"({"text":""})");
  CHECK(one("x {\t\"a\":1}", "a\"b") == R"({"a\"b":"x","a":1})");
}

TEST_CASE("extract: the fields of the record") {
  CHECK(slots_of("x {\"a\":[1], \"b\":2} \r\n", "") == Records{"[1]", "missing", R"({"a":[1], "b":2})"});
  CHECK(slots_of("x {\"a\":[1]} y", "") == Records{"[1]", "missing", R"({"a":[1]})"});
  CHECK(slots_of("x {\"a\":[1],\"t\":5}", "t") == Records{"[1]", "\"x\"", R"({"t":"x","a":[1],"t":5})"});
}

TEST_CASE("extract: lines of many braces take no time out of proportion") {
  std::string opened;
  for (int i = 0; i < 100'000; ++i) opened += "{\"a\":";
  CHECK(one(opened) ==
        "bad " + one(opened).substr(4, one(opened).find(':') - 4) + ": too many { that begin no JSON object");
  CHECK(one(std::string(200'000, '{')) == "bad 1: expected a key in quotes");
  CHECK(one(std::string(2'000, '{') + R"("a":1})") == R"({"a":1})");
}

TEST_CASE("extract: a bad line between good ones, and however the text comes in") {
  const std::string text = "INFO {\"level\": \"info\"}\n\nnothing\nWARN {\"level\": null}";
  CHECK(read(text) ==
        Records{R"({"level": "info"})", "bad 0: expected a JSON object in the line", R"({"level": null})"});
  const auto form = make_extract_json_form("t");
  CHECK(cut_that_shows([&form](auto...) { return make_line_framing(form); }, text) == "");
}

}  // namespace runnel::format
