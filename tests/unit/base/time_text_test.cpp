#include "base/time_text.h"

#include <rapidcheck.h>

#include <ctime>
#include <limits>

#include "../catch.h"
#include "base/clock.h"

namespace runnel {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

std::string written(int64_t nanoseconds) {
  std::string out;
  append_rfc3339(out, nanoseconds);
  return out;
}

TEST_CASE("every legal form of RFC 3339 is read") {
  struct Row {
    std::string_view text;
    int64_t nanoseconds;
  };
  constexpr int64_t kTime = 1'425'599'507 * kSecond;  // 2015-03-05T23:51:47Z
  const Row rows[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"2015-03-05T23:51:47Z", kTime},
      {"2015-03-05t23:51:47z", kTime},
      {"2015-03-05 23:51:47Z", kTime},
      {"2015-03-05T23:51:47", kTime},
      {"2015-03-05T23:51:47+00:00", kTime},
      {"2015-03-05T23:51:47-00:00", kTime},
      {"2015-03-06T00:51:47+01:00", kTime},
      {"2015-03-05T18:21:47-05:30", kTime},
      {"2015-03-05T23:51:47.5Z", kTime + 500'000'000},
      {"2015-03-05T23:51:47.123Z", kTime + 123'000'000},
      {"2015-03-05T23:51:47.123456789Z", kTime + 123'456'789},
      {"2015-03-05T23:51:47.1234567899999999999Z", kTime + 123'456'789},
      {"2015-03-05T23:51:47.000000000000001", kTime},
      {"2015-03-06T00:51:47.25+01:00", kTime + 250'000'000},
      {"2016-12-31T23:59:60Z", 1'483'228'800 * kSecond},
      {"2016-12-31T15:59:60.75-08:00", 1'483'228'800 * kSecond},
      {"2000-02-29T00:00:00Z", 951'782'400 * kSecond},
      {"2024-02-29T00:00:00Z", 1'709'164'800 * kSecond},
      {"1969-12-31T23:59:59.999999999Z", -1},
      {"1677-09-21T00:12:43.145224192Z", std::numeric_limits<int64_t>::min()},
      {"2262-04-11T23:47:16.854775807Z", std::numeric_limits<int64_t>::max()},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(parse_rfc3339(row.text) == row.nanoseconds);
  }
}

TEST_CASE("what is no time is refused") {
  for (std::string_view text : {
           "",
           "2015",
           "2015-03-05",
           "2015-03-05T23:51",
           "2015-03-05T23:51Z",
           "2015-3-5T23:51:47Z",
           "2015-13-05T23:51:47Z",
           "2015-00-05T23:51:47Z",
           "2015-03-00T23:51:47Z",
           "2015-03-32T23:51:47Z",
           "2015-04-31T23:51:47Z",
           "2015-02-29T23:51:47Z",
           "1900-02-29T23:51:47Z",
           "2015-03-05T24:00:00Z",
           "2015-03-05T23:60:47Z",
           "2015-03-05T23:51:61Z",
           "2015-03-05X23:51:47Z",
           "2015/03/05T23:51:47Z",
           "2015-03-05T23.51.47Z",
           "2015-03-05T23:51:47.Z",
           "2015-03-05T23:51:47.",
           "2015-03-05T23:51:47,5Z",
           "2015-03-05T23:51:47+01",
           "2015-03-05T23:51:47+0100",
           "2015-03-05T23:51:47+24:00",
           "2015-03-05T23:51:47+01:60",
           "2015-03-05T23:51:47+01:00Z",
           "2015-03-05T23:51:47ZZ",
           "2015-03-05T23:51:47 Z",
           " 2015-03-05T23:51:47Z",
           "2015-03-05T23:51:47Z ",
           "2015-03-05T23:51:4:Z",
           "2015-03-05T23:51:/7Z",
           "+2015-3-05T23:51:47Z",
           "1677-09-21T00:12:43.145224191Z",
           "2262-04-11T23:47:16.854775808Z",
           "0000-01-01T00:00:00Z",
           "9999-12-31T23:59:59Z",
       }) {
    CAPTURE(text);
    CHECK_FALSE(parse_rfc3339(text));
  }
}

TEST_CASE("times are written with as many digits as needed") {
  CHECK(written(0) == "1970-01-01T00:00:00Z");
  CHECK(written(1'425'599'507 * kSecond) == "2015-03-05T23:51:47Z");
  CHECK(written(1'425'599'507 * kSecond + 120'000'000) == "2015-03-05T23:51:47.120Z");
  CHECK(written(1'425'599'507 * kSecond + 120'034'000) == "2015-03-05T23:51:47.120034Z");
  CHECK(written(1'425'599'507 * kSecond + 5) == "2015-03-05T23:51:47.000000005Z");
  CHECK(written(-1) == "1969-12-31T23:59:59.999999999Z");
  CHECK(written(std::numeric_limits<int64_t>::min()) == "1677-09-21T00:12:43.145224192Z");
  CHECK(written(std::numeric_limits<int64_t>::max()) == "2262-04-11T23:47:16.854775807Z");
}

TEST_CASE("any time survives being written and read") {
  REQUIRE(rc::check("nanoseconds", [](int64_t nanoseconds) {
    RC_ASSERT(parse_rfc3339(written(nanoseconds)) == nanoseconds);
  }));
  REQUIRE(rc::check("whole range", [] {
    const auto nanoseconds =
        *rc::gen::inRange(std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max());
    RC_ASSERT(parse_rfc3339(written(nanoseconds)) == nanoseconds);
  }));
}

TEST_CASE("the calendar agrees with the C library's") {
  for (int64_t day = -800'000; day < 3'000'000; day += 1) {
    const CivilTime time = civil_from_seconds(day * 86'400);
    if (days_from_civil(time.year, time.month, time.day) != day) FAIL("day " << day << " does not survive");
  }
  REQUIRE(rc::check("gmtime and timegm", [] {
    const auto seconds = *rc::gen::inRange<int64_t>(-70'000'000'000, 300'000'000'000);
    const time_t c_seconds = seconds;
    std::tm c_time{};
    gmtime_r(&c_seconds, &c_time);
    const CivilTime time = civil_from_seconds(seconds);
    RC_ASSERT(time.year == c_time.tm_year + 1900);
    RC_ASSERT(time.month == c_time.tm_mon + 1);
    RC_ASSERT(time.day == c_time.tm_mday);
    RC_ASSERT(time.hour == c_time.tm_hour);
    RC_ASSERT(time.minute == c_time.tm_min);
    RC_ASSERT(time.second == c_time.tm_sec);
    RC_ASSERT(seconds_from_civil(time) == seconds);
  }));
}

// The obvious twin: sscanf, then timegm, which turns a date that does not exist into one that does.
std::optional<int64_t> slow_parse(const std::string& text) {
  std::tm time{};
  int read = 0;
  if (std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2dZ%n", &time.tm_year, &time.tm_mon, &time.tm_mday,
                  &time.tm_hour, &time.tm_min, &time.tm_sec, &read) != 6 ||
      static_cast<size_t>(read) != text.size()) {
    return std::nullopt;
  }
  time.tm_year -= 1900;
  time.tm_mon -= 1;
  const std::tm wanted = time;
  const time_t seconds = timegm(&time);
  if (time.tm_mon != wanted.tm_mon || time.tm_mday != wanted.tm_mday || time.tm_hour != wanted.tm_hour ||
      time.tm_min != wanted.tm_min || time.tm_sec != wanted.tm_sec) {
    return std::nullopt;
  }
  return int64_t{seconds} * kSecond;
}

TEST_CASE("dates that exist and dates that do not: as a slow twin says") {
  REQUIRE(rc::check("fields at random, a little beyond their range", [] {
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", *rc::gen::inRange(1680, 2262),
                  *rc::gen::inRange(0, 14), *rc::gen::inRange(0, 33), *rc::gen::inRange(0, 26),
                  *rc::gen::inRange(0, 62), *rc::gen::inRange(0, 60));
    RC_ASSERT(parse_rfc3339(text) == slow_parse(text));
  }));
}

TEST_CASE("the system's clock moves, a fake one when told") {
  const int64_t earlier = Clock::system().monotonic_ns();
  CHECK(Clock::system().monotonic_ns() >= earlier);
  CHECK(Clock::system().now_ns() > 1'700'000'000 * kSecond);
  FakeClock fake;
  CHECK(fake.now_ns() == 0);
  fake.tick(5 * kSecond);
  CHECK(fake.now_ns() == 5 * kSecond);
  CHECK(fake.monotonic_ns() == 5 * kSecond);
}

}  // namespace
}  // namespace runnel
