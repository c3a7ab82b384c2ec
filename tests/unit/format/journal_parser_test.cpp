#include "format/journal_parser.h"

#include <cstdint>

#include "../catch.h"
#include "journal_fixture.h"
#include "parse_fixture.h"

namespace runnel::format {

namespace {

std::string read(std::string_view entry) {
  return parsed(make_journal_parser(), entry);
}

}  // namespace

TEST_CASE("journal: fields in their order, all strings") {
  CHECK(
      read(
          "__CURSOR=s=1;i=2\n__REALTIME_TIMESTAMP=1342540861416351\nPRIORITY=6\nMESSAGE=a \"b\"\nEMPTY=\n") ==
      R"({"__CURSOR":"s=1;i=2","__REALTIME_TIMESTAMP":"1342540861416351","PRIORITY":"6","MESSAGE":"a \"b\"",)"
      R"("EMPTY":""})");
  CHECK(read("A=1") == R"({"A":"1"})");
}

TEST_CASE("journal: values with a length") {
  CHECK(read("A=1\n" + with_length("MESSAGE", "one\n\ntwo=\n") + "B=2\n") ==
        R"({"A":"1","MESSAGE":"one\n\ntwo=\n","B":"2"})");
  CHECK(read(with_length("A", "") + with_length("B", "x\x1b[0m")) == R"({"A":"","B":"x\u001b[0m"})");
  const std::string long_value(300, 'x');
  CHECK(read(with_length("A", long_value)) == "{\"A\":\"" + long_value + "\"}");
}

TEST_CASE("journal: what is not UTF-8 is an array of its bytes") {
  CHECK(read("A=ü\nB=\xff z\n" + with_length("C", std::string("\0\n\x80\xfe", 4))) ==
        R"({"A":"ü","B":[255,32,122],"C":[0,10,128,254]})");
}

TEST_CASE("journal: a field that is there several times is an array") {
  CHECK(read("A=1\nB=x\nA=2\nC=y\nB=\xff\nA=3\n") == R"({"A":["1","2","3"],"B":["x",[255]],"C":"y"})");
  const auto parser = make_journal_parser()();
  CHECK(parsed(*parser, "A=1\nA=2\n") == R"({"A":["1","2"]})");
  CHECK(parsed(*parser, "A=3\n") == R"({"A":"3"})");
}

TEST_CASE("journal: entries that are none, and where") {
  const std::string none = "expected FIELD=value, or FIELD and the length of its value";
  CHECK(read("A=1\nlower=2\n") == "bad 4: " + none);
  CHECK(read("=1\n") == "bad 0: " + none);
  CHECK(read("1A=1\n") == "bad 0: " + none);
  CHECK(read(std::string(65, 'A') + "=1\n") == "bad 0: " + none);
  CHECK(read("A=1\nB\n") == "bad 4: the field's value is cut off");
  CHECK(read("A=1\nB") == "bad 4: the field's value is cut off");
  CHECK(read("B\n" + length_of(5) + "1234") == "bad 0: the field's value is cut off");
  CHECK(read("B\n" + length_of(3) + "1234\n") == "bad 0: expected a newline behind the field's value");
  CHECK(read("B\n" + length_of(uint64_t{1} << 40) + "1234\n") ==
        "bad 0: the field's value is longer than 768 MiB");
}

}  // namespace runnel::format
