#include "options.h"

#include "cli/values.h"
#include "output_options.h"

namespace runnel {

using cli::FlagGroup;
using cli::FlagShown;

namespace {

void add_profile_flags(cli::CommandLine& line, StatsFlags& options) {
  line.add(
      {.name = "of",
       .values = {"BODY"},
       .group = FlagGroup::records,
       .summary = "profile these alone, such as latency_ms,ip",
       .details =
           "Profiles BODY in place of the whole record. BODY is what stands inside of a jq object: "
           "`latency_ms, ip`, `.req.path`, `ms: (.seconds * 1000)`. A bare path is named after its last "
           "name. Nothing else of a record is taken apart, so this is also the faster way to ask about a "
           "few fields. What is inside of arrays and objects is profiled too. With --from-file it is "
           "read from a file.\n\n"
           "A field that is missing is null, as in the language. A record for which BODY fails is a bad "
           "record. Where a member has several outputs, as `.items[].price`, each counts.",
       .default_text = "every field of every record, found by itself.",
       .set = cli::keep_text(options.of)});
  line.add({.name = "by",
            .values = {"BODY"},
            .group = FlagGroup::records,
            .summary = "a profile for each key, such as host",
            .details =
                "Makes a profile for each key. BODY is what stands inside of a jq object: `host`, "
                "`host, kind: (.status / 100 | floor)`. Any JSON value is a key, also null, which is what a "
                "missing field gives; values are one key if they are equal, as 1 and 1.0 are. Keys are "
                "written in the order in which they first came.",
            .set = cli::keep_text(options.by)});
  line.add({.name = "limit-keys",
            .values = {"N"},
            .group = FlagGroup::records,
            .shown = FlagShown::manual,
            .summary = "make N profiles at most; further keys share one more",
            .details =
                "Makes a profile for each of the first N keys. The records of all others share one more, "
                "which has `\"other\":true` in place of a key. How many they were is written to stderr.",
            .default_text = "no limit but --max-memory.",
            .set = cli::keep_count(options.limit_keys, 1)});
  line.add({.name = "max-fields",
            .values = {"N"},
            .group = FlagGroup::records,
            .shown = FlagShown::manual,
            .summary = "profile N fields at most (default 1000)",
            .details = "Profiles the first N fields. Of further ones only the values are counted, as "
                       "`fields_left_out`, and that there were some is said at the end.",
            .default_text = "`1000`: more than a record that people have designed, and little enough to "
                            "bound the memory.",
            .set = cli::keep_count(options.max_fields, 1)});
}

void add_period_flags(cli::CommandLine& line, StatsFlags& options) {
  line.add({.name = "watermarks",
            .group = FlagGroup::time,
            .shown = FlagShown::manual,
            .summary = "pass over the watermarks that the input holds",
            .details = "Takes lines of the form `{\"$watermark\":\"2026-11-22T12:34:56Z\"}`, as "
                       "--emit-watermarks of other programs writes them, for no records: they are passed "
                       "over, and neither counted nor profiled.",
            .set = cli::switch_on(options.time.watermarks)});
  line.add({.name = "every",
            .values = {"D"},
            .group = FlagGroup::time,
            .summary = "a profile whenever time has crossed a multiple of D",
            .details =
                "Writes the profile whenever time has crossed a multiple of D, and at the end of input: of "
                "all records before the one that crossed it. It has `until`, the multiple that was crossed, "
                "and `\"final\":false` but for the last one. With -t time is the largest event time so far; "
                "without it time is the clock.",
            .default_text = "one profile, at the end of input.",
            .set = cli::keep_duration(options.every, 1)});
  line.add({.name = "since-last",
            .group = FlagGroup::time,
            .summary = "with --every: each profile begins anew",
            .details = "With --every, profiles only what has come since the last profile. A period without a "
                       "record gives none; by the clock it gives one of 0 records, so that silence can be "
                       "noticed.",
            .default_text = "a profile is of all since the start.",
            .set = cli::switch_on(options.since_last)});
}

void add_bound_flags(cli::CommandLine& line, StatsFlags& options) {
  line.add({.name = "max-memory",
            .values = {"SIZE"},
            .group = FlagGroup::running,
            .shown = FlagShown::manual,
            .bears = cli::FlagBears::nothing,
            .summary = "with --by: profiles take SIZE at most (default 2G)",
            .details =
                "With --by, makes no further profiles when those that are held take SIZE: the records of "
                "new keys share one, as with --limit-keys. How many they were is written to stderr, and the "
                "exit status is 4. SIZE is a number of bytes, or of `K`, `M` or `G`.",
            .default_text =
                "`2G`: half a million keys with a field or two of few values, some thousand with a "
                "dozen fields of many.",
            .set = cli::keep_size(options.max_memory, 1)});
  line.add({.name = "trust",
            .group = FlagGroup::bad_input,
            .shown = FlagShown::manual,
            .bears = cli::FlagBears::nothing,
            .summary = "with --of: do not check what is not read",
            .details =
                "Looks at each record only as far as --of, --by and -t go, for input that is known to be "
                "valid. Without it every record is checked in full before it counts.",
            .set = cli::switch_on(options.trust)});
}

void add_state_view_flag(cli::CommandLine& line, StatsFlags& options) {
  line.add({.name = "show-state",
            .values = {"STATE"},
            .group = FlagGroup::information,
            .shown = FlagShown::manual,
            .bears = cli::FlagBears::nothing,
            .summary = "write what a file of --state holds, as JSON",
            .details =
                "Writes to stdout what the file STATE, which --state of any of the programs has written, "
                "holds: whose it is, when it was saved, and how far each input was read and each output "
                "written, as runnel-state(5) explains. No input is read, and a run that uses the state "
                "meanwhile is not disturbed.",
            .set = cli::keep_text(options.show_state)});
}

}  // namespace

void add_stats_flags(cli::CommandLine& line, StatsFlags& options) {
  add_profile_flags(line, options);
  cli::add_time_flags_without_watermarks(line, options.time, FlagShown::everywhere);
  add_period_flags(line, options);
  cli::add_input_options(line, options.input);
  add_output_flags(line, options);
  add_bound_flags(line, options);
  add_state_view_flag(line, options);
}

}  // namespace runnel
