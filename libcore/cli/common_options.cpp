#include "cli/common_options.h"

#include "cli/program_options.h"
#include "cli/values.h"

namespace runnel::cli {
namespace {

using Values = std::span<const std::string>;

Outcome set_color(CommonOptions& options, std::string_view text) {
  if (text == "auto") {
    options.color = ColorWhen::automatic;
  } else if (text == "always") {
    options.color = ColorWhen::always;
  } else if (text == "never") {
    options.color = ColorWhen::never;
  } else {
    return word_error(text, "auto, always, never");
  }
  return Done{};
}

Outcome set_on_error(CommonOptions& options, std::string_view text) {
  if (text == "report") {
    options.on_error = op::OnError::report;
  } else if (text == "skip") {
    options.on_error = op::OnError::skip;
  } else if (text == "fail") {
    options.on_error = op::OnError::fail;
  } else if (text == "wrap") {
    options.on_error = op::OnError::wrap;
  } else {
    return word_error(text, "report, skip, fail, wrap");
  }
  return Done{};
}

void add_output_flags(CommandLine& line, CommonOptions& options) {
  line.add(
      {.name = "to",
       .values = {"PATH"},
       .group = FlagGroup::output,
       .scope = FlagScope::common,
       .summary = "write to PATH instead of stdout",
       .details =
           "Writes the output to PATH. A file is made, or emptied first; where its name ends in `.gz` or "
           "`.zst` it is compressed. A file that is also an input is refused. PATH may be a socket, as in "
           "`tcp://HOST:PORT`, see `runnel-uri(7)`.",
       .default_text = "`-`, which is stdout, since programs are chained by pipes.",
       .set = keep_text(options.to)});
  line.add(
      {.name = "color",
       .values = {"WHEN"},
       .bare = "always",
       .group = FlagGroup::output,
       .scope = FlagScope::common,
       .shown = FlagShown::manual,
       .summary = "colour the output: auto (default), always, never",
       .details =
           "Says when the output is in colours. WHEN is `auto`, `always` or `never`, and comes only after "
           "the "
           "`=`; --color alone means `always`. With `auto` it is if stdout is a terminal, which is no `dumb` "
           "one, and the variable NO_COLOR is not set or empty. JQ_COLORS says which colours, as in jq. "
           "Only what goes to stdout, or where --to says, is coloured.",
       .default_text = "`auto`: a person sees better what is what, and a program that reads the output sees "
                       "no colours.",
       .set = [&options](Values v) { return set_color(options, v[0]); }});
}

void add_error_flags(CommandLine& line, CommonOptions& options) {
  line.add(
      {.name = "on-error",
       .values = {"HOW"},
       .group = FlagGroup::bad_input,
       .scope = FlagScope::common,
       .summary = "bad records: report (default), skip, fail, wrap",
       .details =
           "Says what is done with a record that cannot be processed: a line that is not JSON, or one for "
           "which the program gives an error. HOW is one of:\n\n"
           "`report`: the first ten are written to stderr as `file:line:column: reason`, then how many there "
           "were. The exit status is 4.\n\n"
           "`skip`: they are left out without a word.\n\n"
           "`fail`: the first one ends the run, with exit status 4.\n\n"
           "`wrap`: a line that is not JSON becomes the record `{\"line\": \"...\"}` and is processed as "
           "such, for logs that mix JSON with plain text; other bad records are reported.",
       .default_text = "`report`: one broken line must not end a long run, and must not vanish either.",
       .set = [&options](Values v) { return set_on_error(options, v[0]); }});
  line.add(
      {.name = "dead-letter",
       .values = {"PATH"},
       .group = FlagGroup::bad_input,
       .scope = FlagScope::common,
       .shown = FlagShown::manual,
       .summary = "keep bad records in PATH, with reason and place",
       .details =
           "Writes each record that cannot be processed to PATH, as a JSON record with its reason, its text "
           "and where it came from. Nothing is lost then, so the exit status stays 0; except that of a line "
           "beyond --max-line only the head is kept, and that `--on-error fail` is a failure all the same.",
       .set = keep_text(options.dead_letter)});
  line.add({.name = "strict",
            .group = FlagGroup::bad_input,
            .scope = FlagScope::common,
            .shown = FlagShown::manual,
            .summary = "check every line in full",
            .details =
                "Checks every line from its first to its last byte, and takes an object in which a key "
                "occurs twice "
                "for a bad record. Without it, what is written is checked in full, and a record that is not "
                "written only as far as it had to be read.",
            .set = switch_on(options.strict)});
  line.add(
      {.name = "max-line",
       .values = {"SIZE"},
       .group = FlagGroup::bad_input,
       .scope = FlagScope::common,
       .shown = FlagShown::manual,
       .summary = "a longer line is a bad record (default 64M)",
       .details = "Takes a line of more than SIZE bytes for a bad record, which is passed over without being "
                  "held in "
                  "memory. SIZE is a number of bytes, or of `K`, `M` or `G` (powers of 1024), below 4G.",
       .default_text =
           "`64M`: far more than any record of a log, and little enough that a file without newlines does "
           "not fill the memory.",
       .set = keep_size(options.max_line, 1, kLargestLine)});
}

void add_running_flags(CommandLine& line, CommonOptions& options) {
  line.add({.name = "threads",
            .values = {"N"},
            .group = FlagGroup::running,
            .scope = FlagScope::common,
            .shown = FlagShown::manual,
            .summary = "use N threads",
            .details = "Uses N threads. The output is the same for any number.",
            .default_text = "as many as help; a trickle of records is processed by one.",
            .set = [&options](Values v) -> Outcome {
              const auto count = count_value(v[0], 1, kMostThreads);
              if (!count) return count.error();
              options.threads = static_cast<unsigned>(*count);
              return Done{};
            }});
  line.add(
      {.name = "progress",
       .group = FlagGroup::running,
       .scope = FlagScope::common,
       .shown = FlagShown::manual,
       .summary = "show bytes, percent, rate and time left on stderr",
       .details = "Shows on stderr how much has been read, at what rate, and how long the rest will take. On "
                  "a terminal it is "
                  "one line, which is gone when the run ends; elsewhere, and where records are written to "
                  "the same terminal, "
                  "a new line every 10 seconds.",
       .default_text =
           "shown where more than 100 MB are read from files and it would be in nobody's way: stderr is a "
           "terminal, and records do not go there.",
       .set = switch_on(options.progress)});
  line.add({.name = "summary",
            .group = FlagGroup::running,
            .scope = FlagScope::common,
            .shown = FlagShown::manual,
            .summary = "at the end, write counts and rates to stderr",
            .details = "When the run ends, writes to stderr how many records were read and what became of "
                       "them, the bytes "
                       "read, the time and the rates, one `name: value` a line.",
            .set = switch_on(options.summary)});
  line.add({.name = "compact-output",
            .letter = 'c',
            .group = FlagGroup::running,
            .scope = FlagScope::common,
            .shown = FlagShown::manual,
            .summary = "accepted, and always so",
            .details = "Changes nothing: output is always compact. Accepted because jq has it.",
            .set = [](Values) { return Done{}; }});
}

void add_watching_flags(CommandLine& line, CommonOptions& options) {
  line.add(
      {.name = "metrics",
       .values = {"WHERE"},
       .group = FlagGroup::running,
       .scope = FlagScope::common,
       .shown = FlagShown::manual,
       .summary = "metrics for Prometheus: at an address, or in a file",
       .details =
           "Tells what the run does, in Prometheus's text format. WHERE is an address to listen on: a port, "
           "which only this machine can reach, or `HOST:PORT`, `[ADDRESS]:PORT`, or `:PORT` for all "
           "addresses "
           "of the machine; `/metrics` has the figures, and `/healthz` answers whether the run is well. "
           "Anything else is a file, for the textfile collector of the node exporter: it is replaced every "
           "ten seconds while something is read, and at the end. runnel(7) lists the metrics.",
       .set = [&options](Values v) -> Outcome {
         auto target = parse_metrics_target(v[0]);
         if (!target) return target.error();
         options.metrics = std::move(*target);
         return Done{};
       }});
  line.add({.name = "log-format",
            .values = {"FORMAT"},
            .group = FlagGroup::running,
            .scope = FlagScope::common,
            .shown = FlagShown::manual,
            .summary = "messages as text (default) or json",
            .details =
                "Says how messages are written to stderr: as `text`, or as `json`, a record a line with "
                "`time`, `level`, `program` and `message`, and for a bad record `source`, `line`, "
                "`column` and `reason`.",
            .default_text = "`text`, for people.",
            .set = [&options](Values v) -> Outcome {
              if (v[0] != "text" && v[0] != "json") return word_error(v[0], "text, json");
              options.log_format = v[0] == "text" ? LogFormat::text : LogFormat::json;
              return Done{};
            }});
}

void add_information_flags(CommandLine& line, CommonOptions& options) {
  // Of several the first counts.
  const auto ask = [&options](Information::Kind kind) {
    return [&options, kind](Values v) {
      if (!options.information) options.information = Information{kind, v.empty() ? std::string() : v[0]};
      return Done{};
    };
  };
  line.add(
      {.name = "explain",
       .group = FlagGroup::information,
       .scope = FlagScope::common,
       .summary = "show how the program would be run, and read nothing",
       .details =
           "Writes to stdout how the program was understood: its tree, the paths that are taken out of each "
           "record, and the way it is evaluated. No input is read.",
       .set = switch_on(options.explain)});
  line.add({.name = "version",
            .group = FlagGroup::information,
            .scope = FlagScope::common,
            .shown = FlagShown::manual,
            .summary = "show the version",
            .details = "Writes the version to stdout.",
            .set = ask(Information::Kind::version)});
  line.add({.letter = 'h',
            .group = FlagGroup::information,
            .scope = FlagScope::common,
            .summary = "this screen; --help has everything about each option",
            .details = "Writes one screen of help to stdout.",
            .set = ask(Information::Kind::screen)});
  line.add({.name = "help",
            .group = FlagGroup::information,
            .scope = FlagScope::common,
            .shown = FlagShown::manual,  // the line of -h names it: the screen is full
            .summary = "everything about each option",
            .details = "Writes the complete help to stdout.",
            .set = ask(Information::Kind::help)});
  line.add({.name = "generate",
            .values = {"WHAT"},
            .group = FlagGroup::information,
            .scope = FlagScope::common,
            .shown = FlagShown::nowhere,
            .summary = "write generated text for the manuals, such as flags",
            .details = "Writes text that scripts put into the manuals.",
            .set = ask(Information::Kind::generate)});
}

}  // namespace

void add_common_options(CommandLine& line, CommonOptions& options) {
  add_program_flags(line, options);
  add_output_flags(line, options);
  add_error_flags(line, options);
  add_follow_flags(line, options.follow);
  add_state_flags(line, options.state);
  add_socket_flags(line, options.sockets);
  add_running_flags(line, options);
  add_watching_flags(line, options);
  add_information_flags(line, options);
}

}  // namespace runnel::cli
