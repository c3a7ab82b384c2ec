#include "time/grid.h"

#include <rapidcheck.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "../catch.h"

namespace runnel::time {
namespace {

using Kind = WindowSpec::Kind;
constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

struct Window {
  int64_t start;
  int64_t end;
  bool operator==(const Window&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Window& window) {
  return out << '[' << window.start << ", " << window.end << ')';
}

std::vector<Window> windows_of(const Grid& grid, int64_t time) {
  std::vector<Window> windows;
  const auto ends = grid.ends_of(grid.panes().index(time));
  if (!ends.has_value()) return windows;
  for (int64_t end = ends->first; end <= ends->last; end = grid.next_end(end)) {
    windows.push_back({grid.panes().start(grid.first_pane(end)), grid.panes().start(end)});
  }
  return windows;
}

WindowSpec tumbling(int64_t size) {
  return {.kind = Kind::tumbling, .size = size, .step = size};
}
WindowSpec sliding(int64_t size, int64_t slide) {
  return {.kind = Kind::sliding, .size = size, .step = slide};
}
WindowSpec cumulate(int64_t size, int64_t step) {
  return {.kind = Kind::cumulate, .size = size, .step = step};
}

TEST_CASE("tumbling windows hold negative times and any offset") {
  const Grid minutes(tumbling(60), 0, std::nullopt);
  CHECK(windows_of(minutes, 0) == std::vector<Window>{{0, 60}});
  CHECK(windows_of(minutes, 59) == std::vector<Window>{{0, 60}});
  CHECK(windows_of(minutes, -1) == std::vector<Window>{{-60, 0}});
  CHECK(windows_of(minutes, -60) == std::vector<Window>{{-60, 0}});
  CHECK(windows_of(minutes, -61) == std::vector<Window>{{-120, -60}});
  for (const int64_t offset : {-45, 15, 75}) {
    CHECK(windows_of(Grid(tumbling(60), offset, std::nullopt), 0) == std::vector<Window>{{-45, 15}});
    CHECK(windows_of(Grid(tumbling(60), offset, std::nullopt), 15) == std::vector<Window>{{15, 75}});
  }
}

TEST_CASE("the examples of Flink's documentation and tests") {
  // Windows of 10 minutes that slide by 5: what happened at 08:07 is in two.
  CHECK(windows_of(Grid(sliding(10, 5), 0, std::nullopt), 8 * 60 + 7) ==
        std::vector<Window>{{480, 490}, {485, 495}});
  const Grid cumulating(cumulate(5000, 1000), 0, std::nullopt);
  CHECK(windows_of(cumulating, 0) ==
        std::vector<Window>{{0, 1000}, {0, 2000}, {0, 3000}, {0, 4000}, {0, 5000}});
  CHECK(windows_of(cumulating, 4999) == std::vector<Window>{{0, 5000}});
  CHECK(windows_of(cumulating, 5000).size() == 5);
  // A day of UTC+8 begins 8 hours before that of UTC.
  CHECK(windows_of(Grid(tumbling(24), -8, std::nullopt), 17) == std::vector<Window>{{16, 40}});
}

TEST_CASE("a slide larger than the size leaves gaps") {
  const Grid grid(sliding(60, 300), 0, std::nullopt);
  CHECK(windows_of(grid, 59) == std::vector<Window>{{0, 60}});
  CHECK(windows_of(grid, 60).empty());
  CHECK(windows_of(grid, 299).empty());
  CHECK(windows_of(grid, 300) == std::vector<Window>{{300, 360}});
  CHECK(windows_of(grid, -1).empty());
}

// All windows of the kind that hold `time`, found by trying every one.
std::vector<Window> slow_windows(const WindowSpec& spec, int64_t offset, int64_t time) {
  std::vector<Window> windows;
  const auto take = [&](int64_t start, int64_t end) {
    if (start <= time && time < end) windows.push_back({start, end});
  };
  for (int64_t k = -1000; k <= 1000; ++k) {
    if (spec.kind == Kind::cumulate) {
      const int64_t start = offset + k * spec.size;
      for (int64_t end = start + spec.step; end <= start + spec.size; end += spec.step) take(start, end);
    } else {
      take(offset + k * spec.step, offset + k * spec.step + spec.size);
    }
  }
  std::sort(windows.begin(), windows.end(), [](const Window& a, const Window& b) { return a.end < b.end; });
  return windows;
}

WindowSpec any_spec() {
  const auto number = [](int64_t most) { return *rc::gen::inRange<int64_t>(1, most + 1); };
  switch (*rc::gen::inRange(0, 3)) {
    case 0:
      return tumbling(number(40));
    case 1:
      return sliding(number(40), number(40));
    default:
      const int64_t step = number(8);
      return cumulate(step * number(8), step);
  }
}

TEST_CASE("the windows of a record: as a slow twin says") {
  REQUIRE(rc::check("any kind, offset and time", [] {
    const WindowSpec spec = any_spec();
    const int64_t offset = *rc::gen::inRange<int64_t>(-100, 100);
    const Grid grid(spec, offset, std::nullopt);
    for (int64_t time = -90; time < 90; ++time) {
      RC_ASSERT(windows_of(grid, time) == slow_windows(spec, offset, time));
    }
  }));
}

TEST_CASE("where windows end: one question agrees with the other") {
  REQUIRE(rc::check("any grid", [] {
    const Grid grid(any_spec(), *rc::gen::inRange<int64_t>(-100, 100), std::nullopt);
    int64_t next = grid.next_end(-200);
    for (int64_t end = -199; end < 200; ++end) {
      RC_ASSERT(grid.ends_at(end) == (end == next));
      if (end != next) continue;
      RC_ASSERT(grid.first_pane(end) < end);
      next = grid.next_end(end);
    }
  }));
}

TEST_CASE("at the ends of int64 nothing wraps around") {
  for (const WindowSpec& spec :
       {tumbling(1), tumbling(kMost), sliding(70, 30), sliding(30, 70), cumulate(12, 3)}) {
    for (const int64_t offset : {kLeast, int64_t{-1}, int64_t{0}, int64_t{1}, kMost}) {
      const Grid grid(spec, offset, std::nullopt);
      for (const int64_t time : {kLeast, kLeast + 1, int64_t{0}, kMost - 1, kMost}) {
        const int64_t pane = grid.panes().index(time);
        if (spec.size > 1) {  // panes of 1 ns with an offset are more than int64 counts
          CHECK(grid.panes().start(pane) <= time);
          CHECK((grid.panes().start(pane + 1) > time || grid.panes().start(pane + 1) == kMost));
        }
        const auto ends = grid.ends_of(pane);
        if (ends.has_value()) {
          CHECK(ends->first <= ends->last);
          CHECK(grid.first_pane(ends->first) <= pane);
        }
      }
      grid.next_end(kMost);
      grid.first_pane(kLeast);
      grid.ends_of(kMost);
      grid.ends_of(kLeast);
    }
  }
}

}  // namespace
}  // namespace runnel::time
