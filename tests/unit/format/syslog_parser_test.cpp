#include "format/syslog_parser.h"

#include "../catch.h"
#include "base/time_text.h"
#include "parse_fixture.h"

namespace runnel::format {

namespace {

std::string read(std::string_view line, std::string_view now = "2026-11-23T12:00:00Z") {
  FakeClock clock;
  clock.now = parse_rfc3339(now).value();
  return parsed(make_syslog_parser(clock), line);
}

// What the record of an old time has as its timestamp.
std::string time_of(std::string_view time, std::string_view now) {
  const std::string record = read(std::string(time) + " h m", now);
  const std::string_view before = R"({"timestamp":")";
  const std::string_view behind = R"(","host":"h","message":"m"})";
  if (!record.starts_with(before) || !record.ends_with(behind)) return record;
  return record.substr(before.size(), record.size() - before.size() - behind.size());
}

}  // namespace

TEST_CASE("syslog: RFC 5424 with all of its fields") {
  CHECK(read("<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog 17 ID47 "
             "[exampleSDID@32473 iut=\"3\" eventSource=\"Application\"][other@1] An application event") ==
        R"({"facility":"local4","severity":"notice","timestamp":"2003-10-11T22:14:15.003Z",)"
        R"("host":"mymachine.example.com","app":"evntslog","procid":"17","msgid":"ID47",)"
        R"("structured_data":{"exampleSDID@32473":{"iut":"3","eventSource":"Application"},"other@1":{}},)"
        R"("message":"An application event"})");
}

TEST_CASE("syslog: what is not there is left out") {
  CHECK(read("<0>1 - - - - - -") == R"({"facility":"kern","severity":"emerg"})");
  CHECK(read("<191>1 - - - - - - ") == R"({"facility":"local7","severity":"debug"})");
  CHECK(read("<34>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - \xEF\xBB\xBF- %%") ==
        R"({"facility":"auth","severity":"crit","timestamp":"2003-08-24T05:14:15.000003-07:00",)"
        R"("host":"192.0.2.1","app":"myproc","procid":"8710","message":"- %%"})");
}

TEST_CASE("syslog: values of structured data") {
  const auto data = [](std::string_view text) {
    const std::string record = read("<0>1 - - - - - " + std::string(text));
    const std::string_view before = R"({"facility":"kern","severity":"emerg",)";
    return record.starts_with(before) ? record.substr(before.size()) : record;
  };
  CHECK(data(R"([a b="\"\\\]\n ]["])") == R"("structured_data":{"a":{"b":"\"\\]\\n ]["}}})");
  CHECK(data(R"([a b="" b="2"] m)") == R"("structured_data":{"a":{"b":"","b":"2"}},"message":"m"})");
  CHECK(data(R"([ü é="ö"])") == R"("structured_data":{"ü":{"é":"ö"}}})");
  CHECK(data("[a]m") == "bad 18: expected a blank before the message");
  CHECK(data("[]") == "bad 16: expected the id of an element of structured data");
  CHECK(data("[a b=1]") == "bad 19: expected name=\"value\" in structured data");
  CHECK(data("[a b=\"1]") == "bad 21: expected \" behind the value");
  CHECK(data("[a b=\"1\\\"]") == "bad 21: expected \" behind the value");
  CHECK(data("[a b=\"1\"") == "bad 23: expected a blank or ] in structured data");
  CHECK(data("x") == "bad 15: expected structured data in [ ], or -");
}

TEST_CASE("syslog: RFC 5424, what is wrong, and where") {
  CHECK(read("<0>1 yesterday h a p m -") == "bad 5: expected an RFC 3339 time or -");
  CHECK(read("<0>1 - h") == "bad 7: expected a host name and a blank behind it");
  CHECK(read("<0>1 - h a") == "bad 9: expected the application's name and a blank behind it");
  CHECK(read("<0>1 - h a  m") == "bad 11: expected a process id and a blank behind it");
  CHECK(read("<0>1 - h a p m") == "bad 13: expected a message id and a blank behind it");
  CHECK(read("<192>1 - - - - - -") == "bad 0: expected a priority from <0> to <191>");
  CHECK(read("<1111>1 - - - - - -") == "bad 0: expected a priority from <0> to <191>");
  CHECK(read("<>1 - - - - - -") == "bad 0: expected a priority from <0> to <191>");
}

