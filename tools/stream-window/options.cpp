#include "options.h"

#include "base/quantity.h"
#include "cli/values.h"

namespace runnel {

using cli::FlagGroup;
using cli::FlagShown;
using Values = std::span<const std::string>;
using Emit = op::WindowOptions::Emit;
using Kind = time::WindowSpec::Kind;

namespace {

Outcome set_emit(WindowFlags& options, const std::string& text) {
  constexpr std::string_view kEvery = "every:";
  options.emit_given = true;
  if (text == "close") {
    options.emit = Emit::close;
  } else if (text == "change") {
    options.emit = Emit::change;
  } else if (text == "every" || text == kEvery) {
    return Error{ErrorKind::usage, "every needs a duration of event time; write every:10s"};
  } else if (text.starts_with(kEvery)) {
    const auto every = cli::duration_value(text.substr(kEvery.size()), 1, cli::Endless::refused);
    if (!every) return every.error();
    options.emit = Emit::every;
    options.every = *every;
  } else {
    return cli::word_error(text, "close, change, every:D");
  }
  return Done{};
}

void add_group_flags(cli::CommandLine& line, WindowFlags& options) {
  line.add(
      {.name = "by",
       .values = {"BODY"},
       .group = FlagGroup::records,
       .summary = "group by BODY, such as host or .req.path",
       .details =
           "Groups the records of a window by BODY, which is what stands inside of a jq object: `host`, "
           "`host, path: .req.path`, `kind: (.type | ascii_downcase)`. A bare path is named after its last "
           "name. Any JSON value is a key, also null, which is what a missing field gives; values are one "
           "key if they are equal, as 1 and 1.0 are.",
       .set = cli::keep_text(options.by)});
  line.add({.name = "offset",
            .values = {"D"},
            .group = FlagGroup::records,
            .shown = FlagShown::manual,
            .summary = "windows begin D later (or -D earlier)",
            .details = "Moves the beginnings of windows by D, which may be negative: a window of `1d` begins "
                       "at midnight UTC, and with `--offset 6h` at six. For a time zone see --tz.",
            .default_text = "`0`: windows begin at multiples of their size since 1970-01-01T00:00:00Z.",
            .set = cli::keep_duration(options.offset, cli::kNoLeast)});
  line.add({.name = "max-session",
            .values = {"D"},
            .group = FlagGroup::records,
            .shown = FlagShown::manual,
            .summary = "a session is no longer than D",
            .details =
                "Lets a session span D at most, from its first record to its last: a record that would "
                "make it longer begins another one. Without it a key that is never silent has one "
                "session for ever.",
            .set = cli::keep_duration(options.max_session, 0)});
  line.add({.name = "limit-keys",
            .values = {"N"},
            .group = FlagGroup::records,
            .shown = FlagShown::manual,
            .summary = "hold N keys at most; others count as \"$other\"",
            .details =
                "Holds at most N keys at once. A record of a further one counts under the key whose "
                "every part is `\"$other\"`, until a window has closed and there is room again. How many "
                "records that were is written to stderr at the end.",
            .default_text = "no limit but --max-memory.",
            .set = cli::keep_count(options.limit_keys, 1)});
}

void add_lateness_flags(cli::CommandLine& line, WindowFlags& options) {
  line.add(
      {.name = "allowed-lateness",
       .values = {"D"},
       .group = FlagGroup::time,
       .shown = FlagShown::manual,
       .summary = "keep closed windows for D, to correct them",
       .details =
           "Keeps what a window holds for D of event time after it was written. A record that belongs to it "
           "and comes within that time corrects it: the full new result is written again, with "
           "`\"revision\":1`, then 2 and so on. Whoever reads the output replaces what it has of the same "
           "window and keys.",
       .default_text = "`0`: every result is written once and is final.",
       .set = cli::keep_duration(options.allowed_lateness, 0)});
  cli::add_late_flags(line, options.late,
                      {.which = "whose windows are all closed and past --allowed-lateness",
                       .beside = {},
                       .held = "open windows",
                       .flushed = "they are written, as at the end of input",
                       .flush_reason = "what was counted so far would be lost otherwise"});
}

void add_result_flags(cli::CommandLine& line, WindowFlags& options) {
  line.add({.name = "emit",
            .values = {"WHEN"},
            .group = FlagGroup::output,
            .summary = "results: at close (default), on change, or every:D",
            .details =
                "Says when results are written. WHEN is one of:\n\n"
                "`close`: when a window closes.\n\n"
                "`change`: also after each record, of each window and key that it has changed.\n\n"
                "`every:D`: also whenever event time has crossed a multiple of D, of each open window.\n\n"
                "Early results carry `\"final\":false`; the one when the window closes does not.",
            .default_text = "`close`: one result for each window and key, which is the last word.",
            .set = [&options](Values v) { return set_emit(options, v[0]); }});
  line.add({.name = "fill",
            .values = {"N"},
            .group = FlagGroup::output,
            .shown = FlagShown::manual,
            .summary = "write up to N empty results of a key that fell silent",
            .details =
                "Writes a result also for a key that has no record in a window, if it had one in one of "
                "the N windows before: with counts of 0, and null for what is nothing of nothing. So "
                "silence can be noticed. A key that is silent for longer is forgotten.",
            .default_text = "`0`: a window without records is not written.",
            .set = cli::keep_count(options.fill, 0)});
  line.add({.name = "top",
            .values = {"K"},
            .group = FlagGroup::output,
            .summary = "only the K keys of each window that rank highest",
            .details = "Writes of each window only the K keys that rank highest, the highest first. They are "
                       "ranked by the first aggregate, or by --rank.",
            .set = cli::keep_count(options.top, 1)});
  line.add({.name = "rank",
            .values = {"EXPR"},
            .group = FlagGroup::output,
            .shown = FlagShown::manual,
            .summary = "with --top: rank by EXPR, over a result",
            .details =
                "Ranks keys by EXPR, a program over the record that would be written: "
                "`--rank .error_rate`, `--rank '-.p99_latency_ms'`. Of equal ones the key that came first "
                "is before the other.",
            .default_text = "the first aggregate.",
            .set = cli::keep_text(options.rank)});
  line.add({.name = "watch",
            .group = FlagGroup::output,
            .bears = cli::FlagBears::nothing,
            .summary = "show a table on the terminal that is kept up to date",
            .details =
                "Shows the results as a table that is renewed in place, the newest window first, with a "
                "small graph of how each number went. Without --emit, results are shown every second of "
                "event time. For a terminal on stdout; Ctrl-C ends it, and leaves the last table there.",
            .set = cli::switch_on(options.watch)});
}

void add_bound_flags(cli::CommandLine& line, WindowFlags& options) {
  line.add({.name = "max-memory",
            .values = {"SIZE"},
            .group = FlagGroup::running,
            .shown = FlagShown::manual,
            .bears = cli::FlagBears::nothing,
            .summary = "hold no more than SIZE of keys and groups (default 2G)",
            .details =
                "Makes no further groups when those that are held take SIZE: what is beyond counts "
                "under the key `\"$other\"`, as with --limit-keys. How many records that were is written "
                "to stderr at the end, and the exit status is 4.",
            .default_text = "`2G`: ten million groups of a count and a sum.",
            .set = cli::keep_size(options.max_memory, 1)});
  line.add({.name = "trust",
            .group = FlagGroup::bad_input,
            .shown = FlagShown::manual,
            .bears = cli::FlagBears::nothing,
            .summary = "do not check what is not read",
            .details =
                "Looks at each record only as far as its time, its key and the fields of the aggregates "
                "go, for input that is known to be valid. Without it every record is checked in full "
                "before it counts.",
            .set = cli::switch_on(options.trust)});
}

bool has_one_window(Kind kind) {
  return kind == Kind::tumbling || kind == Kind::sliding || kind == Kind::cumulate || kind == Kind::all;
}

bool is_blank(const std::optional<std::string>& text) {
  return text && text->find_first_not_of(" \t\r\n") == std::string::npos;
}

Error wrong(std::string message) {
  return {ErrorKind::usage, std::move(message)};
}

}  // namespace

void add_window_flags(cli::CommandLine& line, WindowFlags& options) {
  add_group_flags(line, options);
  cli::add_time_flags(line, options.time, cli::FlagShown::everywhere);
  add_lateness_flags(line, options);
  add_result_flags(line, options);
  cli::add_input_options(line, options.input);
  cli::add_output_options(line, options.output);
  add_bound_flags(line, options);
}

Outcome check_flags(const WindowFlags& flags, const cli::CommonOptions& common,
                    const time::WindowSpec& window) {
  const bool has_state = common.state.path.has_value();
  if (const auto possible = cli::check_on_term(flags.late, has_state ? cli::HasState::yes : cli::HasState::no,
                                               "without it open windows are written");
      !possible) {
    return possible.error();
  }
  if (flags.watch && has_state) return cli::not_with_state("--watch", "it is for people to look at");
  if (is_blank(flags.time.time))
    return wrong("--time: EXPR is empty; it says where the time stands, as .ts does");
  if (is_blank(flags.rank)) return wrong("--rank: EXPR is empty; a result's member is .NAME");
  if (is_blank(flags.by)) return wrong("--by: BODY is empty; it names the key, as host does");
  if (flags.rank && !flags.top) return wrong("--rank needs --top K: it says which K keys are written");
  if (flags.top && !has_one_window(window.kind)) {
    return wrong("--top ranks the keys of one window; sessions and counted windows are of one key each");
  }
  if (flags.top && flags.allowed_lateness > 0) {
    return wrong(
        "--top and --allowed-lateness do not go together: a correction would change who is among the best");
  }
  if (flags.top && flags.emit == Emit::change) {
    return wrong(
        "--top and --emit change do not go together: one key's change is no ranking; use --emit every:D");
  }
  if (flags.max_session && window.kind != Kind::session) {
    return wrong("--max-session is for windows of the form session:GAP");
  }
  if (flags.offset != 0 && !window.on_grid()) {
    return wrong("--offset is for windows that begin at multiples of their size; these begin with a record");
  }
  if (flags.fill > 0 && !window.on_grid()) {
    return wrong("--fill is for windows that begin at multiples of their size; these begin with a record");
  }
  const bool has_time = flags.time.time.has_value();
  if (!has_time && (flags.time.watermarks || flags.time.emit_watermarks)) {
    return wrong("watermarks are event time, which -t EXPR tells: add for instance -t .ts");
  }
  if (!has_time && flags.allowed_lateness > 0) {
    return wrong("--allowed-lateness needs -t EXPR: by the clock nothing is late");
  }
  if (flags.time.emit_watermarks && (window.kind == Kind::count || window.kind == Kind::all)) {
    return wrong("--emit-watermarks is for windows that time closes; these may begin at any time");
  }
  if (flags.watch && flags.output.format) {
    return wrong("--watch shows a table that is kept up to date, so --output-format has nothing to say");
  }
  if (Outcome outcome = cli::check_input_options(flags.input, flags.time); !outcome) return outcome;
  return cli::check_output_options(flags.output, flags.time);
}

}  // namespace runnel
