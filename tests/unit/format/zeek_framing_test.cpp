#include "format/zeek_framing.h"

#include "../catch.h"
#include "framing_fixture.h"

namespace runnel::format {

namespace {

using Records = std::vector<std::string>;

std::unique_ptr<io::Framing> make(uint32_t /*source*/, std::string_view /*name*/) {
  return make_zeek_framing();
}

std::string header(std::string_view fields, std::string_view types) {
  return "#separator \\x09\n#set_separator\t,\n#path\tx\n#fields\t" + std::string(fields) + "\n#types\t" +
         std::string(types) + "\n";
}

const std::string kTwoLogs = header("a\tb", "count\tstring") + "1\tx\n2\ty\n\n#close\t2024\n" +
                             header("c", "bool") + "T\nF\n#close\t2024\n";

}  // namespace

TEST_CASE("zeek framing: a header rules the records behind it") {
  CHECK(framed(make, kTwoLogs) ==
        Records{R"({"a":1,"b":"x"})", R"({"a":2,"b":"y"})", R"({"c":true})", R"({"c":false})"});
  CHECK(framed(make, header("a", "count") + "1") == Records{R"({"a":1})"});
  CHECK(framed(make, header("a", "count")).empty());
  CHECK(framed(make, "#fields\ta\r\n1\r\n") == Records{R"({"a":"1"})"});
  CHECK(framed(make, "").empty());
}

TEST_CASE("zeek framing: records without a header are bad ones") {
  const std::string none = "bad 0: expected a header with #fields before the first record";
  CHECK(framed(make, "1\tx\n2\ty\n" + header("a", "count") + "1\n") == Records{none, none, R"({"a":1})"});
}

TEST_CASE("zeek framing: a bad record between good ones") {
  CHECK(framed(make, header("a", "count") + "1\nx\n3\n") ==
        Records{R"({"a":1})", "bad 0: expected a number in a", R"({"a":3})"});
}

TEST_CASE("zeek framing: JSON is lines of JSON") {
  CHECK(framed(make, "{\"ts\":1}\n{\"ts\":2}\n") == Records{R"({"ts":1})", R"({"ts":2})"});
}

TEST_CASE("zeek framing: how the text is cut into reads does not show") {
  CHECK(cut_that_shows(make, kTwoLogs) == "");
  CHECK(cut_that_shows(make, "1\t2\n" + kTwoLogs + "oops\n#fields\tz\n1") == "");
}

TEST_CASE("zeek framing: a line that is too long is left out") {
  const std::string text = header("a", "string") + "x\n" + std::string(20'000, 'y') + "\nz\n";
  CHECK(framed(make, text, 10'000) == Records{R"({"a":"x"})", "overlong", R"({"a":"z"})"});
}

TEST_CASE("zeek framing: many records and headers, more than a batch") {
  std::string text;
  Records records;
  for (int log = 0; log < 50; ++log) {
    const std::string name = "f" + std::to_string(log);
    text += header(name, "count");
    for (int i = 0; i < 300; ++i) {
      text += std::to_string(i) + "\n";
      records.push_back("{\"" + name + "\":" + std::to_string(i) + "}");
    }
    text += "#close\n";
  }
  CHECK(framed(make, text) == records);
  CHECK(framed(make, pieces_of(text, 777, io::Kind::live), io::Kind::live) == records);
}

}  // namespace runnel::format
