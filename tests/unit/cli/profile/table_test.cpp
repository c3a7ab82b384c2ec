#include "cli/profile/table.h"

#include "base/columns.h"
#include "catch.h"
#include "cli/profile/head.h"
#include "cli/profile/profiles.h"

using namespace runnel;
using namespace runnel::cli;
using Lines = std::vector<std::string>;

namespace {

Lines fields_of(const op::ProfileSummary& profile, const Screen& screen) {
  std::vector<FieldRow> rows;
  for (const op::FieldSummary& field : profile.fields) rows.push_back({&field});
  return field_table(rows, screen);
}

size_t width(const std::string& line) {
  return fitted(line, 10'000, Charset::unicode).width;
}

}  // namespace

TEST_CASE("a table on 80 columns") {
  CHECK(fields_of(requests(), {}) ==
        Lines{"field          type     present   null  distinct   min    p50   max  spread",
              ".ts            time       100 %                1  2025-11-22T10:00 to 11:00",
              R"(.verb          string     100 %                3  GET 80 %, POST 19 %, "" 1.0 %)",
              R"(.größe.日本語  string     100 %                2  "größer als" to 日本)",
              ".latency_ms    number     100 %            ~123k  0.01  8.078  5220  ▂▅████▆▃",
              ".status        integer    100 %                3   200    200   500  █    ▁ ▁",
              ".tags          array       40 %                   0 to 3 elements, mean 1.25",
              R"(.tags[]        string                          2  a 75 %, "b, c" 25 %)",
              ".is_bot        boolean    100 %  1.0 %         2  false 98 %, true 1.0 %",
              ".by_id         map        100 %                   members as .by_id.*"});
}

TEST_CASE("a table on 200 columns") {
  CHECK(
      fields_of(requests(), {.columns = 200}) ==
      Lines{
          "field          type     present   null  distinct  length   min   mean  stddev      p5    p50   "
          "p95   p99   max  spread        most frequent",
          ".ts            time       100 %                1      24                                          "
          "                            2025-11-22T10:00:00.123Z to 2025-11-22T11:00:00.123Z",
          R"(.verb          string     100 %                3     0-4                                                                      GET 80 %, POST 19 %, "" 1.0 %)",
          R"(.größe.日本語  string     100 %                2    6-12                                                                      "größer als" to 日本)",
          ".latency_ms    number     100 %            ~123k          0.01  185.4    1235  0.0596  8.078  "
          "1095  2673  5220  ▂▄▆▇████▇▆▄▂  5.25 ~<0.1 %, 7 ~<0.1 %",
          ".status        integer    100 %                3           200  223.3             200    200   "
          "404   500   500  █       ▁  ▁  200 90 %, 404 7.0 %, 500 3.0 %",
          ".tags          array       40 %                      0-3                                          "
          "                            0 to 3 elements, mean 1.25",
          R"(.tags[]        string                          2     1-4                                                                      a 75 %, "b, c" 25 %)",
          ".is_bot        boolean    100 %  1.0 %         2                                                  "
          "                            false 98 %, true 1.0 %",
          ".by_id         map        100 %                                                                   "
          "                            members as .by_id.*"});
}

TEST_CASE("a table on 50 columns in ASCII") {
  CHECK(fields_of(requests(), {.columns = 50, .charset = Charset::ascii}) ==
        Lines{"field        type     distinct    p50   max", ".ts          time            1  2025-11-22",
              ".verb        string          3  GET 80 %", R"(.gr??e.???   string          2  "gr??> to ??)",
              ".latency_ms  number      ~123k  8.078  5220", ".status      integer         3    200   500",
              ".tags        array              0 to 3 elements,>", ".tags[]      string          2  a 75 %",
              ".is_bot      boolean         2  false 98 %",
              ".by_id       map                members as .by_i>"});
}

TEST_CASE("a whole profile") {
  op::ProfileSummary profile = requests();
  profile.fields.resize(2);
  profile.bad = 3;
  profile.fields_left_out = 1;
  profile.key = {{"host", "\"web\""}};
  CHECK(profile_table(profile, {}, {}) ==
        Lines{"host=web", "1000 records, 123 kB, 3 bad",
              "2025-11-22T10:00:00.123Z to 2025-11-22T11:00:00.123Z, 1h, 0.27/s",
              "last second 870/s, 10 seconds 880/s, minute 0.5/s,",
              "  longest silence 12.5s from 2025-11-22T10:00:05.123Z",
              "12 out of order (1.2 %), --watermark-delay 1.52s keeps all, 2.2ms keeps 99 %", "",
              "field  type    present  distinct  most frequent",
              ".ts    time      100 %         1  2025-11-22T10:00:00.123Z to 11:00:00.123Z",
              R"(.verb  string    100 %         3  GET 80 %, POST 19 %, "" 1.0 %)",
              "and 1 value of fields beyond --max-fields, or deeper than 64"});
  CHECK(profile_table({}, {}, {}) == Lines{"no records"});
}

