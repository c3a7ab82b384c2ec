#include "json/validator.h"

#include <rapidcheck.h>
#include <simdjson.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "json/line_fixture.h"
#include "json/random_line.h"
#include "json/slow_json.h"

namespace runnel::json {
namespace {

std::optional<SyntaxError> check(std::string_view text, std::string_view filler = "\n") {
  const PaddedLine line(text, filler);
  return Validator().check(line.text());
}

std::string repeated(std::string_view text, size_t times) {
  std::string result;
  for (size_t i = 0; i < times; ++i) result += text;
  return result;
}

TEST_CASE("what is wrong, and where") {
  struct Case {
    std::string_view text;
    size_t offset;
    std::string_view reason;
  };
  static const Case kCases[] = {
      {"", 0, "expected a value, found the end of the line"},
      {"   ", 3, "expected a value, found the end of the line"},
      {R"({"a":1)", 6, "unterminated object"},
      {R"({"a":)", 5, "expected a value, found the end of the line"},
      {R"({"a")", 4, "unterminated object"},
      {R"({"a" 1})", 5, "expected : after a key"},
      {R"({)", 1, "unterminated object"},
      {R"({"a":1,)", 7, "unterminated object"},
      {R"({"a":1,})", 7, "expected a key in quotes"},
      {R"({a:1})", 1, "expected a key in quotes"},
      {R"({"a":1 "b":2})", 7, "expected , or }"},
      {R"({"a":1])", 6, "expected , or }"},
      {R"([1)", 2, "unterminated array"},
      {R"([1,)", 3, "expected a value, found the end of the line"},
      {R"([1,])", 3, "expected a value"},
      {R"([,1])", 1, "expected a value"},
      {R"([1,,2])", 3, "expected a value"},
      {R"([1})", 2, "expected , or ]"},
      {R"([1 2])", 3, "expected , or ]"},
      {R"("abc)", 4, "unterminated string"},
      {"\"abc\r", 4, "unterminated string"},
      {R"("abc\)", 4, "invalid escape in a string"},
      {R"("abc\")", 6, "unterminated string"},
      {R"("\x41")", 1, "invalid escape in a string"},
      {R"("a\u12g4")", 2, "invalid escape in a string"},
      {R"("a\u12)", 2, "invalid escape in a string"},
      {"\"a\tb\"", 2, "control character in a string: it must be escaped"},
      {{"\"a\0b\"", 5}, 2, "control character in a string: it must be escaped"},
      {"\"a\rb\"", 2, "control character in a string: it must be escaped"},
      {"01", 1, "a number must not start with 0"},
      {"-01", 2, "a number must not start with 0"},
      {"-", 1, "expected a digit"},
      {"-x", 1, "expected a digit"},
      {"1.", 2, "expected a digit after the decimal point"},
      {"1.e5", 2, "expected a digit after the decimal point"},
      {"1e", 2, "expected a digit in the exponent"},
      {"1e+", 3, "expected a digit in the exponent"},
      {"+1", 0, "expected a value"},
      {".5", 0, "expected a value"},
      {"NaN", 0, "expected a value"},
      {"tru", 3, "expected true"},
      {R"({"b":tru})", 8, "expected true"},
      {"falsy", 4, "expected false"},
      {"nul", 3, "expected null"},
      {"nullx", 4, "expected the end of the line: a record is one JSON value"},
      {R"({"a":1} {"a":2})", 8, "expected the end of the line: a record is one JSON value"},
      {R"({"a":1}x)", 7, "expected the end of the line: a record is one JSON value"},
      {"1 2", 2, "expected the end of the line: a record is one JSON value"},
      {{"{\"a\":1}\0", 8}, 7, "expected the end of the line: a record is one JSON value"},
      {{"\0", 1}, 0, "expected a value"},
      {"\xef\xbb\xbf{}", 0, "expected a value"},
      {"[\"a\xff\"]", 3, "invalid UTF-8"},
      {"[\"\xc3\xa9\x80\x80\x80\x80\x80\x80\"]", 4, "invalid UTF-8"},
      {"\"aaaaaaaaaaaaaaaa\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\"", 17, "invalid UTF-8"},
      {"\"\xe2\x82\xac\xe2\x82\"", 4, "invalid UTF-8"},
      {"\"x\xed\xa0\x80y\"", 2, "invalid UTF-8"},
      {"\"x\xc0\xafy\"", 2, "invalid UTF-8"},
      {"\"x\xf4\x90\x80\x80y\"", 2, "invalid UTF-8"},
      {"\"x\xf0\x9f\x98\"", 2, "invalid UTF-8"},
  };
  on_every_target([](const char* target) {
    for (const Case& c : kCases) {
      for (const std::string_view filler : kFillers) {
        const auto error = check(c.text, filler);
        CAPTURE(target, c.text, filler);
        REQUIRE(error.has_value());
        CHECK(error->offset == c.offset);
        CHECK(std::string_view(error->reason) == c.reason);
      }
    }
  });
}

TEST_CASE("what is right") {
  static const std::string_view kLines[] = {"0",
                                            "-0",
                                            "-0.0e-0",
                                            "1E400",
                                            "123456789012345678901234567890123456789012345678901234567890",
                                            "null",
                                            " true\t",
                                            "false\r",
                                            "\"\"",
                                            R"("\"\\\/\b\f\n\r\t\u00e9\uABCD")",
                                            R"("\ud800")",
                                            R"("\udc00\ud800")",
                                            "{}",
                                            "[]",
                                            " { } ",
                                            "[ ]\r",
                                            R"({"":""})",
                                            R"({"a":1,"a":2})",
                                            "\"\x7f\"",
                                            "\"\xf4\x8f\xbf\xbf\xef\xbf\xbf\"",
                                            R"([1 , -2.5e+3,"x",null,[{}],{"a":[]}])"};
  on_every_target([](const char* target) {
    for (const std::string_view line : kLines) {
      for (const std::string_view filler : kFillers) {
        CAPTURE(target, line, filler);
        CHECK(!check(line, filler).has_value());
      }
    }
  });
}

TEST_CASE("depth") {
  struct Shape {
    std::string_view open, middle, close;
  };
  for (const Shape& shape : {Shape{"[", "", "]"}, Shape{"{\"a\":", "1", "}"}, Shape{" [ ", "0", " ] "}}) {
    CAPTURE(shape.open);
    const auto nested = [&](size_t depth) {
      return repeated(shape.open, depth) + std::string(shape.middle) + repeated(shape.close, depth);
    };
    CHECK(!check(nested(kMaxDepth)).has_value());
    const auto error = check(nested(kMaxDepth + 1));
    REQUIRE(error.has_value());
    CHECK(error->offset == shape.open.size() * kMaxDepth + (shape.open[0] == ' ' ? 1 : 0));
    CHECK(std::string_view(error->reason) == "nested deeper than 10000");
  }
  const std::string deep = repeated("[", kMaxDepth - 1);
  CHECK(!check(deep + "[],[],{}" + repeated("]", kMaxDepth - 1)).has_value());
  CHECK(check(deep + "[[]]" + repeated("]", kMaxDepth - 1)).has_value());
  // The two cases of JSONTestSuite that are too large to be shipped.
  CHECK(check(repeated("[", 100'000)).has_value());
  CHECK(check(repeated("[{\"\":", 50'000)).has_value());
}

// What RFC 8259 leaves to the implementation, and we refuse: text that is not UTF-8, and a byte order mark
// within the input. All other such cases are numbers of unusual size and escaped lone surrogates, which are
// within the grammar.
const std::string_view kRefused[] = {
    "i_string_UTF-16LE_with_BOM.json",
    "i_string_UTF-8_invalid_sequence.json",
    "i_string_UTF8_surrogate_U+D800.json",
    "i_string_invalid_utf-8.json",
    "i_string_iso_latin_1.json",
    "i_string_lone_utf8_continuation_byte.json",
    "i_string_not_in_unicode_range.json",
    "i_string_overlong_sequence_2_bytes.json",
    "i_string_overlong_sequence_6_bytes.json",
    "i_string_overlong_sequence_6_bytes_null.json",
    "i_string_truncated-utf-8.json",
    "i_string_utf16BE_no_BOM.json",
    "i_string_utf16LE_no_BOM.json",
    "i_structure_UTF-8_BOM_empty_object.json",
};

struct SuiteCase {
  std::string name;
  std::string text;
};

// Those that hold a newline within, and so are several lines, are left aside.
std::vector<SuiteCase> suite() {
  std::vector<SuiteCase> cases;
  for (const auto& entry :
       std::filesystem::directory_iterator(TEST_DATA "/json/JSONTestSuite/test_parsing")) {
    std::ifstream in(entry.path(), std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(in), {});
    if (text.ends_with('\n')) text.pop_back();
    if (text.find('\n') == std::string::npos)
      cases.push_back({entry.path().filename().string(), std::move(text)});
  }
  return cases;
}

TEST_CASE("JSONTestSuite, each case a line among good lines") {
  const std::vector<SuiteCase> cases = suite();
  REQUIRE(cases.size() > 300);
  const std::string before = R"({"before":[1,"x"]})";
  const std::string after = R"(["after"])";
  on_every_target([&](const char* target) {
    Validator validator;
    for (const SuiteCase& c : cases) {
      CAPTURE(target, c.name);
      const bool refused = c.name[0] == 'n' ||
                           std::find(std::begin(kRefused), std::end(kRefused), c.name) != std::end(kRefused);
      const PaddedLine lines(before + '\n' + c.text + '\n' + after);
      const std::string_view text = lines.text();
      const auto error = validator.check(text.substr(before.size() + 1, c.text.size()));
      CHECK(error.has_value() == refused);
      if (error.has_value()) CHECK(error->offset <= c.text.size());
      CHECK(!validator.check(text.substr(0, before.size())).has_value());
      CHECK(!validator.check(text.substr(text.size() - after.size())).has_value());
    }
  });
}

TEST_CASE("the same verdict and place as the slow twin, on every target") {
  on_every_target([](const char* target) {
    INFO(target);
    CHECK(rc::check("validator", [](uint64_t seed) {
      RandomLines random(seed);
      Validator validator;
      const std::string document = random.document();
      for (int i = 0; i < 20; ++i) {
        const std::string text = i == 0 ? document : i < 18 ? random.damaged(document) : random.garbage(80);
        const PaddedLine line(text, kFillers[random.below(std::size(kFillers))]);
        const auto slow = slow_fault(text);
        const auto fast = validator.check(line.text());
        if (i == 0) RC_ASSERT(!slow.has_value());
        RC_ASSERT(fast.has_value() == slow.has_value());
        if (fast.has_value()) RC_ASSERT(fast->offset == *slow);
        if (!slow_utf8_fault(text).has_value()) {
          RC_ASSERT(validator.check_grammar(line.text()).has_value() == fast.has_value());
        }
      }
    }));
  });
}

TEST_CASE("keys that must be unique: the same verdict as the slow twin, on every target") {
  on_every_target([](const char* target) {
    INFO(target);
    CHECK(rc::check("unique keys", [](uint64_t seed) {
      RandomLines random(seed);
      Validator validator(Keys::are_unique);
      for (int i = 0; i < 20; ++i) {
        const PaddedLine line(random.document(), kFillers[random.below(std::size(kFillers))]);
        SlowNode root;
        RC_ASSERT(SlowParser(line.text()).run(root));
        RC_ASSERT(validator.check(line.text()).has_value() == slow_repeats(root));
      }
    }));
  });
}

// simdjson's DOM speaks for documents within 64 bits, the range of doubles, 1,024 levels and complete
// surrogates; a difference there is a fault of ours.
TEST_CASE("the same verdict as simdjson, under each of its implementations") {
  const simdjson::implementation* const chosen = simdjson::get_active_implementation();
  for (const simdjson::implementation* implementation : simdjson::get_available_implementations()) {
    if (!implementation->supported_by_runtime_system()) continue;
    INFO(implementation->name());
    simdjson::get_active_implementation() = implementation;
    CHECK(rc::check("simdjson", [](uint64_t seed) {
      RandomLines random(seed);
      Validator validator;
      simdjson::dom::parser parser;
      const std::string document = random.document();
      for (int i = 0; i < 10; ++i) {
        const std::string text = i == 0 ? document : random.damaged(document);
        const PaddedLine line(text);
        const auto ours = validator.check(line.text());
        const auto theirs = parser.parse(line.begin(), text.size(), false).error();
        if (theirs == simdjson::SUCCESS) RC_ASSERT(!ours.has_value());
        const bool speaks = theirs != simdjson::NUMBER_ERROR && theirs != simdjson::STRING_ERROR;
        if (theirs != simdjson::SUCCESS && speaks) RC_ASSERT(ours.has_value());
      }
    }));
    CHECK(check("[\"a\xff\"]")->offset == 3);
    CHECK(!check("[\"\xe2\x82\xac\"]").has_value());
  }
  simdjson::get_active_implementation() = chosen;
}

}  // namespace
}  // namespace runnel::json
