// Reading goes on in another process where it was left off: a new framing that is told the state of the one
// before finds the same records as if there had been but one.
#include <random>

#include "../catch.h"
#include "journal_fixture.h"
#include "resume_fixture.h"

namespace runnel::format {

namespace {

using Kind = InputFormat::Kind;
using Records = std::vector<std::string>;

InputFormat of(Kind kind) {
  InputFormat format;
  format.kind = kind;
  return format;
}

InputFormat joined(Kind kind, std::string_view start) {
  InputFormat format = of(kind);
  format.multiline = start;
  return format;
}

std::string random_text(std::mt19937& random, std::initializer_list<std::string_view> parts, size_t most) {
  std::string text;
  for (size_t i = 0, size = random() % most; i < size; ++i) text += parts.begin()[random() % parts.size()];
  return text;
}

// A framing as it is after it has read all of that and it has left.
std::string state_behind(const InputFormat& format, std::string text) {
  const auto framing = make_framing(format, "in");
  REQUIRE(framing != nullptr);
  const size_t size = text.size();
  text.append(io::kBatchPadding, 'x');
  io::Batch batch;
  batch.last = framing->find(text.data(), 0, size, io::Framing::More::may_come).end;
  REQUIRE(batch.last == size);
  batch.buffer.reserve(size + io::kBatchPadding, 0);
  text.copy(batch.buffer.data(), size);
  framing->leave(batch);
  return framing->state();
}

// What a new framing makes of a text that goes on where that state was taken.
Records behind(const InputFormat& format, const std::string& state, std::string_view text) {
  return framed(
      [&](uint32_t, std::string_view name) {
        auto framing = make_framing(format, name);
        REQUIRE(framing->resume(state));
        return framing;
      },
      text);
}

const std::string kZeek =
    "#separator \\x09\n#set_separator\t,\n#path\tx\n#fields\ta\tb\n#types\tcount\tset[string]\n1\tx,y\n\n"
    "2\t-\n#close\t2024\n#separator \\x7c\n#unset_field|~\n#fields|c|d\n#types|bool|string\nT|~\nF|z\n"
    "#fields|e\nq\n";

const std::string kEntries = "__CURSOR=1\nB=2\n\n" + with_length("M", "x\n\nA=9\n\n") + "C=3\n\n\n\nD=4\n\n" +
                             "oops\n\nE=5\n" + with_length("M", "") + "\n";

}  // namespace

TEST_CASE("resume: values of JSON, in arrays and between them") {
  const InputFormat json = of(Kind::json);
  for (const std::string_view text :
       {R"([{"a":1},{"a":[1,2]},3,"x",[4]])",
        "[\n  {\n    \"a\": 1\n  },\n  {\n    \"a\": 2\n  }\n]\n{\"b\":1}",
        R"([1,2][3] [] [{"a":"]"}]{"b":1}4 "x""y")", "[1,,2]\n3", "{\"a\":[1,2}\n{\"a\":2}\n{\"a\":3}\n",
        "[{\"a\":1}{\"a\":2}\n{\"a\":3}]", "[{\"a\":tru},\r\n {\"b\":\r\n1} ] don't\n[", "[1\n,\n2"}) {
    CAPTURE(text);
    CHECK(resume_that_shows(json, text) == "");
    CHECK(resume_that_shows(of(Kind::automatic), text) == "");
  }
  CHECK(behind(json, state_behind(json, R"([{"a":0})"), R"(,{"a":1}]{"b":2})") ==
        Records{R"({"a":1})", R"({"b":2})"});
  // A comma that nothing stands before is no JSON, there as anywhere.
  CHECK(behind(json, state_behind(json, "["), ",1]\n") == Records{",1]"});
}

TEST_CASE("resume: any text as JSON") {
  std::mt19937 random(Catch::rngSeed());
  for (int trial = 0; trial < 600; ++trial) {
    const std::string text = random_text(
        random,
        {"{", "}", "[", "]", ",", ":", "\"", "\\", "\n", " ", "1", "a", "{\"a\":1}", "\r\n", "[1,", "],["},
        60);
    INFO(text);
    CHECK(resume_that_shows(of(Kind::json), text) == "");
    CHECK(resume_that_shows(of(Kind::json), text, "in", 20) == "");
  }
}

