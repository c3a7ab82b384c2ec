#include "options.h"

#include "cli/trace_flag.h"
#include "cli/values.h"

namespace runnel {

using cli::FlagGroup;
using Values = std::span<const std::string>;

namespace {

// As in grep, where -C stands for both and of several the last counts.
void add_context_flags(cli::CommandLine& line, FilterFlags& options) {
  line.add({.name = "after-context",
            .letter = 'A',
            .values = {"N"},
            .group = FlagGroup::records,
            .shown = cli::FlagShown::manual,
            .summary = "pass N records behind each that matches",
            .details = "Writes the N records behind one that passes too, whatever they are. See --context.",
            .set = cli::keep_count(options.after, 0)});
  line.add(
      {.name = "before-context",
       .letter = 'B',
       .values = {"N"},
       .group = FlagGroup::records,
       .shown = cli::FlagShown::manual,
       .summary = "pass N records in front of each that matches",
       .details = "Writes the N records in front of one that passes too, whatever they are. See --context.",
       .set = cli::keep_count(options.before, 0)});
  line.add(
      {.name = "context",
       .letter = 'C',
       .values = {"N"},
       .group = FlagGroup::records,
       .summary = "pass N records around each that matches",
       .details =
           "As --before-context and --after-context with the same N. Each record is written once, in its "
           "place, without lines such as grep's `--` between. Context does not reach into another INPUT, and "
           "only the records that match are counted. Behind the last match that --max-count allows its "
           "context is still written. With --select EXPR is applied to context as well. Every line is "
           "checked in full.",
       .set = [before = cli::keep_count(options.before, 0),
               after = cli::keep_count(options.after, 0)](Values v) -> Outcome {
         if (Outcome outcome = before(v); !outcome) return outcome;
         return after(v);
       }});
}

void add_select_flags(cli::CommandLine& line, FilterFlags& options) {
  line.add(
      {.name = "select",
       .letter = 's',
       .values = {"EXPR"},
       .group = FlagGroup::output,
       .summary = "write what EXPR makes of each record that passes",
       .details =
           "Writes the outputs of EXPR instead of each record that passes, each as compact JSON on a line of "
           "its own; there may be any number of them. EXPR is a program in the same language and knows the "
           "same variables. Numbers, arrays and objects that it only passes on are written as they were "
           "read, but for white space.\n\n"
           "A record counts wholly or not at all: where EXPR fails, even behind its first output, nothing of "
           "it is written, and it is a bad record. What passes is counted in records, not in outputs; one "
           "for which EXPR has no output passes all the same.\n\n"
           "This is not the -s of jq, which reads all input into one array.",
       .set = cli::keep_text(options.select)});
  line.add({.name = "raw-output",
            .letter = 'r',
            .group = FlagGroup::output,
            .summary = "with -s: write strings as text, not as JSON",
            .details = "Writes outputs of --select that are strings as plain text without quotes and "
                       "escapes. A line break in a string is written as one.",
            .set = cli::switch_on(options.raw_output)});
  line.add(cli::trace_flag(options.trace, "each record that is written", ""));
}

void add_redrive_flag(cli::CommandLine& line, FilterFlags& options) {
  line.add({.name = "redrive",
            .values = {"DEAD"},
            .group = FlagGroup::bad_input,
            .shown = cli::FlagShown::manual,
            .summary = "run the dead letters of DEAD again",
            .details =
                "Reads the file DEAD that --dead-letter has written, and runs the record of each letter as "
                "if it had just been read: after the program, or what was wrong with the records, was put "
                "right. The format is the one that the letter names, unless -i says another. A letter that "
                "holds only the head of a record, which was beyond --max-line, cannot be run again: it is "
                "reported, and counts as lost. Messages name the line of DEAD and where the record was read "
                "first.",
            .set = cli::keep_text(options.redrive)});
}

Outcome check_time_flags(const FilterFlags& flags) {
  const cli::TimeOptions& time = flags.time;
  const bool emits = time.emit_watermarks.has_value();
  if (emits && !time.time && !time.watermarks) {
    return Error{ErrorKind::usage,
                 "--emit-watermarks needs to know how far time has come: add -t EXPR, such as -t .ts, or "
                 "--watermarks if the input holds them"};
  }
  if (emits && flags.count) {
    return Error{ErrorKind::usage, "--count writes one number, and --emit-watermarks lines among records"};
  }
  if (Outcome outcome = cli::check_passed_watermarks(flags.output, time); !outcome) return outcome;
  if (flags.before > 0 && (emits || time.watermarks)) {
    return Error{ErrorKind::usage,
                 "--before-context writes older records behind newer ones, which watermarks must not allow"};
  }
  if (time.tz && !time.time) {
    return Error{ErrorKind::usage, "--tz needs -t EXPR, which says where the time stands"};
  }
  const auto reader = cli::event_time_reader(time);
  return reader ? Outcome(Done{}) : Outcome(reader.error());
}

}  // namespace

bool needs_time(const FilterFlags& flags) {
  return flags.time.emit_watermarks.has_value() || flags.gates.ask_time();
}

Outcome check_trace(const FilterFlags& flags) {
  if (!flags.trace) return Done{};
  if (flags.raw_output) {
    return Error{ErrorKind::usage,
                 "--trace adds a member to records, and --raw-output writes strings as text"};
  }
  if (flags.count)
    return Error{ErrorKind::usage, "--trace adds a member to records, and --count writes none"};
  return Done{};
}

Outcome check_flags(const FilterFlags& flags, const cli::CommonOptions& common) {
  if (const auto checked = check_trace(flags); !checked) return checked;
  if (flags.redrive && common.on_error == op::OnError::wrap) {
    return Error{ErrorKind::usage,
                 "--redrive runs bad records again, and --on-error wrap would pass them on as they are"};
  }
  if (common.state.path && flags.max_count) {
    return cli::not_with_state(
        "--max-count",
        "it ends a run, and the runs of a state read one stream; head(1) takes the first of what passed");
  }
  if (flags.select && flags.select->find_first_not_of(" \t\r\n") == std::string::npos) {
    return Error{ErrorKind::usage, "--select: EXPR is empty; the record itself is ."};
  }
  if (flags.raw_output && !flags.select) {
    return Error{ErrorKind::usage, "--raw-output needs --select: without it records are written as they are"};
  }
  if (flags.count && flags.output.kind() != format::OutputFormat::Kind::ndjson) {
    return Error{ErrorKind::usage,
                 "--count writes one number, which is the same in every format: leave out -o"};
  }
  const auto raw_output = flags.raw_output ? cli::RawOutput::yes : cli::RawOutput::no;
  if (Outcome outcome = cli::check_raw_output(flags.output, raw_output); !outcome) return outcome;
  if (Outcome outcome = cli::check_input_options(flags.input, flags.time); !outcome) return outcome;
  if (Outcome outcome = cli::check_output_options(flags.output, flags.time); !outcome) return outcome;
  if (flags.gates.any() && (flags.before > 0 || flags.after > 0)) {
    return Error{
        ErrorKind::usage,
        "--context shows what stands around a match, and --dedupe, --sample and --rate drop matches: "
        "not both"};
  }
  if (Outcome checked = check_gate_flags(flags.gates); !checked) return checked;
  return check_time_flags(flags);
}

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
            .set = cli::keep_count(options.max_count, 0)});
  line.add({.name = "count",
            .group = FlagGroup::records,
            .summary = "write only how many records passed",
            .details =
                "Writes one number, how many records passed in all inputs together, instead of the records.",
            .set = cli::switch_on(options.count)});
  add_context_flags(line, options);
  add_gate_flags(line, options.gates);
  line.add(
      {.name = "exit-status",
       .letter = 'e',
       .group = FlagGroup::records,
       .bears = cli::FlagBears::nothing,
       .summary = "exit 1 if no record passed",
       .details =
           "Exits with 1 if no record passed, so that a script can ask a question. Without it that is no "
           "failure and gives 0.",
       .set = cli::switch_on(options.exit_status)});
  add_select_flags(line, options);
  line.add({.name = "else",
            .values = {"PATH"},
            .group = FlagGroup::output,
            .bears = cli::FlagBears::nothing,
            .summary = "write the records that do not pass to PATH",
            .details = "Writes the records that do not pass to PATH, in their order, so that one reading "
                       "splits a stream in "
                       "two. Records that cannot be processed are in neither part.",
            .set = cli::keep_text(options.otherwise)});
  add_redrive_flag(line, options);
  cli::add_input_options(line, options.input);
  cli::add_output_options(line, options.output);
  cli::add_time_flags(line, options.time);
}

