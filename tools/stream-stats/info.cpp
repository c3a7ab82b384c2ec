#include "info.h"

namespace runnel {

const cli::ProgramInfo& stats_info() {
  static const cli::ProgramInfo info{
      .name = "stream-stats",
      .operands = "[INPUT ...]",
      .program = "BODY",
      .summary = "Says what is in a stream of JSON records: its fields, and what they hold.",
      .description =
          "Reads records, lines of JSON or what -i says, from each INPUT or from stdin, in one pass and in "
          "bounded "
          "memory, and writes their profile: how many there are, and of each field, found by itself, in how "
          "many records it is, its types, least, greatest and mean value, quantiles, how many different "
          "values it has and which are the most frequent, and a histogram.\n\n"
          "On a terminal the profile is a table, a line a field; --field shows one at length, and --watch "
          "keeps the table up to date while records come. Into a pipe it is one JSON record.\n\n"
          "With --of only what is named is profiled, with --by each key for itself, with --every again and "
          "again. --partial writes what --merge puts together, so that many processes and machines can share "
          "the work.\n\n"
          "There is no program to be given: all operands are inputs. Fields are named as in jq: "
          "`.latency_ms`, `.geo.city`, `.tags[]` for the elements of an array, `.ids.*` for the members of "
          "an object whose names are data.",
      .sections = {},
      .examples = {{"what is in here?", "stream-stats access.ndjson"},
                   {"one field, at length", "stream-stats --field .latency_ms access.ndjson"},
                   {"what is coming in, live", "stream-stats -F -t .ts --watch access.ndjson"},
                   {"two fields of each host", "stream-stats --of ms,ip --by host access.ndjson"},
                   {"the 99th percentile, in a script",
                    "stream-stats --of ms log | stream-filter true -s '.fields[\".ms\"].number.p99'"},
                   {"how far out of order are the records, and how long was the longest silence?",
                    "stream-stats -t .ts --of ts log | stream-filter true -s .time"},
                   {"a profile of each minute", "stream-stats -t .ts --every 1m --since-last log"},
                   {"for the textfile collector of Prometheus",
                    "stream-stats --of ms -o prometheus --to ms.prom access.ndjson"},
                   {"on all processors, or many machines",
                    "parallel --pipe stream-stats --partial < log | stream-stats --merge"}},
      .see_also =
          "stream-stats(1), stream-time(7) for event time, stream-expr(7) for\n"
          "the language, runnel(7)",
      .screen = {},
      .off_screen = {"since-last", "arg", "argjson", "from-file", "strict", "threads", "explain", "version",
                     "dead-letter"},
      .screen_examples = 3};
  return info;
}

}  // namespace runnel
