#include "format/detect.h"

#include "../catch.h"
#include "format/detecting_framing.h"
#include "framing_fixture.h"

namespace runnel::format {
namespace {

using Kind = InputFormat::Kind;

InputFormat automatic() {
  InputFormat asked;
  asked.kind = Kind::automatic;
  return asked;
}

Kind kind_of(std::string_view head, std::string_view name = "in") {
  return detect(automatic(), name, head).format.kind;
}

io::Framer framer() {
  return [](uint32_t, std::string_view name) { return make_detecting_framing(automatic(), name); };
}

}  // namespace

TEST_CASE("detect: the name says more than the text") {
  CHECK(kind_of("{\"a\":1}\n", "in.csv.gz") == Kind::csv);
  CHECK(kind_of("a,b\n1,2\n", "in.jsonl") == Kind::ndjson);
}

TEST_CASE("detect: a header is one over a row with as many cells") {
  CHECK(kind_of("id,name\n1,x\n") == Kind::csv);
  CHECK(kind_of("id;name\r\n1;x\r\n") == Kind::csv);
  CHECK(kind_of("id,name\n1\n") == Kind::ndjson);
  CHECK(kind_of("id,id\n1,2\n") == Kind::ndjson);
  CHECK(kind_of("Hello, world\n") == Kind::ndjson);
}

TEST_CASE("detect: arrays are documents, or lines") {
  CHECK(kind_of("[{\"a\":1}]\n") == Kind::json);
  CHECK(kind_of("[{\"a\":1}]\n[{\"a\":2}]\n") == Kind::ndjson);
  CHECK(kind_of("[\n{\"a\":1}\n]\n") == Kind::json);
  CHECK(kind_of("[1,\n2]\n") == Kind::json);
  CHECK(kind_of("[error] [client 1.2.3.4]\n") == Kind::ndjson);
}

TEST_CASE("detect: a line with a time is not syslog for that") {
  CHECK(kind_of("<34>Oct 11 22:14:15 host su: failed\n") == Kind::syslog);
  CHECK(kind_of("Oct 11 22:14:15 host su: failed\n") == Kind::syslog);
  CHECK(kind_of("2026-11-22T12:00:00Z host sshd[12]: closed\n") == Kind::syslog);
  CHECK(kind_of("2026-11-22T12:00:00Z INFO main: started\n") == Kind::ndjson);
  CHECK(kind_of("Nov 22 12:00:00 starting the server\n") == Kind::ndjson);
  CHECK(kind_of("<13>hello\n") == Kind::ndjson);
}

TEST_CASE("detect: how the text comes in does not show") {
  for (const std::string_view text :
       {"id,name\n1,x\n2,y\n", "id,name\n1\n", "id,name\n", "\n\nid\tname\r\n1\tx\r\n",
        "[{\"a\":1}]\n[{\"a\":2}]\n", "[{\"a\":1}]\n", "[1,\n2]\n", "[1,2]\n3\n",
        "[\n{\"a\":1},\n{\"a\":2}\n]\n", "{\"a\":1}\n{\"a\":2}\n", "{\n\"a\":1}\n", "a=1 b=2\nc=3\n",
        "no format\n{\"a\":1}\n"}) {
    CAPTURE(text);
    CHECK(cut_that_shows(framer(), text) == "");
  }
}

TEST_CASE("detect: a record that is too long changes nothing of what was decided") {
  const std::string text = "id,name\n1,x\n2," + std::string(20'000, 'y') + "\n3,z\n";
  CHECK(framed(framer(), text, 10'000) ==
        std::vector<std::string>{R"({"id":1,"name":"x"})", "overlong", R"({"id":3,"name":"z"})"});
}

}  // namespace runnel::format