Outcome take_redrive(const FilterFlags& flags, std::vector<std::string>& inputs) {
  if (!flags.redrive) return Done{};
  if (inputs != std::vector<std::string>{"-"}) {
    return Error{ErrorKind::usage, "--redrive names the input; other inputs are for a run of their own"};
  }
  inputs = {*flags.redrive};
  return Done{};
}

const cli::ProgramInfo& filter_info() {
  static const cli::ProgramInfo info{
      .name = "stream-filter",
      .operands = "PREDICATE [INPUT ...]",
      .program = "PREDICATE",
      .summary = "Passes the JSON records for which PREDICATE holds, byte for byte.",
      .description =
          "Reads records, lines of JSON or what -i says, from each INPUT or from stdin, and writes those for "
          "which "
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
                    "stream-filter -F '.status >= 500 and .path =~ \"^/api/\"' access.ndjson"},
                   {"some fields of some records",
                    "stream-filter '.status >= 500' -s '{ts, path, ms: .latency_ms}' access.ndjson"},
                   {"a value from the shell",
                    "stream-filter --arg user \"$USER\" '.user == $user' events.ndjson.gz"},
                   {"split a stream", "stream-filter '.level == \"error\"' --to bad --else good app.ndjson"},
                   {"those that are on a list",
                    "stream-filter --slurpfile ok users.json '.user | IN($ok[])' app.ndjson"},
                   {"one alert a minute from each host",
                    "stream-filter -F '.level == \"error\"' --rate 1/1m --by host app.ndjson"},
                   {"how many", "stream-filter --count '.bytes > 1000000' access.ndjson"}},
      .see_also = "stream-filter(1), stream-expr(7), stream-time(7), runnel(7)",
      .off_screen = {"argjson", "from-file"}};
  return info;
}

}  // namespace runnel
