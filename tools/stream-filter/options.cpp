#include "options.h"

#include <limits>

#include "cli/values.h"

namespace runnel {

using cli::FlagGroup;
using Values = std::span<const std::string>;

void add_filter_flags(cli::CommandLine& line, FilterFlags& options) {
  line.add(
      {.name = "invert-match",
       .letter = 'v',
       .group = FlagGroup::records,
       .summary = "pass the records that do not match",
       .details =
           "Passes the records for which PREDICATE does not hold. A record that cannot be processed passes "
           "neither way.",
       .set = cli::switch_on(options.invert_match)});
  line.add({.name = "max-count",
            .letter = 'm',
            .values = {"N"},
            .group = FlagGroup::records,
            .summary = "stop after N records have passed",
            .details = "Stops reading when N records have passed.",
            .set = [&options](Values v) -> Outcome {
              const auto count = cli::count_value(v[0], 0, std::numeric_limits<uint64_t>::max());
              if (!count) return count.error();
              options.max_count = *count;
              return Done{};
            }});
  line.add({.name = "count",
            .group = FlagGroup::records,
            .summary = "write only how many records passed",
            .details =
                "Writes one number, how many records passed in all inputs together, instead of the records.",
            .set = cli::switch_on(options.count)});
  line.add(
      {.name = "exit-status",
       .letter = 'e',
       .group = FlagGroup::records,
       .summary = "exit 1 if no record passed",
       .details =
           "Exits with 1 if no record passed, so that a script can ask a question. Without it that is no "
           "failure and gives 0.",
       .set = cli::switch_on(options.exit_status)});
  line.add({.name = "else",
            .values = {"PATH"},
            .group = FlagGroup::output,
            .summary = "write the records that do not pass to PATH",
            .details = "Writes the records that do not pass to PATH, in their order, so that one reading "
                       "splits a stream in "
                       "two. Records that cannot be processed are in neither part.",
            .set = cli::keep_text(options.otherwise)});
}

const cli::ProgramInfo& filter_info() {
  static const cli::ProgramInfo info{
      .name = "stream-filter",
      .operands = "PREDICATE [INPUT ...]",
      .program = "PREDICATE",
      .summary = "Passes the JSON records for which PREDICATE holds, byte for byte.",
      .description =
          "Reads records, one JSON value a line, from each INPUT or from stdin, and writes those for which "
          "PREDICATE gives "
          "anything but `false` and `null`, as they came and in their order. PREDICATE is written in jq's "
          "language.\n\n"
          "The first operand is always the program, as in grep and jq; `true` passes every record. An INPUT "
          "is a file, "
          "decompressed if it is gzip or zstd, or `-` for stdin. `--` ends the options: what follows may "
          "begin with a "
          "dash.",
      .examples = {{"server errors", "stream-filter '.status >= 500' access.ndjson"},
                   {"as they happen",
                    "tail -F access.ndjson | stream-filter '.status >= 500 and .path =~ \"^/api/\"'"},
                   {"a value from the shell",
                    "stream-filter --arg user \"$USER\" '.user == $user' events.ndjson.gz"},
                   {"split a stream", "stream-filter '.level == \"error\"' --to bad --else good app.ndjson"},
                   {"how many", "stream-filter --count '.bytes > 1000000' access.ndjson"}},
      .see_also = "stream-filter(1), stream-expr(7) for the language, runnel(7)"};
  return info;
}

}  // namespace runnel
