#include "format/output/logfmt_form.h"

#include <optional>

#include "catch.h"
#include "format/output/form_fixture.h"
#include "format/output/random_records.h"
#include "format/scalar_text.h"

namespace runnel::format {
namespace {

using Kind = OutputFormat::Kind;
using Pairs = std::vector<std::pair<std::string, Scalar>>;

std::string logfmt(const std::string& record) {
  return text_of(Kind::logfmt, {record});
}

// What stands behind a backslash at `at`, which is moved behind it.
std::optional<char> escaped(const std::string& line, size_t& at) {
  if (at + 1 >= line.size()) return std::nullopt;
  const char c = line[at + 1];
  at += 2;
  if (c == 'n') return '\n';
  if (c == 't') return '\t';
  if (c == 'r') return '\r';
  if (c == '"' || c == '\\') return c;
  if (c != 'u' || at + 4 > line.size()) return std::nullopt;
  const int code = std::stoi(line.substr(at, 4), nullptr, 16);
  at += 4;
  return static_cast<char>(code);  // below 0x80: nothing else is written so
}

// The slow and obvious reader of one line: pairs of key=value, a single blank between them.
std::optional<Pairs> read(const std::string& line) {
  Pairs pairs;
  for (size_t at = 0;;) {
    const size_t equals = line.find('=', at);
    if (equals == line.npos || equals == at) return std::nullopt;
    const std::string key = line.substr(at, equals - at);
    if (key.find_first_of(" \t\"") != key.npos) return std::nullopt;
    at = equals + 1;
    Scalar value;
    if (at < line.size() && line[at] == '"') {
      value.is_string = true;
      for (++at; at < line.size() && line[at] != '"';) {
        if (line[at] != '\\') {
          value.text += line[at++];
          continue;
        }
        const auto c = escaped(line, at);
        if (!c) return std::nullopt;
        value.text += *c;
      }
      if (at++ >= line.size()) return std::nullopt;
    } else {
      while (at < line.size() && line[at] != ' ') value.text += line[at++];
      if (value.text.find_first_of("\"=\t\r\n") != value.text.npos) return std::nullopt;
      value.is_string = !value.text.empty() && kind_of(value.text, Infer::scalars) == Field::Kind::string;
    }
    pairs.emplace_back(key, value);
    if (at == line.size()) return pairs;
    if (line[at++] != ' ') return std::nullopt;
  }
}

TEST_CASE("logfmt: a pair a member") {
  CHECK(logfmt(R"({"level":"info","ms":1.50,"ok":true,"user":null,"msg":"all is well"})") ==
        "level=info ms=1.50 ok=true user= msg=\"all is well\"\n");
  CHECK(logfmt(R"( { "a" : 1 } )") == "a=1\n");
  CHECK(logfmt(R"({"a":[1,"x"],"b":{"c":2}})") == "a=\"[1,\\\"x\\\"]\" b=\"{\\\"c\\\":2}\"\n");
  CHECK(text_of(Kind::logfmt, {"7", R"("x y")", "null", "[1]"}) ==
        "value=7\nvalue=\"x y\"\nvalue=\nvalue=\"[1]\"\n");
}

TEST_CASE("logfmt: strings that are no bare words") {
  CHECK(logfmt(R"({"a":"","b":"12","c":"true","d":"x=y","e":"null","f":"a\"b","g":"C:\\x","h":"007"})") ==
        R"(a="" b="12" c="true" d="x=y" e="null" f="a\"b" g=C:\x h=007)"
        "\n");
  CHECK(logfmt(R"({"a":"x\ny\tz\r\u0001\u007f\b","b":"größe"})") ==
        "a=\"x\\ny\\tz\\r\\u0001\\u007f\\u0008\" b=größe\n");
}

TEST_CASE("logfmt: names that are no keys are changed, and that is said") {
  const Formed one = formed({.kind = Kind::logfmt}, {R"({"a b":1})"});
  CHECK(one.text == "a_b=1\n");
  CHECK(one.lost == "1 name was written with _ for what no key of logfmt holds, such as \"a b\"");
  const Formed many = formed({.kind = Kind::logfmt}, {R"({"a=\"b":1,"":2})"});
  CHECK(many.text == "a__b=1 _=2\n");
  CHECK(many.lost == "2 names were written with _ for what no key of logfmt holds, such as \"a=\"b\"");
}

TEST_CASE("logfmt: a record without members is no line, and that is said") {
  const Formed none = formed({.kind = Kind::logfmt}, {"{}", R"({"a":1})", "{}"});
  CHECK(none.text == "a=1\n");
  CHECK(none.lost == "2 records have no members, and nothing was written for them");
}

TEST_CASE("logfmt: what is written reads back as the same scalars") {
  rc::check([] {
    const auto key = rc::gen::element<std::string>("a", "level", "größe", "x.y", "日本", "C:\\", "1", "true");
    const auto keys = *rc::gen::nonEmpty(rc::gen::unique<std::vector<std::string>>(key));
    Pairs pairs;
    std::string record = "{";
    for (const auto& name : keys) {
      pairs.emplace_back(name, *any_scalar());
      if (record.size() > 1) record += ',';
      record += json_of({true, name}) + ":" + json_of(pairs.back().second);
    }
    const Formed out = formed({.kind = Kind::logfmt}, {record + "}"});
    RC_ASSERT(out.lost.empty());
    RC_ASSERT(out.text.find('\n') == out.text.size() - 1);
    const auto read_back = read(out.text.substr(0, out.text.size() - 1));
    RC_ASSERT(read_back.has_value());
    RC_ASSERT(*read_back == pairs);
  });
}

}  // namespace
}  // namespace runnel::format
