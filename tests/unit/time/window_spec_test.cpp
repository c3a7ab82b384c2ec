#include "time/window_spec.h"

#include "../catch.h"

namespace runnel::time {
namespace {

using Kind = WindowSpec::Kind;
constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kMinute = 60 * kSecond;
constexpr int64_t kDay = 24 * 60 * kMinute;

void check(std::string_view text, const WindowSpec& wanted) {
  CAPTURE(text);
  const auto spec = parse_window(text);
  REQUIRE(spec.ok());
  CHECK(spec->kind == wanted.kind);
  CHECK(spec->size == wanted.size);
  CHECK(spec->step == wanted.step);
  CHECK(spec->gap == wanted.gap);
  CHECK(spec->records == wanted.records);
}

TEST_CASE("each kind of window is read") {
  check("1m", {.kind = Kind::tumbling, .size = kMinute, .step = kMinute});
  check("1h30m", {.kind = Kind::tumbling, .size = 90 * kMinute, .step = 90 * kMinute});
  check("1ns", {.kind = Kind::tumbling, .size = 1, .step = 1});
  check("5m/1m", {.kind = Kind::sliding, .size = 5 * kMinute, .step = kMinute});
  check("5m/5m", {.kind = Kind::tumbling, .size = 5 * kMinute, .step = 5 * kMinute});
  check("1m/5m", {.kind = Kind::sliding, .size = kMinute, .step = 5 * kMinute});
  check("1d/1s", {.kind = Kind::sliding, .size = kDay, .step = kSecond});
  check("session:30s", {.kind = Kind::session, .gap = 30 * kSecond});
  check("cumulate:1d/1h", {.kind = Kind::cumulate, .size = kDay, .step = 60 * kMinute});
  check("cumulate:1d/1d", {.kind = Kind::cumulate, .size = kDay, .step = kDay});
  check("count:1000", {.kind = Kind::count, .records = 1000});
  check("count:1", {.kind = Kind::count, .records = 1});
  check("all", {.kind = Kind::all});
}

TEST_CASE("a window that is wrong is answered with what to write") {
  struct Row {
    std::string_view text;
    std::string_view message;
  };
  const Row rows[] = {
      {"", "WINDOW is empty; it is 1m, 5m/1m, session:30s, cumulate:1d/1h, count:1000 or all"},
      {"0s", "window '0s': the size is 0, and a window must have a length; write 1m"},
      {"0", "window '0': the size is 0, and a window must have a length; write 1m"},
      {"0.1ns", "window '0.1ns': the size is 0, and a window must have a length; write 1m"},
      {"-5m", "window '-5m': the size -5m is negative; write 5m"},
      {"5", "window '5': the size 5 has no unit; write 5s, 5m, 5h or 5d"},
      {"5 m", "window '5 m': the size '5 m' is not a duration; write 30s, 5m, 1h30m or 1d"},
      {"1min", "window '1min': the size '1min' is not a duration; write 30s, 5m, 1h30m or 1d"},
      {"9999999999999w",
       "window '9999999999999w': the size '9999999999999w' is not a duration; write 30s, 5m, 1h30m or 1d"},
      {"5m/", "window '5m/': the slide is missing; write 5m/1m"},
      {"5m/0s", "window '5m/0s': the slide is 0, and a window must have a length; write 5m/1m"},
      {"5m/-1m", "window '5m/-1m': the slide -1m is negative; write 1m"},
      {"5m/1", "window '5m/1': the slide 1 has no unit; write 1s, 1m, 1h or 1d"},
      {"5m/1m/1s", "window '5m/1m/1s': a / too many in front of '1s'; write 5m/1m"},
      {"1d/1ms",
       "window '1d/1ms': each record would be in 86400000 windows, and the most is 100000; write a longer "
       "step, "
       "as in 1d/24m"},
      {"session", "window 'session': a session needs its gap; write session:30s"},
      {"session:", "window 'session:': a session needs its gap; write session:30s"},
      {"session:0s", "window 'session:0s': the gap is 0, and a window must have a length; write session:30s"},
      {"session:30", "window 'session:30': the gap 30 has no unit; write 30s, 30m, 30h or 30d"},
      {"session:5m/1m", "window 'session:5m/1m': a / too many in front of '1m'; write session:30s"},
      {"cumulate", "window 'cumulate': cumulate needs the largest size and the step; write cumulate:1d/1h"},
      {"cumulate:1d",
       "window 'cumulate:1d': cumulate needs the largest size and the step; write cumulate:1d/1h"},
      {"cumulate:/1h", "window 'cumulate:/1h': the size is missing; write cumulate:1d/1h"},
      {"cumulate:1d/7h",
       "window 'cumulate:1d/7h': the step 7h does not divide the size 1d; write for example cumulate:1d/1h"},
      {"cumulate:1h/1d",
       "window 'cumulate:1h/1d': the step 1d does not divide the size 1h; write for example cumulate:1d/1h"},
      {"count", "window 'count': count needs a number of records; write count:1000"},
      {"count:0", "window 'count:0': a window of no records never ends; the least is count:1"},
      {"count:-5", "window 'count:-5': '-5' is not a number of records; write count:1000"},
      {"count:5m", "window 'count:5m': '5m' is not a number of records; write count:1000"},
      {"all:1m", "window 'all:1m': all takes nothing behind it; write all"},
      {"sesion:30s", "window 'sesion:30s': 'sesion' is no kind of window; did you mean session?"},
      {"cummulate:1d/1h",
       "window 'cummulate:1d/1h': 'cummulate' is no kind of window; did you mean cumulate?"},
      {"tumble:1m", "window 'tumble:1m': a tumbling window is written 1m"},
      {"hop:5m/1m", "window 'hop:5m/1m': a sliding window is written 5m/1m"},
      {"weekly",
       "window 'weekly': 'weekly' is no kind of window; a WINDOW is 1m, 5m/1m, session:30s, cumulate:1d/1h, "
       "count:1000 or all"},
      {"1m:5s",
       "window '1m:5s': '1m' is no kind of window; a WINDOW is 1m, 5m/1m, session:30s, cumulate:1d/1h, "
       "count:1000 "
       "or all"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto spec = parse_window(row.text);
    REQUIRE_FALSE(spec.ok());
    CHECK(spec.error().kind == ErrorKind::usage);
    CHECK(spec.error().message == row.message);
  }
}

}  // namespace
}  // namespace runnel::time
