#include "base/time_text.h"

#include <rapidcheck.h>

#include <ctime>
#include <limits>
#include <vector>

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

// The obvious twin of the whole grammar: character by character, then a count of days one year after another.
struct SlowReader {
  const std::string& text;
  size_t at = 0;
  bool ok = true;

  int digits(int count) {
    int value = 0;
    for (; count > 0; --count, ++at) {
      if (at >= text.size() || text[at] < '0' || text[at] > '9') {
        ok = false;
        return 0;
      }
      value = value * 10 + (text[at] - '0');
    }
    return value;
  }
  char one_of(std::string_view characters) {
    if (at < text.size() && characters.find(text[at]) != characters.npos) return text[at++];
    ok = false;
    return 0;
  }
};

std::optional<Rfc3339> slow_read(const std::string& text) {
  SlowReader in{text};
  const int year = in.digits(4);
  in.one_of("-");
  const int month = in.digits(2);
  in.one_of("-");
  const int day = in.digits(2);
  in.one_of("Tt ");
  const int hour = in.digits(2);
  in.one_of(":");
  const int minute = in.digits(2);
  in.one_of(":");
  const int second = in.digits(2);
  if (!in.ok) return std::nullopt;
  const auto is_leap = [](int y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; };
  const int days[] = {31, is_leap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1 || day > days[month - 1]) return std::nullopt;
  if (hour > 23 || minute > 59 || second > 60) return std::nullopt;

  int64_t nanoseconds = 0;
  if (in.at < text.size() && text[in.at] == '.') {
    ++in.at;
    int64_t unit = 100'000'000;
    const size_t first = in.at;
    for (; in.at < text.size() && text[in.at] >= '0' && text[in.at] <= '9'; ++in.at, unit /= 10) {
      nanoseconds += (text[in.at] - '0') * unit;
    }
    if (in.at == first) return std::nullopt;
  }
  auto zone = Rfc3339::Zone::missing;
  int64_t offset = 0;
  if (in.at < text.size()) {
    zone = Rfc3339::Zone::written;
    const char sign = in.one_of("Zz+-");
    if (sign == '+' || sign == '-') {
      const int hours = in.digits(2);
      in.one_of(":");
      const int minutes = in.digits(2);
      if (hours > 23 || minutes > 59) return std::nullopt;
      offset = (hours * 60 + minutes) * (sign == '-' ? -60 : 60);
    }
    if (!in.ok || in.at != text.size()) return std::nullopt;
  }
  int64_t day_number = day - 1;
  for (int m = 1; m < month; ++m) day_number += days[m - 1];
  for (int y = 1970; y < year; ++y) day_number += is_leap(y) ? 366 : 365;
  for (int y = year; y < 1970; ++y) day_number -= is_leap(y) ? 366 : 365;
  const int64_t seconds = day_number * 86'400 + hour * 3600 + minute * 60 + second - offset;
  return Rfc3339{seconds, second == 60 ? 0 : static_cast<int32_t>(nanoseconds), zone};
}

// Read where the text ends a block of memory of its own, so that a sanitizer sees what is read beyond it.
bool agrees(const std::string& text) {
  const std::vector<char> tight(text.begin(), text.end());
  const auto read = read_rfc3339({tight.data(), tight.size()});
  const auto wanted = slow_read(text);
  if (!read.has_value() || !wanted.has_value()) return read.has_value() == wanted.has_value();
  return read->seconds == wanted->seconds && read->nanoseconds == wanted->nanoseconds &&
         read->zone == wanted->zone;
}

const std::string kForms[] = {"2026-11-22T12:34:56Z",
                              "2026-11-22T12:34:56.789Z",
                              "2026-11-22t12:34:56.1z",
                              "2026-02-28 12:34:56.1234567+05:30",
                              "2024-02-29T23:59:60.12345678-00:00",
                              "0000-01-01T00:00:00.123456789",
                              "9999-12-31T23:59:59.1234567891Z",
                              "1969-12-31T23:59:59.99999999999999999999-23:59"};

TEST_CASE("any character in any place: as a slow twin says") {
  for (const std::string& form : kForms) {
    REQUIRE(slow_read(form).has_value());
    for (size_t at = 0; at <= form.size(); ++at) {
      std::string text = form.substr(0, at);
      if (!agrees(text)) FAIL("cut: " << text);
      for (int c = 0; c < 256; ++c) {
        text = form;
        text.insert(at, 1, static_cast<char>(c));
        if (!agrees(text)) FAIL("inserted: " << text);
        if (at == form.size()) continue;
        text = form;
        text[at] = static_cast<char>(c);
        if (!agrees(text)) FAIL("replaced: " << text);
      }
      text = form;
      if (at < form.size()) text.erase(at, 1);
      if (!agrees(text)) FAIL("erased: " << text);
    }
  }
}

TEST_CASE("every date of ten thousand years: as a slow twin says") {
  for (int year = 0; year < 10'000; ++year) {
    char text[32];
    for (int month = 0; month <= 13; ++month) {
      for (const int day : {0, 1, 28, 29, 30, 31, 32}) {
        std::snprintf(text, sizeof text, "%04d-%02d-%02dT00:00:00Z", year, month, day);
        if ((year % 97 == 0 || year % 100 == 0) && !agrees(text)) FAIL(text);
        const auto read = read_rfc3339(text);
        if (read.has_value() && read->seconds != days_from_civil(year, month, day) * 86'400) FAIL(text);
      }
    }
  }
}

TEST_CASE("texts at random: as a slow twin says") {
  REQUIRE(rc::check("legal ones with a few characters changed", [] {
    std::string text = kForms[*rc::gen::inRange<size_t>(0, std::size(kForms))];
    const std::string_view characters = "0123456789012345678901234567890123456789-:.+TtZz /";
    for (int changes = *rc::gen::inRange(0, 6); changes > 0; --changes) {
      text[*rc::gen::inRange<size_t>(0, text.size())] =
          characters[*rc::gen::inRange<size_t>(0, characters.size())];
    }
    if (*rc::gen::inRange(0, 4) == 0) text.resize(*rc::gen::inRange<size_t>(0, text.size() + 1));
    RC_ASSERT(agrees(text));
  }));
}

TEST_CASE("a time without a zone is told from one with it") {
  CHECK(read_rfc3339("2026-11-22T12:34:56")->zone == Rfc3339::Zone::missing);
  CHECK(read_rfc3339("2026-11-22T12:34:56.5")->zone == Rfc3339::Zone::missing);
  CHECK(read_rfc3339("2026-11-22T12:34:56z")->zone == Rfc3339::Zone::written);
  CHECK(read_rfc3339("2026-11-22T12:34:56-00:00")->zone == Rfc3339::Zone::written);
  CHECK(read_rfc3339("9999-12-31T23:59:59Z")->seconds == 253'402'300'799);
  CHECK(read_rfc3339("0000-01-01T00:00:00Z")->seconds == -62'167'219'200);
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
