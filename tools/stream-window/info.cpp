#include "info.h"

#include "agg/function.h"

namespace runnel {

namespace {

cli::ProgramInfo::Section functions() {
  cli::ProgramInfo::Section section{.title = "Aggregate functions", .entries = {}};
  for (const auto& family : agg::function_families()) {
    for (const agg::Function& function : family) {
      section.entries.emplace_back(function.synopsis, function.help);
    }
  }
  return section;
}

}  // namespace

const cli::ProgramInfo& window_info() {
  static const cli::ProgramInfo info{
      .name = "stream-window",
      .operands = "WINDOW AGGREGATES [INPUT ...]",
      .program = "AGGREGATES",
      .summary = "Groups JSON records by time and key, and aggregates each group.",
      .description =
          "Reads records, lines of JSON or what -i says, from each INPUT or from stdin, and writes one "
          "record for "
          "each "
          "window and key when the window closes.\n\n"
          "WINDOW is `1m` (windows of a minute), `5m/1m` (of five, one beginning each minute), `session:30s` "
          "(until a key is silent for so long), `cumulate:1d/1h` (from midnight to each hour), `count:1000` "
          "(of so many records of a key), or `all`.\n\n"
          "AGGREGATES is what stands inside of a jq object, with aggregate functions in it: "
          "`count, errors: count(.status >= 500), p99(.latency_ms)`. What is given to them is a program in "
          "jq's language over the record. A call over a path needs no name: `p99(.latency_ms)` is called "
          "`p99_latency_ms`. What stands around calls is computed with their results: "
          "`error_rate: (count(.status >= 500) / count)`.\n\n"
          "The time of a record is what -t says; without it, the time at which it is read.",
      .sections = {functions()},
      .examples = {{"requests a minute", "stream-window -t .ts 1m count access.ndjson"},
                   {"the five slowest paths of each five minutes",
                    "stream-window -t .ts --by path --top 5 5m 'p99(.ms), count' access.ndjson"},
                   {"errors by host, as they happen",
                    "stream-window -F -t .ts --by host 1m 'bad: count(.code > 499)' app.ndjson"},
                   {"the same, to look at", "stream-window -F -t .ts --by host --watch 1m count app.ndjson"},
                   {"visits, each until a user is silent for half an hour",
                    "stream-window -t .ts --by user session:30m 'count, last(.path)' clicks.ndjson"},
                   {"the whole file", "stream-window all 'count, sum(.bytes), distinct(.ip)' access.ndjson"},
                   {"how large the share of errors is, by the hour in Berlin",
                    "stream-window -t .ts --tz Europe/Berlin 1h 'r: (count(.bad)/count)' log"}},
      .see_also =
          "stream-window(1), stream-time(7) for event time, stream-expr(7) for\n"
          "the language, runnel(7)",
      .screen = {"  WINDOW      1m, 5m/1m, session:30s, cumulate:1d/1h, count:1000, all",
                 "  AGGREGATES  'count, errors: count(.status >= 500), p99(.ms)': sum avg min",
                 "              max quantile first last any every distinct top collect rate ..."},
      .off_screen = {"late", "arg", "argjson", "from-file", "strict", "threads", "explain", "version"},
      .screen_examples = 3};
  return info;
}

}  // namespace runnel