TEST_CASE("resume: rows of CSV know their header") {
  const std::string text =
      "\n\r\n\"a\nb\",c\r\n1,\"x\n\ny\"\n\n\n2,\"\"\"z\"\"\"\r\n3\n4,\"no end\n5,6\n7,\"q\"w\n8,9";
  CHECK(resume_that_shows(of(Kind::csv), text) == "");
  CHECK(resume_that_shows(of(Kind::tsv), "a\tb\n1\t2\n3\t\"4\n5\"\n") == "");
  CHECK(resume_that_shows(of(Kind::automatic), "a;b\n1;2\n3;\"4;\n5\"\n6;7\n") == "");
  CHECK(resume_that_shows(of(Kind::automatic), "1|2\n3|4\n5|6\n", "in.csv") == "");
  InputFormat named = of(Kind::csv);
  named.header = {"p", "q"};
  CHECK(resume_that_shows(named, "1,2\n3,4\n") == "");

  const InputFormat csv = of(Kind::csv);
  CHECK(behind(csv, state_behind(csv, "a,b\n1,2\n"), "\n3,\"4\n\"\n") == Records{R"({"a":3,"b":"4\n"})"});
  CHECK(behind(csv, state_behind(csv, "\n\n"), "a,b\n3,4\n") == Records{R"({"a":3,"b":4})"});
}

TEST_CASE("resume: any text as CSV") {
  std::mt19937 random(Catch::rngSeed());
  for (int trial = 0; trial < 600; ++trial) {
    const std::string text = random_text(
        random, {"a", "b", ",", ",", "\"", "\"", "\n", "\n", "\r\n", "\r", "x,y\n", "\"\"", "1,2\n"}, 80);
    INFO(text);
    CHECK(resume_that_shows(of(Kind::csv), text) == "");
    CHECK(resume_that_shows(of(Kind::csv), text, "in", 20) == "");
  }
}

TEST_CASE("resume: records of Zeek know the header that rules them") {
  CHECK(resume_that_shows(of(Kind::zeek), kZeek) == "");
  CHECK(resume_that_shows(of(Kind::automatic), kZeek) == "");
  CHECK(resume_that_shows(of(Kind::zeek), "1\t2\n" + kZeek + "oops\n#fields\tz\n1") == "");
  CHECK(resume_that_shows(of(Kind::zeek), "{\"ts\":1}\n{\"ts\":2}\n#x\n") == "");
  CHECK(resume_that_shows(of(Kind::zeek), kZeek + std::string(300, 'y') + "\nz\n", "in", 100) == "");
  std::mt19937 random(Catch::rngSeed());
  for (int trial = 0; trial < 300; ++trial) {
    const std::string text =
        random_text(random,
                    {"#fields\ta\tb\n", "#fields\tc\n", "#types\tcount\tstring\n", "#separator \\x09\n",
                     "#close\n", "1\tx\n", "2\n", "\n", "#set_separator\t;\n", "#separator \\x20\n"},
                    20);
    INFO(text);
    CHECK(resume_that_shows(of(Kind::zeek), text) == "");
  }
}

TEST_CASE("resume: entries of the journal") {
  CHECK(resume_that_shows(of(Kind::journal), kEntries) == "");
  CHECK(resume_that_shows(of(Kind::automatic), kEntries) == "");
  CHECK(resume_that_shows(of(Kind::journal), "{\"A\":\"1\"}\n\n{\"B\":\"2\"}") == "");
  const std::string entry = "B=2\nM=" + std::string(300, 'x') + "\nC=3\n\n";
  CHECK(resume_that_shows(of(Kind::journal), "A=1\n\n" + entry + "D=4\n\n" + entry, "in", 100) == "");
}