TEST_CASE("no line is wider than the terminal") {
  const op::ProfileSummary profile = requests();
  for (const Charset charset : {Charset::unicode, Charset::ascii}) {
    for (size_t columns = 1; columns < 260; ++columns) {
      for (const std::string& line : profile_table(profile, {}, {.columns = columns, .charset = charset})) {
        CHECK(width(line) <= std::max<size_t>(columns, 2) - 1);
        CHECK(line.find('\033') == std::string::npos);
        CHECK((line.empty() || line.back() != ' '));
        if (charset == Charset::ascii) {
          CHECK(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c < 0x7F; }));
        }
      }
    }
  }
}

TEST_CASE("styles change nothing about the text") {
  const op::ProfileSummary profile = requests();
  const auto plain = [](std::string line) {
    for (size_t at; (at = line.find('\033')) != line.npos;) line.erase(at, line.find('m', at) + 1 - at);
    return line;
  };
  for (const size_t columns : {40, 80, 120, 200}) {
    const Lines without = profile_table(profile, {}, {.columns = columns});
    Lines with = profile_table(profile, {}, {.columns = columns, .styles = Screen::Styles::some});
    CHECK(with != without);
    for (std::string& line : with) line = plain(line);
    CHECK(with == without);
  }
}

TEST_CASE("presence stands before figures where it says something") {
  op::ProfileSummary profile = requests();
  CHECK(fields_of(profile, {.columns = 60})[0].find("present") != std::string::npos);
  for (op::FieldSummary& field : profile.fields) field.places = field.count;
  CHECK(fields_of(profile, {.columns = 60})[0].find("present") == std::string::npos);
}

TEST_CASE("how a figure went lately is drawn as bars") {
  const op::FieldSummary field = op::number_field(".n", {{1, 1}, {2, 1}});
  std::vector<FieldRow> rows{{&field, {1, 2, std::nullopt, 8}}};
  const Lines lines = field_table(rows, {});
  CHECK(lines[0].find("lately") != std::string::npos);
  CHECK(lines[1].find("▁▂ █") != std::string::npos);
  rows[0].trend = std::vector<std::optional<double>>(300, 5);
  for (const std::string& line : field_table(rows, {})) CHECK(width(line) <= 79);
}

TEST_CASE("control characters in names and values do not reach the terminal") {
  op::FieldSummary field = op::string_field(".\"\033[31m\"", {{"\"\\u001b[31m\"", false, 2, 0}});
  field.string->max = "\033c";
  const std::vector<FieldRow> rows{{&field}};
  for (const std::string& line : field_table(rows, {})) CHECK(line.find('\033') == std::string::npos);
}

TEST_CASE("the head says what the stream is like") {
  op::ProfileSummary profile = requests();
  CHECK(profile_head(profile, {}) ==
        Lines{"1000 records, 123 kB", "2025-11-22T10:00:00.123Z to 2025-11-22T11:00:00.123Z, 1h, 0.27/s",
              "last second 870/s, 10 seconds 880/s, minute 0.5/s,",
              "  longest silence 12.5s from 2025-11-22T10:00:05.123Z",
              "12 out of order (1.2 %), --watermark-delay 1.52s keeps all, 2.2ms keeps 99 %"});
  CHECK(profile_head(profile, {.columns = 45, .charset = Charset::ascii}) ==
        Lines{"1000 records, 123 kB", "2025-11-22T10:00:00.123Z to", "  2025-11-22T11:00:00.123Z, 1h, 0.27/s",
              "last second 870/s, 10 seconds 880/s,", "  minute 0.5/s, longest silence 12.5s from",
              "  2025-11-22T10:00:05.123Z", "12 out of order (1.2 %),",
              "  --watermark-delay 1.52s keeps all,", "  2.2ms keeps 99 %"});
  profile.time->by_clock = true;
  profile.bad = 2;
  CHECK(profile_head(profile, {.columns = 300}) ==
        Lines{"1000 records, 123 kB, 2 bad",
              "arrived 2025-11-22T10:00:00.123Z to 2025-11-22T11:00:00.123Z, 1h, 0.27/s",
              "last second 870/s, 10 seconds 880/s, minute 0.5/s, longest silence 12.5s from "
              "2025-11-22T10:00:05.123Z"});
  profile.time->by_clock = false;
  profile.time->out_of_order = 0;
  CHECK(profile_head(profile, {.columns = 300}).back() == "all in the order of time");
  profile.time->last = profile.time->first;
  profile.records = 1;
  CHECK(profile_head(profile, {}) == Lines{"1 record, 123 kB, 2 bad", "all at 2025-11-22T10:00:00.123Z"});
  profile.time->by_clock = true;
  CHECK(profile_head(profile, {}).back() == "all arrived at 2025-11-22T10:00:00.123Z");
}

TEST_CASE("the heading says key and period") {
  op::ProfileSummary profile;
  CHECK(profile_heading(profile, {}).empty());
  profile.key = {{"a", "1"}};
  profile.until = 0;
  CHECK(profile_heading(profile, {}) == Lines{"a=1, until 1970-01-01T00:00:00Z"});
}
