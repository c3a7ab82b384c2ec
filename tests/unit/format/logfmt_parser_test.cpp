#include "format/logfmt_parser.h"

#include "../catch.h"
#include "parse_fixture.h"

namespace runnel::format {

namespace {

std::string read(std::string_view line, Infer infer = Infer::scalars) {
  return parsed(make_logfmt_parser(infer), line);
}

}  // namespace

TEST_CASE("logfmt: pairs, in their order") {
  CHECK(read("level=info msg=\"it works\" took=12.50 ok=true cached") ==
        R"({"level":"info","msg":"it works","took":12.50,"ok":true,"cached":true})");
  CHECK(read("  a=1\t\tb=2  ") == R"({"a":1,"b":2})");
  CHECK(read("cached a=1") == R"({"cached":true,"a":1})");
  CHECK(read("a=1\nb=2\r\n\tc=3") == R"({"a":1,"b":2,"c":3})");
}

TEST_CASE("logfmt: values that are missing, empty, or hold signs") {
  CHECK(read("a= b=\"\" c=") == R"({"a":null,"b":"","c":null})");
  CHECK(read("url=/x?a=b&c=\"d\" n=1") == R"({"url":"/x?a=b&c=\"d\"","n":1})");
  CHECK(read("a==b") == R"({"a":"=b"})");
  CHECK(read("a.b-c/d=ü") == R"({"a.b-c/d":"ü"})");
}

TEST_CASE("logfmt: types of bare values") {
  CHECK(
      read("a=-0.5e3 b=007 c=+5 d=.5 e=1_000 f=0x1F g=NaN h=True i=false j=null") ==
      R"({"a":-0.5e3,"b":"007","c":"+5","d":".5","e":"1_000","f":"0x1F","g":"NaN","h":"True","i":false,"j":"null"})");
  CHECK(read("a=\"12\" b=\"true\"") == R"({"a":"12","b":"true"})");
  CHECK(read("a=12 b=true c", Infer::none) == R"({"a":"12","b":"true","c":true})");
}

TEST_CASE("logfmt: escapes between quotes") {
  CHECK(read(R"(a="say \"hi\"" b="C:\\dir" c="1\n2\t3\r")") ==
        R"({"a":"say \"hi\"","b":"C:\\dir","c":"1\n2\t3\r"})");
  CHECK(read(R"(a="\u00fc\u20ac" b="\ud83d\ude00" c="\U0001F600")") == R"({"a":"ü€","b":"😀","c":"😀"})");
  CHECK(read(R"(a="\ud83d" b="\ude00x" c="\ud83d\u0041")") == R"({"a":"�","b":"�x","c":"�A"})");
  CHECK(read(R"(a="\x1b[0m" b="\a\b\f\v\/")") == R"({"a":"\u001b[0m","b":"\u0007\b\f\u000b/"})");
}

TEST_CASE("logfmt: what is no escape stays as it is") {
  CHECK(read(R"(a="\q" b="\xff" c="\u12" d="\xZZ" e="\U00110000" f="\Ud8000000")") ==
        R"({"a":"\\q","b":"\\xff","c":"\\u12","d":"\\xZZ","e":"\\U00110000","f":"\\Ud8000000"})");
  CHECK(read(R"(bare=C:\temp)") == R"({"bare":"C:\\temp"})");
}

TEST_CASE("logfmt: a long value in quotes, with the quote in every place of a word") {
  for (size_t size = 0; size < 40; ++size) {
    const std::string value(size, 'x');
    CHECK(read("k=\"" + value + "\"") == "{\"k\":\"" + value + "\"}");
    CHECK(read("k=\"" + value + "\\\"\" j=1") == "{\"k\":\"" + value + "\\\"\",\"j\":1}");
  }
}

TEST_CASE("logfmt: lines that are none") {
  CHECK(read("only some words") == "bad 0: expected key=value");
  CHECK(read("a=1 \"b\"=2") == "bad 4: expected key=value, found \"");
  CHECK(read("a=1 b\"c=2") == "bad 5: expected key=value, found \"");
  CHECK(read("a=1 =2") == "bad 4: expected a key before =");
  CHECK(read("a=1 b=\"x") == "bad 6: unterminated string: expected \" behind the value");
  CHECK(read("b=\"x\\\"") == "bad 2: unterminated string: expected \" behind the value");
  CHECK(read("b=\"x\\") == "bad 2: unterminated string: expected \" behind the value");
  CHECK(read("b=\"x\"y c=1") == "bad 5: expected a blank behind the closing \"");
}

}  // namespace runnel::format
