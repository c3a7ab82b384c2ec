#include "cli/side_time_options.h"

#include "catch.h"

using namespace runnel;
using namespace runnel::cli;

namespace {

constexpr int64_t kSecond = 1'000'000'000;

struct Parsed {
  TimeOptions both;
  std::array<SideTimeOptions, 2> sides;
  std::string error;

  explicit Parsed(const std::vector<std::string>& words) {
    CommandLine line;
    add_time_flags(line, both);
    add_side_time_flags(line, sides);
    const auto operands = line.parse(words);
    if (!operands) error = operands.error().message;
  }
  TimeOptions on(size_t side) const { return on_side(both, sides[side]); }
};

}  // namespace

TEST_CASE("without flags of a side those of both hold") {
  const Parsed parsed({"-t", ".ts", "--time-format", "ms", "--watermark-delay", "1s", "--tz", "Asia/Tokyo"});
  for (const size_t side : {0U, 1U}) {
    CHECK(!parsed.sides[side].any());
    CHECK(parsed.on(side).time == ".ts");
    CHECK(parsed.on(side).time_format == "ms");
    CHECK(parsed.on(side).watermark_delay == kSecond);
    CHECK(parsed.on(side).tz == "Asia/Tokyo");
  }
}

TEST_CASE("what a side has for itself holds there alone") {
  const Parsed parsed(
      {"-t", ".ts", "--right-time", ".at", "--left-time-format", "s", "--right-watermark-delay", "inf"});
  CHECK(parsed.on(0).time == ".ts");
  CHECK(parsed.on(1).time == ".at");
  CHECK(parsed.on(0).time_format == "s");
  CHECK(parsed.on(1).time_format.empty());
  CHECK(parsed.on(0).watermark_delay == 5 * kSecond);
  CHECK(parsed.on(1).watermark_delay == kEndless);
  CHECK(parsed.sides[0].any());
  CHECK(parsed.sides[1].any());
}

TEST_CASE("values of sides are checked as those of both") {
  CHECK(Parsed({"--left-watermark-delay", "5"}).error ==
        "--left-watermark-delay: '5' has no unit; write 5s, 5m, 5h or 5d");
  CHECK(Parsed({"--right-watermark-delay", "-1s"}).error ==
        "--right-watermark-delay: -1s is too short; it must not be negative");
  CHECK(Parsed({"--left-time-format", "nonsense"}).error.starts_with("--left-time-format: "));
}
