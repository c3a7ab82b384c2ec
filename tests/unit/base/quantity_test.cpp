#include "base/quantity.h"

#include <rapidcheck.h>

#include <limits>

#include "../catch.h"

namespace runnel {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kLargest = std::numeric_limits<int64_t>::max();
constexpr int64_t kSmallest = std::numeric_limits<int64_t>::min();

TEST_CASE("durations are read exactly") {
  struct Row {
    std::string_view text;
    std::optional<int64_t> nanoseconds;
  };
  const Row rows[] = {
      {"0", 0},
      {"-0", 0},
      {"0s", 0},
      {"1ns", 1},
      {"1us", 1'000},
      {"250ms", 250'000'000},
      {"5s", 5 * kSecond},
      {"5m", 300 * kSecond},
      {"1h30m", 5400 * kSecond},
      {"30m1h", 5400 * kSecond},
      {"1d", 86'400 * kSecond},
      {"2w", 14 * 86'400 * kSecond},
      {"1.5s", 1'500'000'000},
      {".5s", 500'000'000},
      {"2.s", 2 * kSecond},
      {"0.1s", 100'000'000},
      {"0.3ms", 300'000},
      {"0.333333333333333333333333333s", 333'333'333},
      {"0.0009us", 0},
      {"0.0166666666666666666666666667m", kSecond},
      {"1.5h-", {}},
      {"-1h", -3600 * kSecond},
      {"-1h30m", -5400 * kSecond},
      {"9223372036854775807ns", kLargest},
      {"9223372036854775808ns", {}},
      {"-9223372036854775808ns", kSmallest},
      {"-9223372036854775809ns", {}},
      {"18446744073709551615ns", {}},
      {"99999999999999999999ns", {}},
      {"15251w", {}},
      {"", {}},
      {"-", {}},
      {"5", {}},
      {"s", {}},
      {".s", {}},
      {"1.2.3s", {}},
      {"5 s", {}},
      {"+5s", {}},
      {"--5s", {}},
      {"1h-30m", {}},
      {"5S", {}},
      {"5M", {}},
      {"5min", {}},
      {"5sec", {}},
      {"1e3s", {}},
      {"1h30", {}},
      {"inf", {}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(parse_duration(row.text) == row.nanoseconds);
  }
}

TEST_CASE("durations are written short and read back") {
  struct Row {
    int64_t nanoseconds;
    std::string_view text;
  };
  const Row rows[] = {
      {0, "0s"},
      {1, "1ns"},
      {1'500, "1.5us"},
      {250'000'000, "250ms"},
      {kSecond, "1s"},
      {1'000'000'001, "1.000000001s"},
      {90 * kSecond, "1m30s"},
      {90 * kSecond + 500'000'000, "1m30.5s"},
      {60 * kSecond + 5'000'000, "1m5ms"},
      {5400 * kSecond, "1h30m"},
      {86'400 * kSecond, "1d"},
      {8 * 86'400 * kSecond, "8d"},
      {7 * 86'400 * kSecond, "1w"},
      {-90 * kSecond, "-1m30s"},
      {kSmallest, "-106751d23h47m16.854775808s"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.nanoseconds);
    CHECK(format_duration(row.nanoseconds) == row.text);
    CHECK(parse_duration(row.text) == row.nanoseconds);
  }
  REQUIRE(rc::check("any duration survives", [](int64_t nanoseconds) {
    RC_ASSERT(parse_duration(format_duration(nanoseconds)) == nanoseconds);
  }));
}

TEST_CASE("sizes are powers of 1024 when read") {
  struct Row {
    std::string_view text;
    std::optional<uint64_t> bytes;
  };
  const Row rows[] = {
      {"0", 0},
      {"335", 335},
      {"335B", 335},
      {"1K", 1024},
      {"1KB", 1024},
      {"1KiB", 1024},
      {"64M", uint64_t{64} << 20},
      {"64MiB", uint64_t{64} << 20},
      {"1.5G", uint64_t{3} << 29},
      {"2T", uint64_t{2} << 40},
      {"010", 10},
      {"16777215T", uint64_t{16777215} << 40},
      {"16777216T", {}},
      {"18446744073709551615", std::numeric_limits<uint64_t>::max()},
      {"18446744073709551616", {}},
      {"", {}},
      {"M", {}},
      {"-1", {}},
      {"1.5", {}},
      {"1 M", {}},
      {"64m", {}},
      {"64iB", {}},
      {"64Mi", {}},
      {"64MBB", {}},
      {"0x10", {}},
      {"1e6", {}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(parse_size(row.text) == row.bytes);
  }
}

TEST_CASE("sizes are written for people") {
  struct Row {
    uint64_t bytes;
    std::string_view text;
  };
  const Row rows[] = {
      {0, "0 bytes"},
      {1, "1 byte"},
      {335, "335 bytes"},
      {999, "999 bytes"},
      {1000, "1.00 kB"},
      {1'069'000'000, "1.07 GB"},
      {9'994, "9.99 kB"},
      {9'996, "10.0 kB"},
      {99'960, "100 kB"},
      {999'400, "999 kB"},
      {999'600, "1.00 MB"},
      {123'456'789, "123 MB"},
      {std::numeric_limits<uint64_t>::max(), "18.4 EB"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.bytes);
    CHECK(format_size(row.bytes) == row.text);
  }
}

TEST_CASE("counts are decimal") {
  CHECK(parse_count("0") == 0u);
  CHECK(parse_count("010") == 10u);
  CHECK(parse_count("18446744073709551615") == std::numeric_limits<uint64_t>::max());
  for (std::string_view text : {"", "-1", "+1", " 1", "1 ", "1.0", "0x1", "18446744073709551616", "1e3"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_count(text));
  }
}

TEST_CASE("probabilities are decimals or percent, and both are rounded once") {
  CHECK(parse_probability("0") == 0.0);
  CHECK(parse_probability("1") == 1.0);
  CHECK(parse_probability("100%") == 1.0);
  CHECK(parse_probability("1.000") == 1.0);
  CHECK(parse_probability("0.1") == 0.1);
  CHECK(parse_probability(".1") == 0.1);
  CHECK(parse_probability("10%") == 0.1);
  CHECK(parse_probability("010%") == 0.1);
  CHECK(parse_probability("7%") == 0.07);
  CHECK(parse_probability("0.7%") == 0.007);
  CHECK(parse_probability(".5%") == 0.005);
  CHECK(parse_probability("33.3%") == 0.333);
  CHECK(parse_probability("5.%") == 0.05);
  CHECK(parse_probability("0." + std::string(400, '0') + "1") == 0.0);
  for (std::string_view text : {"", "%", ".", ".%", "-0.1", "+0.1", "1.1", "101%", "100.0001%", "1e-1", "0,1",
                                "10 %", "10%%", "ten", " 0.1", "0.1 ", "nan", "inf", "0x1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_probability(text));
  }
  CHECK_FALSE(parse_probability(std::string(400, '9')));
}

TEST_CASE("rates are so many in so long") {
  const auto rate = parse_rate("5/1m");
  REQUIRE(rate);
  CHECK(rate->count == 5);
  CHECK(rate->span == 60'000'000'000);
  CHECK(parse_rate("100/1h30m")->span == 5'400'000'000'000);
  CHECK(parse_rate("1/0.5s")->span == 500'000'000);
  for (std::string_view text : {"", "5", "/", "5/", "/1m", "5/m", "0/1m", "5/0", "5/0s", "5/-1m", "-5/1m",
                                "5/1m/2", "5 / 1m", "1.5/1m", "5/60", "1m/5"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_rate(text));
  }
}

}  // namespace
}  // namespace runnel