TEST_CASE("resume: records that are lines") {
  CHECK(resume_that_shows(of(Kind::syslog), "<34>Oct 11 22:14:15 host su: failed\noops\n<13>x") == "");
  CHECK(resume_that_shows(of(Kind::logfmt), "a=1 b=2\n\nc\r\nd=\"\n") == "");
  CHECK(resume_that_shows(of(Kind::text), "x\n\xff\ny") == "");
  CHECK(resume_that_shows(of(Kind::automatic),
                          "<34>Oct 11 22:14:15 host su: a\n<34>Oct 11 22:14:16 host su: b\n") == "");
  CHECK(resume_that_shows(of(Kind::automatic), "a=1 b=2\n{\"c\":3}\n") == "");
  CHECK(resume_that_shows(of(Kind::automatic), "{\"a\":1}\n{\n\"b\":2}\n[3]\n") == "");
  CHECK(resume_that_shows(of(Kind::automatic), std::string(300, ' ') + "\na,b\n1,2\n", "in.csv", 100) == "");
  InputFormat extract = of(Kind::text);
  extract.extract_json = "rest";
  CHECK(resume_that_shows(extract, "x {\"a\":1} y\nno\n{\"b\":2}") == "");
}

TEST_CASE("resume: records of several lines") {
  const InputFormat format = joined(Kind::text, "^[0-9]");
  CHECK(resume_that_shows(format, "\nhead\n more\n\n1 a\n b\n\n c\n2\r\n3\n d\n") == "");
  CHECK(resume_that_shows(joined(Kind::logfmt, "^level="), "level=info\n  a=1\nlevel=warn\noops\n") == "");
  // What goes on in one that was given up is left out also by who comes later.
  const std::string text = "1\n" + std::string(300, ' ') + "\n more\n and more\n2 x\n y\n3\n";
  CHECK(resume_that_shows(format, text, "in", 100) == "");
  const Records records = ResumedReading(format, "in", text, ResumedReading::Next::anew, 100).read(10);
  CHECK(records == Records{"overlong @0", R"({"line":"2 x\n y"})", R"({"line":"3"})"});
  std::mt19937 random(Catch::rngSeed());
  for (int trial = 0; trial < 300; ++trial) {
    const std::string any = random_text(random, {"1", "x", " ", "\n", "\r\n", "2 a\n", "  b\n", "\n\n"}, 40);
    INFO(any);
    CHECK(resume_that_shows(format, any) == "");
    CHECK(resume_that_shows(format, any, "in", 12) == "");
  }
}

TEST_CASE("resume: a state that is cut off, changed or of another format does no harm") {
  const std::vector<std::pair<InputFormat, std::string>> kinds = {
      {of(Kind::json), state_behind(of(Kind::json), "[1,")},
      {of(Kind::csv), state_behind(of(Kind::csv), "a,b\n1,2\n")},
      {of(Kind::zeek), state_behind(of(Kind::zeek), "#separator \\x09\n#fields\ta\tb\n1\t2\n")},
      {of(Kind::journal), state_behind(of(Kind::journal), "A=1\n\n")},
      {of(Kind::automatic), state_behind(of(Kind::automatic), "a;b\n1;2\n")},
      {of(Kind::automatic), state_behind(of(Kind::automatic), "{\n\"a\":1}\n")}};
  for (const auto& kind : kinds) {
    const InputFormat& format = kind.first;
    const std::string& state = kind.second;
    CAPTURE(name_of(format.kind), state);
    CHECK(make_framing(format, "in")->resume(state));
    for (size_t size = 1; size < state.size(); ++size) {
      CHECK_FALSE(make_framing(format, "in")->resume(state.substr(0, size)));
    }
    if (format.kind != Kind::journal) CHECK_FALSE(make_framing(format, "in")->resume(state + "x"));
    for (size_t bit = 0; bit < state.size() * 8; ++bit) {
      std::string changed = state;
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
      const auto framing = make_framing(format, "in");
      if (!framing->resume(changed)) continue;
      framed(
          [&](uint32_t, std::string_view) {
            auto again = make_framing(format, "in");
            CHECK(again->resume(changed));
            return again;
          },
          "1,2\n3;4\n[5\t6\n\n");
    }
    for (const auto& [other, foreign] : kinds) {
      if (other.kind != format.kind) CHECK_FALSE(make_framing(format, "in")->resume(foreign));
    }
  }
  InputFormat named = of(Kind::csv);
  named.header = {"p", "q"};
  CHECK_FALSE(make_framing(named, "in")->resume(state_behind(of(Kind::csv), "a,b\n1,2\n")));
  CHECK_FALSE(make_framing(joined(Kind::text, "^x"), "in")->resume("x"));
  CHECK_FALSE(make_framing(of(Kind::text), "in")->resume("x"));
}

}  // namespace runnel::format
