#include "base/time_format.h"

#include <absl/time/time.h>
#include <rapidcheck.h>

#include <string>

#include "../catch.h"

namespace runnel {
namespace {

constexpr const char* kFormats[] = {"%d/%b/%Y:%H:%M:%S %z", "%Y-%m-%d %H:%M:%E*S", "%Y-%m-%dT%H:%M:%E*S%Ez",
                                    "%E4Y%m%dT%H%M%S",      "[%a %Y %b %d] %H:%M", "%Y %b %d",
                                    "%m/%d/%Y %H:%M:%S",    "%z %H:%M:%S %d.%m.%Y"};

TEST_CASE("the common forms are read") {
  const auto web = TimeFormat::make("%d/%b/%Y:%H:%M:%S %z");
  REQUIRE(web.has_value());
  const auto time = web->read("17/May/2015:12:05:03 +0200");
  REQUIRE(time.has_value());
  CHECK(time->seconds == 1'431'857'103);
  CHECK(time->zone == Rfc3339::Zone::written);
  const auto plain = TimeFormat::make("%Y-%m-%d %H:%M:%E*S")->read("1969-12-31 23:59:59.25");
  REQUIRE(plain.has_value());
  CHECK(plain->seconds == -1);
  CHECK(plain->nanoseconds == 250'000'000);
  CHECK(plain->zone == Rfc3339::Zone::missing);
}

TEST_CASE("what is not common is left to others") {
  for (const char* format :
       {"%A %d %b %Y", "%s", "%H:%M", "%Y-%m", "%Y%Y%m%d", "%Y %m %b %d", "%Y\t%m %d", "%", "%E"}) {
    CAPTURE(format);
    CHECK_FALSE(TimeFormat::make(format));
  }
  const auto web = TimeFormat::make("%d/%b/%Y:%H:%M:%S %z");
  for (const char* text :
       {"7/May/2015:12:05:03 +0200", "17/May/2015:12:05:60 +0200", "31/Feb/2015:12:05:03 +0200",
        "17/May/2015:12:05:03  +0200", "17/May/2015:12:05:03 +02:00", "17/May/2015:12:05:03 Z",
        "17/May/2015:12:05:03 +0200 ", "17/March/2015:12:05:03 +0200", "17/May/2015:12:05:03", ""}) {
    CAPTURE(text);
    CHECK_FALSE(web->read(text));
  }
}

TEST_CASE("what is read is what absl::ParseTime reads") {
  int read = 0;
  REQUIRE(rc::check("times in every format, some with a character changed", [&] {
    const absl::TimeZone zone = absl::FixedTimeZone(*rc::gen::inRange(-50'000, 50'000) / 60 * 60);
    const absl::Time moment =
        absl::FromUnixMillis(*rc::gen::inRange<int64_t>(-60'000'000'000'000, 200'000'000'000'000));
    const int changes = *rc::gen::inRange(0, 3);
    for (const char* format : kFormats) {
      const auto quick = TimeFormat::make(format);
      if (!quick.has_value()) continue;
      std::string text = absl::FormatTime(format, moment, zone);
      for (int change = 0; change < changes; ++change) {
        const std::string_view characters = "0123456789 :/+-.TZaAyM";
        text[*rc::gen::inRange<size_t>(0, text.size())] =
            characters[*rc::gen::inRange<size_t>(0, characters.size())];
      }
      const auto found = quick->read(text);
      if (!found.has_value()) continue;
      ++read;
      absl::Time wanted;
      std::string error;
      RC_ASSERT(absl::ParseTime(format, text, absl::UTCTimeZone(), &wanted, &error));
      RC_ASSERT(absl::FromUnixSeconds(found->seconds) + absl::Nanoseconds(found->nanoseconds) == wanted);
    }
  }));
  CHECK(read > 20);
}

}  // namespace
}  // namespace runnel
