#include "format/access_log_parser.h"

#include <fstream>

#include "../catch.h"
#include "parse_fixture.h"

namespace runnel::format {

namespace {

std::string combined(std::string_view line) {
  return parsed(make_combined_parser(), line);
}

std::string common(std::string_view line) {
  return parsed(make_common_parser(), line);
}

// A line of which only the request differs from others, and what the record says of it.
std::string of_request(std::string_view request) {
  const std::string record = common("::1 - - [t] \"" + std::string(request) + "\" 200 1");
  const std::string_view before = R"({"remote_addr":"::1","remote_user":null,"time_local":"t",)";
  const std::string_view behind = R"(,"status":200,"bytes":1})";
  if (!record.starts_with(before) || !record.ends_with(behind)) return record;
  return record.substr(before.size(), record.size() - before.size() - behind.size());
}

}  // namespace

TEST_CASE("access logs: common and combined") {
  CHECK(common(R"(127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a.gif HTTP/1.0" 200 2326)") ==
        R"({"remote_addr":"127.0.0.1","remote_user":"frank","time_local":"10/Oct/2000:13:55:36 -0700",)"
        R"("method":"GET","path":"/a.gif","protocol":"HTTP/1.0","status":200,"bytes":2326})");
  CHECK(combined(R"(h - - [t] "HEAD / HTTP/2.0" 304 - "-" "-")") ==
        R"({"remote_addr":"h","remote_user":null,"time_local":"t","method":"HEAD","path":"/",)"
        R"("protocol":"HTTP/2.0","status":304,"bytes":null,"referer":null,"user_agent":"-"})");
}

TEST_CASE("access logs: identity, users with blanks, numbers with zeros") {
  CHECK(common(R"(h id a [b] c [t] "GET / HTTP/1.1" 000 007)").starts_with("bad"));
  CHECK(common(R"(h id a b c [t] "GET / HTTP/1.1" 000 007)") ==
        R"({"remote_addr":"h","ident":"id","remote_user":"a b c","time_local":"t","method":"GET",)"
        R"("path":"/","protocol":"HTTP/1.1","status":0,"bytes":7})");
  CHECK(common(R"(h -  [t] "GET / HTTP/1.1" - 0)") ==
        R"({"remote_addr":"h","remote_user":"","time_local":"t","method":"GET","path":"/",)"
        R"("protocol":"HTTP/1.1","status":null,"bytes":0})");
}

TEST_CASE("access logs: requests") {
  CHECK(of_request("OPTIONS rtsp://x RTSP/1.0") ==
        R"("method":"OPTIONS","path":"rtsp://x","protocol":"RTSP/1.0")");
  CHECK(of_request("GET /a b  c HTTP/1.1") == R"("method":"GET","path":"/a b  c","protocol":"HTTP/1.1")");
  CHECK(of_request(R"(M-SEARCH /\"\\ HTTP/1.1)") ==
        R"("method":"M-SEARCH","path":"/\"\\","protocol":"HTTP/1.1")");
  const std::string none = R"("method":null,"path":null,"protocol":null,"request":)";
  CHECK(of_request("-") == none + R"("-")");
  CHECK(of_request("") == none + R"("")");
  CHECK(of_request("GET /") == none + R"("GET /")");
  CHECK(of_request("GET HTTP/1.1") == none + R"("GET HTTP/1.1")");
  CHECK(of_request("GET  HTTP/1.1") == none + R"("GET  HTTP/1.1")");
  CHECK(of_request("GET / HTTP/") == none + R"("GET / HTTP/")");
  CHECK(of_request("GET / http") == none + R"("GET / http")");
  CHECK(of_request("G(T / HTTP/1.1") == none + R"("G(T / HTTP/1.1")");
  CHECK(of_request(R"(\x16\x03\x01)") == none + R"("\u0016\u0003\u0001")");
}

TEST_CASE("access logs: escapes are decoded where that gives UTF-8") {
  CHECK(
      combined(R"(h - - [t] "GET / HTTP/1.1" 200 1 "\xc3\xbc\t" "\"a\" \xe4\xc3\xbc")") ==
      R"({"remote_addr":"h","remote_user":null,"time_local":"t","method":"GET","path":"/",)"
      R"("protocol":"HTTP/1.1","status":200,"bytes":1,"referer":"ü\t","user_agent":"\\\"a\\\" \\xe4\\xc3\\xbc"})");
  CHECK(of_request(R"(GET /C:\\x\q\xzz\x4 HTTP/1.1)") ==
        R"("method":"GET","path":"/C:\\x\\q\\xzz\\x4","protocol":"HTTP/1.1")");
}

TEST_CASE("access logs: a user agent that the line's end cuts off") {
  const std::string before = "h - - [t] \"GET / HTTP/1.1\" 200 1 \"r\" \"";
  CHECK(combined(before + "Mozilla/5.0 (X)\"").ends_with("\"user_agent\":\"Mozilla/5.0 (X)\"}"));
  CHECK(combined(before + "Mozilla/5.0 (X").ends_with("\"user_agent\":\"Mozilla/5.0 (X\"}"));
  CHECK(combined(before + "a\\\"").ends_with("\"user_agent\":\"a\\\"\"}"));
  CHECK(combined(before + "a\\").ends_with("\"user_agent\":\"a\\\\\"}"));
  CHECK(combined(before).ends_with("\"user_agent\":\"\"}"));
}

TEST_CASE("access logs: what is wrong, and where") {
  CHECK(common("word") == "bad 0: expected an address and a blank");
  CHECK(common("h ident") == "bad 2: expected the user's identity and a blank behind the address");
  CHECK(common("h - user") == "bad 4: expected the user's name and [ behind it");
  CHECK(common("h - user ") == "bad 4: expected the user's name and [ behind it");
  CHECK(common("h - - [t") == "bad 7: expected ] behind the time");
  CHECK(common("h - - [t]") == "bad 9: expected a blank behind the time");
  CHECK(common("h - - [t] GET") == "bad 10: expected \" before the request");
  CHECK(common("h - - [t] \"GET / HTTP/1.1") == "bad 11: expected \" behind the request");
  CHECK(common("h - - [t] \"-\"200") == "bad 13: expected a blank behind the request");
  CHECK(common("h - - [t] \"-\" x") == "bad 14: expected a status");
  CHECK(common("h - - [t] \"-\" 200") == "bad 17: expected a blank behind the status");
  CHECK(common("h - - [t] \"-\" 200 x") == "bad 18: expected a number of bytes");
  CHECK(common("h - - [t] \"-\" 200 5 \"-\" \"-\"") == "bad 19: expected the end of the line");
  CHECK(combined("h - - [t] \"-\" 200 5") == "bad 19: expected a blank behind the bytes");
  CHECK(combined("h - - [t] \"-\" 200 5 r") == "bad 20: expected \" before the referer");
  CHECK(combined("h - - [t] \"-\" 200 5 \"r") == "bad 21: expected \" behind the referer");
  CHECK(combined("h - - [t] \"-\" 200 5 \"r\"") == "bad 23: expected a blank behind the referer");
  CHECK(combined("h - - [t] \"-\" 200 5 \"r\" u") == "bad 24: expected \" before the user agent");
  CHECK(combined("h - - [t] \"-\" 200 5 \"r\" \"u\" 1") == "bad 27: expected the end of the line");
}

TEST_CASE("access logs: a real one gives the records that were made of it") {
  std::ifstream log(SHARED_DATA "/web/apache_access.log");
  std::ifstream records(SHARED_DATA "/web/apache_access.ndjson");
  if (!log || !records) {
    WARN("left out: the shared data is absent");
    return;
  }
  const auto parser = make_combined_parser()();
  std::string line, record;
  size_t count = 0;
  while (std::getline(log, line) && std::getline(records, record)) {
    ++count;
    CHECK(parsed(*parser, line) == record);
  }
  CHECK(count == 10'000);
}

}  // namespace runnel::format
