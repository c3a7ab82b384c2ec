#include "../catch.h"
#include "function_runner.h"

namespace runnel::expr {
namespace {

// Outputs and messages are those of libjq 1.8.2, where the manual names no difference.

TEST_CASE("times broken down") {
  check({
      {"gmtime", {}, "1425599621", "[2015,2,5,23,53,41,4,63]"},
      {"gmtime", {}, "1425599621.25", "[2015,2,5,23,53,41.25,4,63]"},
      {"gmtime", {}, "-1.5", "[1969,11,31,23,59,59.5,3,364]"},
      {"gmtime", {}, "1e18", "error: error converting number of seconds since epoch to datetime"},
      {"gmtime", {}, "1e300", "error: error converting number of seconds since epoch to datetime"},
      {"gmtime", {}, R"("a")", "error: gmtime() requires numeric inputs"},
      {"localtime", {}, "null", "error: localtime() requires numeric inputs"},
      {"mktime", {}, "[2015,2,5,23,51,47.5,4,63]", "1425599507"},
      {"mktime", {}, "[2015,2,35,23,51,47]", "1428191507"},
      {"mktime", {}, "[2015]", "1419984000"},
      {"mktime", {}, "[]", "-2209075200"},
      {"mktime", {}, R"([2015,"a"])", "error: mktime requires parsed datetime inputs"},
      {"mktime", {}, "1", "error: mktime requires array inputs"},
      // jq takes these for errors of the C library.
      {"mktime", {}, "[1969,11,31,23,59,59]", "-1"},
      {"mktime", {}, "[1969,11,31,23,59,58]", "-2"},
      {"dateadd", {R"("seconds")", "10"}, "5", "15"},
      {"datesub", {R"("seconds")", "10"}, "5", "-5"},
  });
}

TEST_CASE("times as text in any format") {
  check({
      {"strftime",
       {R"("%Y-%m-%dT%H:%M:%SZ %Z %z %j %e %A %B")"},
       "1425599621",
       R"("2015-03-05T23:53:41Z GMT +0000 064  5 Thursday March")"},
      {"strftime", {R"("%c")"}, "[2015,2,35,23,51,47.5,0,0]", R"("Sat Apr  4 23:51:47 2015")"},
      {"strftime", {R"("")"}, "1", R"("")"},
      {"strftime", {R"("é%%\u0000%Y")"}, "1", R"("é%")"},
      {"strftime", {"1"}, "1", "error: strftime/1 requires a string format"},
      {"strftime", {"1"}, R"("a")", "error: strftime/1 requires parsed datetime inputs"},
      {"strftime", {R"("%c")"}, "[2015,null]", "error: strftime/1 requires parsed datetime inputs"},
      {"strftime", {R"("%999999999Y")"}, "1", "error: strftime/1: unknown system failure"},
      {"strflocaltime", {R"("%F %T")"}, "[2015,2,5,23,51,47]", R"("2015-03-05 23:51:47")"},
      {"strflocaltime", {R"("%F")"}, "{}", "error: strflocaltime/1 requires parsed datetime inputs"},
      {"strflocaltime", {"1"}, "1", "error: strflocaltime/1 requires a string format"},
      {"todate", {}, "[2015,2,5,23,51,47.5,4,63]", R"("2015-03-05T23:51:47Z")"},
      {"strptime", {R"("%Y-%m-%dT%H:%M:%SZ")"}, R"("2015-03-05T23:51:47Z")", "[2015,2,5,23,51,47,4,63]"},
      {"strptime", {R"("%d/%b/%Y:%T %z")"}, R"("05/Mar/2015:23:51:47 +0100")", "[2015,2,5,23,51,47,4,63]"},
      {"strptime", {R"("%Y %j")"}, R"("2015 064")", "[2015,2,5,0,0,0,4,63]"},
      {"strptime", {R"("%H:%M")"}, R"("10:20")", "[1900,0,0,10,20,0,8,367]"},
      {"strptime", {R"("%Y-%m-%d")"}, R"("2015-03-05 rest")", R"([2015,2,5,0,0,0,4,63," rest"])"},
      {"strptime",
       {R"("%Y-%m-%d")"},
       R"("2015-03-05rest")",
       R"(error: date "2015-03-05rest" does not match format "%Y-%m-%d")"},
      {"strptime", {"1"}, R"("a")", "error: strptime/1 requires string inputs and arguments"},
  });
}

}  // namespace
}  // namespace runnel::expr
