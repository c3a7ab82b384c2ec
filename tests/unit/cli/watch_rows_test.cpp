#include "cli/watch_rows.h"

#include <fmt/format.h>

#include "base/time_text.h"
#include "catch.h"

using namespace runnel;
using namespace runnel::cli;
using Kind = time::WindowSpec::Kind;

namespace {

WatchRows rows_of(Kind kind, std::optional<uint64_t> top = std::nullopt) {
  return WatchRows({.kind = kind, .keys = {"host"}, .values = {"count"}, .top = top});
}

// A result, of which the window is given by its minutes.
std::string result(int start, int end, const char* host, int count, const char* marks = "") {
  return fmt::format(
      R"({{"window_start":"2026-11-22T10:{:02}:00Z","window_end":"2026-11-22T10:{:02}:00Z","host":"{}","count":{}{}}})"
      "\n",
      start, end, host, count, marks);
}
constexpr const char* kEarly = R"(,"final":false)";

// `10:01 a 5 *`, a row a line; `*` if it is open.
std::string shown(const WatchRows& rows) {
  std::string out;
  for (const WatchRow* row : rows.first(1000)) {
    std::string time;
    if (row->start.has_value()) append_rfc3339(time, *row->start);
    out += fmt::format("{}{} {}{}\n", time.empty() ? "-" : time.substr(11, 5) + " ", row->keys[0].text,
                       row->values[0].text, row->is_open ? " *" : "");
  }
  return out;
}

}  // namespace

TEST_CASE("the newest window is first, and in it the keys as they came") {
  WatchRows rows = rows_of(Kind::tumbling);
  rows.take(result(1, 2, "b", 1) + result(1, 2, "a", 2) + result(2, 3, "a", 3));
  CHECK(shown(rows) == "10:02 a 3\n10:01 b 1\n10:01 a 2\n");
  CHECK(rows.first(1).size() == 1);
}

TEST_CASE("an early result is replaced by the next one, and by the final one, in its place") {
  WatchRows rows = rows_of(Kind::tumbling);
  rows.take(result(1, 2, "b", 1, kEarly) + result(1, 2, "a", 1, kEarly));
  rows.take(result(1, 2, "b", 5, kEarly));
  CHECK(shown(rows) == "10:01 b 5 *\n10:01 a 1 *\n");
  rows.take(result(1, 2, "b", 6));
  CHECK(shown(rows) == "10:01 b 6\n10:01 a 1 *\n");
}

TEST_CASE("a correction replaces, a retraction removes") {
  WatchRows rows = rows_of(Kind::session);
  rows.take(result(1, 2, "a", 1) + result(3, 4, "a", 2) + result(3, 4, "b", 7));
  rows.take(result(3, 4, "a", 3, R"(,"revision":1)"));
  CHECK(shown(rows) == "10:03 a 3\n10:03 b 7\n10:01 a 1\n");
  rows.take(R"({"window_start":"2026-11-22T10:01:00Z","window_end":"2026-11-22T10:02:00Z",)"
            R"("first_ts":"2026-11-22T10:01:00Z","last_ts":"2026-11-22T10:01:00Z","host":"a",)"
            R"("revision":1,"retracted":true})"
            "\n");
  CHECK(shown(rows) == "10:03 a 3\n10:03 b 7\n");
}

TEST_CASE("a session that grows takes the place of what it was") {
  WatchRows rows = rows_of(Kind::session);
  rows.take(result(1, 2, "a", 1, kEarly) + result(1, 2, "b", 1, kEarly));
  rows.take(result(1, 3, "a", 2, kEarly));
  CHECK(shown(rows) == "10:01 a 2 *\n10:01 b 1 *\n");
  rows.take(result(5, 6, "a", 1, kEarly) + result(1, 6, "a", 4));
  CHECK(shown(rows) == "10:01 a 4\n10:01 b 1 *\n");
}

TEST_CASE("windows that cumulate stand side by side, though one lies in the other") {
  WatchRows rows = rows_of(Kind::cumulate);
  rows.take(result(0, 1, "a", 1, kEarly) + result(0, 2, "a", 1, kEarly));
  CHECK(rows.size() == 2);
}

