#include "expr/functions/formats.h"

#include <rapidcheck.h>

#include <string>

#include "../catch.h"
#include "base/base64.h"
#include "expr/functions/encodings.h"
#include "function_runner.h"

namespace runnel::expr {
namespace {

TEST_CASE("formats") {
  struct Row {
    std::string_view name;
    std::string_view input;
    std::string_view output;
  };
  FunctionRunner runner;
  for (const Row& row : std::initializer_list<Row>{
           {"text", R"("a")", R"("a")"},
           {"text", "[1, 2]", R"("[1,2]")"},
           {"json", "1.0", R"("1.0")"},
           {"json", R"("a")", R"("\"a\"")"},
           {"html", R"("<&'\">\u0000")", R"("&lt;&amp;&apos;&quot;&gt;\\0")"},
           {"html", R"([1,"<"])", R"("[1,&quot;&lt;&quot;]")"},
           {"uri", R"("a b/é~-_.!")", R"("a%20b%2F%C3%A9~-_.%21")"},
           {"urid", R"("a%20b%c3%A9+")", R"("a bé+")"},
           {"urid", R"("%zz")", R"(error: string ("%zz") is not a valid uri encoding)"},
           {"urid", R"("%ff")", R"(error: string ("%ff") is not a valid uri encoding)"},
           {"urid", R"("%2")", R"(error: string ("%2") is not a valid uri encoding)"},
           {"csv", R"([1,"a\"b",null,true,1.50])", R"("1,\"a\"\"b\",,true,1.50")"},
           {"csv", R"("a")", R"(error: string ("a") cannot be csv-formatted, only array)"},
           {"csv", "[[1]]", "error: array ([1]) is not valid in a csv row"},
           {"tsv", R"(["a\tb\n\r\\","x",1,null])", R"("a\\tb\\n\\r\\\\\tx\t1\t")"},
           {"tsv", "1", "error: number (1) cannot be tsv-formatted, only array"},
           {"sh", R"("it's")", R"("'it'\\''s'")"},
           {"sh", R"([1,"a b",null])", R"("1 'a b' null")"},
           {"sh", "[[1]]", "error: array ([1]) can not be escaped for shell"},
           {"base64", R"("aé")", R"("YcOp")"},
           {"base64", "[1]", R"("WzFd")"},
           {"base64d", R"("YcOp==")", R"("aé")"},
           {"base64d", R"("YQ")", R"("a")"},
           {"base64d", R"("/w==")", R"("�")"},
           {"base64d", R"("wIA=")", R"("��")"},
           {"base64d", R"("4oIo")", R"("�(")"},
           {"base64d", R"("Y")", R"(error: string ("Y") trailing base64 byte found)"},
           {"base64d", R"("-_")", R"(error: string ("-_") is not valid base64 data)"},
           {"base32", R"("foobar")", R"("MZXW6YTBOI======")"},
           {"base32d", R"("MZXW6YTBOI======")", R"("foobar")"},
           {"base32d", R"("MZXW6YTBOI")", R"("foobar")"},
           {"base32d", R"("1")", R"(error: string ("1") is not valid base32 data)"},
           {"foo", "1", "error: foo is not a valid format"},
       }) {
    CAPTURE(row.name, row.input);
    json::Value output;
    const Flow flow = apply_format(runner.context(), row.name, runner.value(row.input), output);
    CHECK(shown(flow, runner.context(), output) == row.output);
    CHECK(known_format(row.name) == (row.name != "foo"));
  }
}

TEST_CASE("what is encoded is decoded to the same bytes") {
  REQUIRE(rc::check("base64 and base32", [](const std::string& bytes) {
    std::string text;
    std::string back;
    append_base64(text, bytes);
    RC_ASSERT(append_base64_decoded(back, text) == nullptr);
    RC_ASSERT(back == bytes);
    text.clear();
    back.clear();
    append_base32(text, bytes);
    RC_ASSERT(append_base32_decoded(back, text) == nullptr);
    RC_ASSERT(back == bytes);
  }));
  REQUIRE(rc::check("uri", [] {
    const auto bytes = *rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127));
    std::string text;
    std::string back;
    append_uri(text, bytes);
    RC_ASSERT(append_uri_decoded(back, text));
    RC_ASSERT(back == bytes);
  }));
}

}  // namespace
}  // namespace runnel::expr
