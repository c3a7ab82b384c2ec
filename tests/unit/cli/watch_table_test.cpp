#include "cli/watch_table.h"

#include <fmt/format.h>

#include "base/columns.h"
#include "catch.h"

using namespace runnel;
using namespace runnel::cli;
using Kind = time::WindowSpec::Kind;
using Lines = std::vector<std::string>;

namespace {

WatchRows rows_of(Kind kind = Kind::tumbling) {
  return WatchRows({.kind = kind, .keys = {"host"}, .values = {"count", "avg"}, .top = std::nullopt});
}

std::string result(int minute, const std::string& host, const char* count, const char* avg,
                   const char* marks = "") {
  return fmt::format(
      R"({{"window_start":"2026-11-22T10:{:02}:00Z","window_end":"2026-11-22T10:{:02}:00Z","host":"{}","count":{},"avg":{}{}}})"
      "\n",
      minute, minute + 1, host, count, avg, marks);
}

size_t width(const std::string& line) {
  return fitted(line, 10'000, Charset::unicode).width;
}

}  // namespace

TEST_CASE("names and numbers are to the right, texts to the left, open windows are marked") {
  WatchRows rows = rows_of();
  rows.take(result(1, "web-1", "5", "0.3333333333333333"));
  rows.take(result(1, "b", "12345678901234567890", "null", R"(,"approx":true,"final":false)"));
  const auto lines = watch_table(rows, {});
  CHECK(lines == Lines{"window                 host                  count       avg",
                       "2026-11-22T10:01Z      web-1                     5  0.333333",
                       "2026-11-22T10:01Z * ~  b      12345678901234567890"});
}

TEST_CASE("sparklines of the newest row of a key") {
  WatchRows rows = rows_of();
  rows.take(result(1, "a", "1", "5") + result(2, "a", "8", "5") + result(2, "b", "3", "1"));
  CHECK(watch_table(rows, {}) ==
        Lines{"window             host  count     avg", "2026-11-22T10:02Z  a         8 ▁█    5 ▄▄",
              "2026-11-22T10:02Z  b         3  ▄    1  ▄", "2026-11-22T10:01Z  a         1       5"});
  CHECK(watch_table(rows, {.charset = Charset::ascii})[1] == "2026-11-22T10:02Z  a         8 .@    5 ==");
  // Where there is no room for all, the first ones have one; with less, none.
  CHECK(watch_table(rows, {.columns = 41})[1] == "2026-11-22T10:02Z  a         8 ▁█    5");
  CHECK(watch_table(rows, {.columns = 36})[1] == "2026-11-22T10:02Z  a         8    5");
}

TEST_CASE("no line is wider than the terminal, and no table higher") {
  WatchRows rows = rows_of();
  for (int minute = 0; minute < 40; ++minute) {
    rows.take(
        result(minute, "日本語日本語日本語日本語日本語日本語日本語日本語", "1", "[1,2,3,\"\\u001b[31m\"]"));
  }
  for (size_t columns = 1; columns < 120; ++columns) {
    for (const size_t height : {1, 2, 3, 4, 24, 60}) {
      const auto lines = watch_table(rows, {.columns = columns, .lines = height});
      CHECK(lines.size() <= std::max<size_t>(height, 3) - 1);
      for (const std::string& line : lines) {
        CHECK(width(line) <= std::max<size_t>(columns, 2) - 1);
        CHECK(line.find('\033') == std::string::npos);
      }
    }
  }
}

TEST_CASE("rows beyond the terminal's height are counted") {
  WatchRows rows = rows_of();
  for (int minute = 0; minute < 20; ++minute) rows.take(result(minute, "a", "1", "1"));
  const auto lines = watch_table(rows, {.lines = 10});
  CHECK(lines.size() == 9);
  CHECK(lines.back() == "... 13 more");
  CHECK(watch_table(rows, {.lines = 22}).size() == 21);
  CHECK(watch_table(rows, {.lines = 21}).back() == "... 2 more");
}

TEST_CASE("before the first result") {
  CHECK(watch_table(rows_of(), {}) == Lines{"no results yet"});
}

TEST_CASE("the end is shown where the start does not say which window it is") {
  WatchRows rows = rows_of(Kind::cumulate);
  rows.take(result(1, "a", "1", "1"));
  CHECK(watch_table(rows, {})[1].starts_with("2026-11-22T10:01Z  2026-11-22T10:02Z  a"));
}

TEST_CASE("bold and colours only where they are wanted") {
  WatchRows rows = rows_of();
  rows.take(result(1, "a", "1", "5") + result(2, "a", "8", "5"));
  const auto lines = watch_table(rows, {.styles = WatchScreen::Styles::some});
  CHECK(lines[0] == "\033[1mwindow             host  count     avg\033[0m");
  CHECK(lines[1] == "2026-11-22T10:02Z  a         8 \033[36m▁█\033[0m    5 \033[36m▄▄\033[0m");
}

TEST_CASE("times are as short as all of them allow") {
  WatchRow day, minute, second;
  day.start = day.end = 1'795'305'600'000'000'000;  // 2026-11-22
  minute.start = *day.start + 60'000'000'000;
  second.start = *day.start + 1'500'000'000;
  CHECK(time_form({&day}) == TimeForm::day);
  CHECK(time_form({&day, &minute}) == TimeForm::minute);
  CHECK(time_form({&minute, &second}) == TimeForm::full);
  CHECK(time_text(day.start, TimeForm::day) == "2026-11-22");
  CHECK(time_text(minute.start, TimeForm::minute) == "2026-11-22T00:01Z");
  CHECK(time_text(second.start, TimeForm::full) == "2026-11-22T00:00:01.500Z");
  CHECK(time_text(std::nullopt, TimeForm::full) == "-");
}

TEST_CASE("numbers have the length that a person reads") {
  CHECK(number_text({"170141183460469231731687303715884105727", 1.7e38}) ==
        "170141183460469231731687303715884105727");
  CHECK(number_text({"0.1", 0.1}) == "0.1");
  CHECK(number_text({"3.1415926535", 3.1415926535}) == "3.14159");
  CHECK(number_text({"text with 1.5 in it", std::nullopt}) == "text with 1.5 in it");
}
