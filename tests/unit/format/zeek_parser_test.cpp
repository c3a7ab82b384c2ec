#include "format/zeek_parser.h"

#include "../catch.h"
#include "parse_fixture.h"

namespace runnel::format {

namespace {

// A record of one column `v`, by its type.
std::string value(std::string_view type, std::string_view cell) {
  auto header = std::make_shared<ZeekHeader>();
  header->read("#fields\tv");
  header->read("#types\t" + std::string(type));
  return parsed(make_zeek_parser(header), cell);
}

std::string read(std::vector<std::string> lines, std::string_view record) {
  auto header = std::make_shared<ZeekHeader>();
  for (const std::string& line : lines) header->read(line);
  return parsed(make_zeek_parser(header), record);
}

const std::vector<std::string> kHeader = {"#separator \\x09", "#set_separator\t,",
                                          "#fields\tts\tid.orig_h\tn\tok", "#types\ttime\taddr\tcount\tbool"};

}  // namespace

TEST_CASE("zeek: cells by their columns, unset ones left out") {
  CHECK(read(kHeader, "1713571201.123456\t10.0.0.1\t7\tT") ==
        R"({"ts":1713571201.123456,"id.orig_h":"10.0.0.1","n":7,"ok":true})");
  CHECK(read(kHeader, "-\t-\t-\tF") == R"({"ok":false})");
  CHECK(read(kHeader, "-\t-\t-\t-") == "{}");
}

TEST_CASE("zeek: names that are not UTF-8 are no names in JSON") {
  CHECK(read({"#fields\ta\xff"}, "1") == "bad 0: the names in #fields are not UTF-8");
}

TEST_CASE("zeek: values by their types") {
  CHECK(value("count", "18446744073709551615") == R"({"v":18446744073709551615})");
  CHECK(value("interval", "-1.5e-06") == R"({"v":-1.5e-06})");
  CHECK(value("double", "nan") == R"({"v":"nan"})");
  CHECK(value("port", "80/tcp") == "bad 0: expected a number in v");
  CHECK(value("count", "") == "bad 0: expected a number in v");
  CHECK(value("bool", "true") == "bad 0: expected T or F in v");
  CHECK(value("string", "(empty)") == R"({"v":""})");
  CHECK(value("string", "") == R"({"v":""})");
  CHECK(value("string", "12") == R"({"v":"12"})");
  CHECK(value("enum", "Notice::LOG") == R"({"v":"Notice::LOG"})");
}

TEST_CASE("zeek: escapes") {
  CHECK(value("string", R"(a\x09b\x5cc\\d)") == R"({"v":"a\tb\\c\\d"})");
  CHECK(value("string", R"(\xc3\xbc)") == R"({"v":"ü"})");
  CHECK(value("string", R"(\xff\x41)") == R"({"v":"\\xff\\x41"})");
  CHECK(value("string", R"(\x2d)") == R"({"v":"-"})");
  CHECK(value("string", R"(a\nb\xg0\)") == R"({"v":"a\\nb\\xg0\\"})");
}

TEST_CASE("zeek: sets and vectors") {
  CHECK(value("set[string]", "a,b c,\"") == R"({"v":["a","b c","\""]})");
  CHECK(value("set[string]", "(empty)") == R"({"v":[]})");
  CHECK(value("set[string]", R"(a\x2cb,\x2d,-)") == R"({"v":["a,b","-",null]})");
  CHECK(value("vector[count]", "1,2,-,4") == R"({"v":[1,2,null,4]})");
  CHECK(value("vector[bool]", "T,F") == R"({"v":[true,false]})");
  CHECK(value("vector[string]", "a,,(empty),") == R"({"v":["a","","",""]})");
  CHECK(value("vector[count]", "1,x") == "bad 0: expected a number in v");
  CHECK(value("set[addr]", "-") == "{}");
}

TEST_CASE("zeek: separators of the header") {
  const std::vector<std::string> header = {"#separator \\x7c\\x7c", "#set_separator||; ", "#fields||a||b||c",
                                           "#types||set[count]||string||string"};
  CHECK(read(header, "1; 2||x|y||z") == R"({"a":[1,2],"b":"x|y","c":"z"})");
}

TEST_CASE("zeek: records that are none") {
  CHECK(read(kHeader, "1\t2\t3") == "bad 5: expected 4 fields, found 3");
  CHECK(read(kHeader, "1\t2\t3\tT\t5\t6") == "bad 11: expected 4 fields, found 6");
  CHECK(read(kHeader, "1\th\tx\tT") == "bad 4: expected a number in n");
  CHECK(read({}, "1\t2") == "bad 0: expected a header with #fields before the first record");
  CHECK(read({"#fields\ta\tb", "#types\tcount"}, "1\t2") ==
        "bad 0: the header has not as many #types as #fields");
}

}  // namespace runnel::format
