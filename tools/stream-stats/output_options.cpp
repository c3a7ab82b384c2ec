#include "output_options.h"

#include <fmt/format.h>

#include "cli/output_options.h"
#include "cli/values.h"

namespace runnel {

using cli::FlagGroup;
using cli::FlagShown;
using Format = StatsFlags::Format;
using Values = std::span<const std::string>;

namespace {

Outcome set_format(StatsFlags& options, std::string_view text) {
  if (text == "json") {
    options.format = Format::json;
  } else if (text == "table") {
    options.format = Format::table;
  } else if (text == "prometheus") {
    options.format = Format::prometheus;
  } else if (text != "ndjson" && format::parse_output_format(text)) {
    return Error{ErrorKind::usage,
                 fmt::format("{0} is for records, and a profile is none; its fields are: stream-stats "
                             "--json-lines ... | stream-filter .field -o {0}",
                             text)};
  } else {
    return cli::word_error(text, "json, table, prometheus");
  }
  return Done{};
}

void add_form_flags(cli::CommandLine& line, StatsFlags& options) {
  line.add(cli::output_format_flag(
      "form of the profile: json, table, prometheus",
      "Says in which form a profile is written. FMT is one of:\n\n"
      "`json`: one record, on one line.\n\n"
      "`table`: a line a field, for people, as wide as the terminal.\n\n"
      "`prometheus`: the text format of Prometheus, for the textfile collector of its node exporter. "
      "The file of --to is replaced as a whole each time.",
      "`table` where stdout is a terminal, else `json`.",
      [&options](Values v) { return set_format(options, v[0]); }));
  line.add({.name = "json-lines",
            .group = FlagGroup::output,
            .shown = FlagShown::manual,
            .bears = cli::FlagBears::nothing,
            .summary = "a record a field, in place of one for all",
            .details = "Writes first a record about the stream, which is the JSON record without `fields`, "
                       "and then one for each field, with the name of the field in `field`.",
            .set = cli::switch_on(options.json_lines)});
  line.add({.name = "field",
            .values = {"FIELD"},
            .group = FlagGroup::output,
            .bears = cli::FlagBears::nothing,
            .summary = "show FIELD alone, at length; may be repeated",
            .details =
                "Shows of the profile only FIELD, such as `.latency_ms`, with more quantiles, top values and "
                "lines of the histogram than the table has room for. May be given several times. In JSON "
                "only these are in `fields`. A field that is not there is said, with the one that is named "
                "most like it.",
            .set = [&options](Values v) -> Outcome {
              if (v[0].empty()) {
                return Error{ErrorKind::usage, "the value is empty; a field is .latency_ms, for instance"};
              }
              options.fields.push_back(v[0]);
              return Done{};
            }});
  line.add({.name = "top",
            .values = {"K"},
            .group = FlagGroup::output,
            .bears = cli::FlagBears::nothing,
            .summary = "the K most frequent values of a field (default 10)",
            .details = "Says the K most frequent values of each field, 100 at most; 0 says none.",
            .default_text = "`10`.",
            .set = cli::keep_count(options.top, 0, kMostTop)});
}

void add_way_flags(cli::CommandLine& line, StatsFlags& options) {
  line.add({.name = "watch",
            .group = FlagGroup::output,
            .bears = cli::FlagBears::nothing,
            .summary = "show the table on the terminal, kept up to date",
            .details =
                "Shows the profile as a table that is renewed in place, with small graphs of how the rate "
                "and each number went. The keys are in WATCH of the manual. For a terminal on stdout; `q` or "
                "Ctrl-C ends it, and leaves the last table there.",
            .set = cli::switch_on(options.watch)});
  line.add({.name = "partial",
            .group = FlagGroup::output,
            .bears = cli::FlagBears::nothing,
            .summary = "write what --merge takes, in place of a profile",
            .details =
                "Writes one record with all that the profile is made from, instead of the profile. --merge "
                "puts many of these together: of parts of a file, or of many machines.",
            .set = cli::switch_on(options.partial)});
  line.add({.name = "merge",
            .group = FlagGroup::records,
            .bears = cli::FlagBears::nothing,
            .summary = "the input is what --partial wrote: put it together",
            .details =
                "Reads records that --partial has written, in any order, and makes the profile of all that "
                "they stand for together. All must have been made with the same --of, --by, -t and its "
                "formats; one that was not is a bad record. With --partial the whole is "
                "written as such a record again.",
            .set = cli::switch_on(options.merge)});
}

}  // namespace

void add_output_flags(cli::CommandLine& line, StatsFlags& options) {
  add_form_flags(line, options);
  add_way_flags(line, options);
}

}  // namespace runnel