TEST_CASE("syslog: RFC 3164, with and without priority, host, tag and process") {
  CHECK(read("<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8") ==
        R"({"facility":"auth","severity":"crit","timestamp":"2026-10-11T22:14:15","host":"mymachine",)"
        R"("app":"su","message":"'su root' failed for lonvick on /dev/pts/8"})");
  CHECK(
      read("Oct  1 02:14:15 h CRON[123]: (root) CMD (x) y") ==
      R"({"timestamp":"2026-10-01T02:14:15","host":"h","app":"CRON","procid":"123","message":"(root) CMD (x) y"})");
  CHECK(read("2026-11-23T01:02:03.000004+01:00 h systemd[1]: Started x.") ==
        R"({"timestamp":"2026-11-23T01:02:03.000004+01:00","host":"h","app":"systemd","procid":"1",)"
        R"("message":"Started x."})");
  CHECK(read("<13>Feb  5 17:32:18 10.0.0.99 Use the BFG!") ==
        R"({"facility":"user","severity":"notice","timestamp":"2026-02-05T17:32:18","host":"10.0.0.99",)"
        R"("message":"Use the BFG!"})");
  CHECK(read("Oct 11 22:14:15 su[7]: no host") ==
        R"({"timestamp":"2026-10-11T22:14:15","app":"su","procid":"7","message":"no host"})");
  CHECK(read("<13>no time at all") ==
        R"({"facility":"user","severity":"notice","message":"no time at all"})");
}

TEST_CASE("syslog: tags") {
  const auto said = [](std::string_view text) {
    const std::string record = read("Oct 11 22:14:15 h " + std::string(text));
    const std::string_view before = R"({"timestamp":"2026-10-11T22:14:15","host":"h",)";
    return record.starts_with(before) ? record.substr(before.size()) : record;
  };
  CHECK(said("kernel: [ 12.5] x: y") == R"("app":"kernel","message":"[ 12.5] x: y"})");
  CHECK(said("sshd(pam_unix)x[19939]: failure") ==
        R"("app":"sshd(pam_unix)x","procid":"19939","message":"failure"})");
  CHECK(said("a::b:  two blanks") == R"("app":"a::b","message":" two blanks"})");
  CHECK(said("launchd[1] (x): y") == R"("app":"launchd","procid":"1","message":"(x): y"})");
  CHECK(said("x[]: y") == R"("app":"x","message":"y"})");
  CHECK(said("tag:") == R"("app":"tag"})");
  CHECK(said("last message repeated 2 times") == R"("message":"last message repeated 2 times"})");
  CHECK(said("see http://x: y") == R"("message":"see http://x: y"})");
  CHECK(said("x[1 2]: y") == R"("message":"x[1 2]: y"})");
  CHECK(said("x[1]y z") == R"("message":"x[1]y z"})");
  CHECK(said(": y") == R"("message":": y"})");
}

TEST_CASE("syslog: the year of a time that has none") {
  CHECK(time_of("Oct 11 22:14:15", "2026-11-23T12:00:00Z") == "2026-10-11T22:14:15");
  CHECK(time_of("Nov 24 11:59:59", "2026-11-23T12:00:00Z") == "2026-11-24T11:59:59");
  CHECK(time_of("Nov 24 12:00:01", "2026-11-23T12:00:00Z") == "2025-11-24T12:00:01");
  CHECK(time_of("Dec 31 23:59:59", "2026-01-01T00:00:00Z") == "2025-12-31T23:59:59");
  CHECK(time_of("Jan  1 00:00:00", "2025-12-31T23:00:00Z") == "2026-01-01T00:00:00");
  CHECK(time_of("Feb 29 00:00:00", "2026-11-23T12:00:00Z") == "2024-02-29T00:00:00");
  CHECK(time_of("Feb 29 00:00:00", "2103-11-23T12:00:00Z") == "2096-02-29T00:00:00");
}

TEST_CASE("syslog: old times") {
  const std::string_view now = "2026-11-23T12:00:00Z";
  CHECK(time_of("Oct 1 22:14:15", now) == "2026-10-01T22:14:15");
  CHECK(time_of("Oct 01 22:14:15.123456", now) == "2026-10-01T22:14:15.123456");
  CHECK(time_of("Oct 01 22:14:15.5:", now) == "2026-10-01T22:14:15.5");
  const std::string none = "bad 0: expected <priority> or a time";
  for (const char* time : {"Okt 01 22:14:15", "Oct 00 22:14:15", "Oct 32 22:14:15", "Feb 30 22:14:15",
                           "Oct 01 24:14:15", "Oct 01 22:60:15", "Oct 01 22:14:61", "Oct 01 22:14",
                           "Oct 01 22:14:1x", "Oct 01 22:14:15x", "Oct", "2026-13-01T00:00:00", "x"}) {
    CHECK(time_of(time, now) == none);
  }
}

}  // namespace runnel::format
