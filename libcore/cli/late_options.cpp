#include "cli/late_options.h"

#include <fmt/format.h>

#include "cli/values.h"

namespace runnel::cli {
namespace {

using Values = std::span<const std::string>;
using Late = LateOptions::Late;
using OnTerm = LateOptions::OnTerm;

Outcome set_late(LateOptions& options, const std::string& text) {
  if (text.empty()) return Error{ErrorKind::usage, "the value is empty; it is report, drop, or a file"};
  options.late = text == "report" ? Late::report : text == "drop" ? Late::drop : Late::keep;
  options.path = options.late == Late::keep ? text : std::string();
  options.given = true;
  return Done{};
}

Outcome set_on_term(LateOptions& options, std::string_view text) {
  if (text != "flush" && text != "keep") return word_error(text, "flush, keep");
  options.on_term = text == "flush" ? OnTerm::flush : OnTerm::keep;
  return Done{};
}

}  // namespace

void add_late_flags(CommandLine& line, LateOptions& options, const LateWords& words) {
  line.add({.name = "late",
            .values = {"PATH"},
            .group = FlagGroup::time,
            .bears = FlagBears::nothing,
            .summary = "late records: report (default), drop, or keep in PATH",
            .details = fmt::format(
                "Says what is done with late records, {}. PATH is one of:\n\n"
                "`report`: they are left out; at the end stderr says how many there were, how late the "
                "latest was, and the --watermark-delay that would have kept them all. The exit status is "
                "4.\n\n"
                "`drop`: they are left out without a word.\n\n"
                "Anything else is a file to which they are written as they came; nothing is lost then, and "
                "the exit status stays 0. A file of one of these names is written `./drop`.{}{}",
                words.which, words.beside.empty() ? "" : "\n\n", words.beside),
            .default_text = "`report`: a result that lacks records must not look like one that does not.",
            .set = [&options](Values v) { return set_late(options, v[0]); }});
  line.add({.name = "on-term",
            .values = {"HOW"},
            .group = FlagGroup::running,
            .shown = FlagShown::manual,
            .bears = FlagBears::nothing,
            .summary = fmt::format("{} when a signal ends the run: flush, keep", words.held),
            .details =
                fmt::format("Says what becomes of {} when SIGINT or SIGTERM ends the run. HOW is one of:\n\n"
                            "`flush`: {}.\n\n"
                            "`keep`: they are saved for the next run, which needs a place to save them in: "
                            "--state.",
                            words.held, words.flushed),
            .default_text =
                fmt::format("`keep` with --state, since the next run goes on from there; else `flush`: {}.",
                            words.flush_reason),
            .set = [&options](Values v) { return set_on_term(options, v[0]); }});
}

Outcome check_on_term(const LateOptions& options, HasState has_state, std::string_view otherwise) {
  if (has_state == HasState::yes || options.on_term != OnTerm::keep) return Done{};
  return Error{ErrorKind::usage,
               fmt::format("--on-term keep needs --state PATH, to keep it in: {}", otherwise)};
}

}  // namespace runnel::cli
