#include "cli/profile/long_view.h"

#include "base/columns.h"
#include "catch.h"
#include "cli/profile/profiles.h"

using namespace runnel;
using namespace runnel::cli;
using Lines = std::vector<std::string>;

namespace {

const op::FieldSummary& field_called(const op::ProfileSummary& profile, std::string_view path) {
  return *std::find_if(profile.fields.begin(), profile.fields.end(),
                       [&](const op::FieldSummary& field) { return field.path == path; });
}

Lines view_of(std::string_view path, const Screen& screen = {}) {
  const op::ProfileSummary profile = requests();
  return field_view(field_called(profile, path), screen);
}

}  // namespace

TEST_CASE("all of a field of numbers") {
  CHECK(view_of(".latency_ms") ==
        Lines{".latency_ms",
              "values     36050, in 100 % of 36050 objects",
              "types      number",
              "distinct   about 123456 (standard error 0.81 %)",
              "numbers    min 0.01, max 5220, mean 185.4, stddev 1235, sum 6681926",
              "quantiles  p1 0.02441, p5 0.0596, p25 0.8674, p50 8.078, p75 75.23, p95 1095,",
              "           p99 2673, p999 5220, each within 1 %",
              "",
              "histogram, on a logarithmic scale",
              "     0.01  0.02277  ████▋                                            350  1.0 %",
              "  0.02277  0.05185  ███████████████▋                                1198  3.3 %",
              "  0.05185   0.1181  █████████████████████████▏                      1918  5.3 %",
              "   0.1181   0.2688  ████████████████████████                        1834  5.1 %",
              "   0.2688    0.612  █████████████████████████████████████▋          2870  8.0 %",
              "    0.612    1.394  ██████████████████████████████████████████▍     3238  9.0 %",
              "    1.394    3.173  ██████████████████████████████████              2593  7.2 %",
              "    3.173    7.225  ██████████████████████████████████████████████▊ 3574  9.9 %",
              "    7.225    16.45  ███████████████████████████████████████████████ 3590   10 %",
              "    16.45    37.46  ██████████████████████████████████▍             2626  7.3 %",
              "    37.46    85.29  ███████████████████████████████████████████▍    3310  9.2 %",
              "    85.29    194.2  ██████████████████████████████████████▉         2974  8.2 %",
              "    194.2    442.2  █████████████████████████▎                      1933  5.4 %",
              "    442.2     1007  ███████████████████████████▎                    2078  5.8 %",
              "     1007     2293  ██████████████████▎                             1390  3.9 %",
              "     2293     5220  ███████▌                                         574  1.6 %",
              "",
              "most frequent values",
              "  5.25  ███████████████████████████████████████████████ 20  <0.1 %  at least 17",
              "  7     ████▊                                            2  <0.1 %  at least 1",
              "  any other value: at most 2"});
}

TEST_CASE("few numbers are shown one by one") {
  CHECK(view_of(".status", {.columns = 50}) ==
        Lines{".status", "values     1000, in 100 % of 1000 objects", "types      integer", "distinct   3",
              "numbers    min 200, max 500, mean 223.3,", "           sum 223280",
              "quantiles  p1 200, p5 200, p25 200, p50 200,",
              "           p75 200, p95 404, p99 500, p999 500", "", "how often each number occurs",
              "  200  ███████████████████████████████ 900   90 %",
              "  404  ██▍                              70  7.0 %",
              "  500  █                                30  3.0 %"});
}

TEST_CASE("all of a field of strings") {
  CHECK(view_of(".verb", {.columns = 60, .charset = Charset::ascii}) ==
        Lines{".verb", "values     1000, in 100 % of 1000 objects", "types      string", "distinct   3",
              "strings    0 to 4 characters, 3.16 on average", "range      GET", "", "most frequent values",
              "  GET   ######################################## 800   80 %",
              "  POST  ##########                               190   19 %",
              R"(  ""    #                                         10  1.0 %)"});
}

TEST_CASE("times, arrays, booleans and maps") {
  CHECK(view_of(".ts") ==
        Lines{".ts", "values     1, in 100 % of 1 object", "types      time", "distinct   1",
              "strings    24 characters", "range      2025-11-22T10:00:00.123Z to 2025-11-22T11:00:00.123Z",
              "", "most frequent values",
              "  2025-11-22T10:00:00.123Z  ██████████████████████████████████████████ 1  100 %"});
  CHECK(view_of(".tags") == Lines{".tags", "values     400, in 40 % of 1000 objects", "types      array",
                                  "arrays     0 to 3 elements, 1.25 on average"});
  CHECK(view_of(".is_bot") ==
        Lines{".is_bot", "values     1000, in 100 % of 1000 objects, 10 null (1.0 %)",
              "types      boolean 99 %, null 1.0 %", "distinct   2", "", "most frequent values",
              "  false  ███████████████████████████████████████████████████████████ 980   98 %",
              "  true   ▋                                                            10  1.0 %"});
  CHECK(view_of(".by_id") == Lines{".by_id", "values     1000, in 100 % of 1000 objects", "types      map",
                                   "map        members are folded into .by_id.*"});
}

TEST_CASE("several fields, behind their key") {
  op::ProfileSummary profile = requests();
  profile.key = {{"host", "\"web\""}};
  CHECK(long_view(profile, op::FieldChoice({".by_id", ".tags"}), {}) ==
        Lines{"host=web", ".tags", "values     400, in 40 % of 1000 objects", "types      array",
              "arrays     0 to 3 elements, 1.25 on average", "", ".by_id",
              "values     1000, in 100 % of 1000 objects", "types      map",
              "map        members are folded into .by_id.*"});
}

TEST_CASE("no line of a long view is wider than the terminal") {
  const op::ProfileSummary profile = requests();
  for (const Charset charset : {Charset::unicode, Charset::ascii}) {
    for (size_t columns = 1; columns < 200; ++columns) {
      for (const std::string& line : long_view(profile, {}, {.columns = columns, .charset = charset})) {
        CHECK(fitted(line, 10'000, Charset::unicode).width <= std::max<size_t>(columns, 2) - 1);
      }
    }
  }
}