TEST_CASE("of windows of N records those that are full stay") {
  WatchRows rows = rows_of(Kind::count);
  rows.take(result(1, 1, "a", 1, kEarly));
  rows.take(result(1, 2, "a", 2));
  rows.take(result(1, 2, "a", 2));  // another one, of the same times
  rows.take(result(3, 3, "a", 1, kEarly) + result(3, 4, "a", 2, kEarly));
  CHECK(shown(rows) == "10:03 a 2 *\n10:01 a 2\n10:01 a 2\n");
}

TEST_CASE("of the window of everything there is one row a key") {
  WatchRows rows = rows_of(Kind::all);
  rows.take(result(1, 2, "a", 1, kEarly) + result(1, 3, "b", 1, kEarly) + result(1, 4, "a", 2, kEarly));
  CHECK(shown(rows) == "10:01 a 2 *\n10:01 b 1 *\n");
  rows.take(R"({"window_start":null,"window_end":null,"host":"c","count":3})"
            "\n");
  CHECK(shown(rows) == "10:01 a 2 *\n10:01 b 1 *\n-c 3\n");
}

TEST_CASE("of the best K keys those that no longer are go away") {
  WatchRows rows = rows_of(Kind::tumbling, 2);
  rows.take(result(1, 2, "a", 1, kEarly));
  rows.take(result(1, 2, "a", 2, kEarly) + result(1, 2, "b", 1, kEarly));
  rows.take(result(1, 2, "c", 3, kEarly) + result(1, 2, "a", 2, kEarly));
  CHECK(shown(rows) == "10:01 c 3 *\n10:01 a 2 *\n");
  rows.take(result(2, 3, "a", 1, kEarly));
  CHECK(shown(rows) == "10:02 a 1 *\n10:01 c 3 *\n10:01 a 2 *\n");
}

TEST_CASE("history is what the key had in the windows up to the row's") {
  WatchRows rows = rows_of(Kind::tumbling);
  for (int i = 1; i < 6; ++i) rows.take(result(i, i + 1, "a", i * 10) + result(i, i + 1, "b", 1));
  const auto all = rows.first(100);
  using Numbers = std::vector<std::optional<double>>;
  CHECK(rows.history(*all[0], 0, 9) == Numbers{10, 20, 30, 40, 50});
  CHECK(rows.history(*all[0], 0, 3) == Numbers{30, 40, 50});
  CHECK(rows.history(*all[4], 0, 9) == Numbers{10, 20, 30});
  CHECK(rows.is_newest(*all[0]));
  CHECK(rows.is_newest(*all[1]));
  CHECK(!rows.is_newest(*all[2]));
}

TEST_CASE("the oldest windows go when there are too many rows") {
  WatchRows rows = rows_of(Kind::tumbling);
  for (size_t i = 0; i < WatchRows::kMost; ++i) {
    rows.take(result(1, 2, fmt::format("k{}", i).c_str(), 1));
  }
  CHECK(!rows.has_dropped());
  rows.take(result(2, 3, "new", 1));
  CHECK(rows.size() == WatchRows::kMost);
  CHECK(rows.has_dropped());
  CHECK(rows.first(1)[0]->keys[0].text == "new");
}

TEST_CASE("what is no result is passed over") {
  WatchRows rows = rows_of(Kind::tumbling);
  rows.take("{\"$watermark\":\"2026-11-22T10:00:00Z\"}\n\n[1]\n");
  CHECK(rows.size() == 0);
}

TEST_CASE("what top() gives is shown in few letters, other arrays as they are") {
  WatchRows rows({.kind = Kind::all, .keys = {}, .values = {"top", "list"}, .top = std::nullopt});
  rows.take(
      R"({"window_start":null,"window_end":null,"top":[{"value":"/","count":12,"error":0},{"value":404,"count":3,"error":0}],"list":[{"value":1}]})"
      "\n");
  CHECK(rows.first(1)[0]->values[0].text == "/: 12, 404: 3");
  CHECK(rows.first(1)[0]->values[1].text == R"([{"value":1}])");
}
