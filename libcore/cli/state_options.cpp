#include "cli/state_options.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/values.h"

namespace runnel::cli {

namespace {

using Values = std::span<const std::string>;
using OnEof = StateOptions::OnEof;

}  // namespace

void add_state_flags(CommandLine& line, StateOptions& options) {
  line.add(
      {.name = "state",
       .values = {"PATH"},
       .group = FlagGroup::running,
       .scope = FlagScope::common,
       .summary = "go on where the last run with this PATH ended",
       .details =
           "Keeps in the file PATH how far the inputs were read, how much was written, and all that the "
           "program holds: from time to time, when a signal ends the run, and at the end of input. The next "
           "run of the same command goes on from there, also after a crash: from plain files, rotated or "
           "not, to named files each record counts exactly once. What else can be said, and what is refused, "
           "is in runnel-state(5).\n\n"
           "Outputs that are files must be absent or empty when a state is new, and none may be compressed. "
           "A state that belongs to another command, or is damaged, is refused; a second run with the same "
           "one ends with exit status 3.",
       .set = keep_text(options.path)});
  line.add({.name = "checkpoint-interval",
            .values = {"D"},
            .group = FlagGroup::running,
            .scope = FlagScope::common,
            .shown = FlagShown::manual,
            .summary = "with --state: save every D (default 10s)",
            .details = "Saves the state every D while there is input, beside the work.",
            .default_text = "`10s`: so much is done again after a crash, and saving a million keys so often "
                            "takes about a fiftieth of the time.",
            .set = keep_duration(options.checkpoint_interval, 1'000'000)});
  line.add({.name = "on-eof",
            .values = {"HOW"},
            .group = FlagGroup::running,
            .scope = FlagScope::common,
            .shown = FlagShown::manual,
            .summary = "with --state: at the end of input keep (default), flush",
            .details =
                "Says what the end of input means. HOW is one of:\n\n"
                "`keep`: it is the end of this run alone. What is held, such as open windows, is saved "
                "for the next one; totals (a profile, --count) are written as they are so far.\n\n"
                "`flush`: all that is held is written, as without --state. The next run reads only "
                "what is new, and begins with nothing.",
            .default_text = "`keep`: with --state there is a next run.",
            .set = [&options](Values v) -> Outcome {
              if (v[0] != "keep" && v[0] != "flush") return word_error(v[0], "keep, flush");
              options.on_eof = v[0] == "keep" ? OnEof::keep : OnEof::flush;
              return Done{};
            }});
  line.add({.name = "state-reset",
            .values = {"WHAT"},
            .group = FlagGroup::running,
            .scope = FlagScope::common,
            .shown = FlagShown::manual,
            .summary = "with --state: keep-positions, and nothing else of it",
            .details =
                "Takes of the state only how far inputs were read and outputs written, and drops the rest: "
                "for a command that was changed, which then goes on from the same records with nothing held. "
                "WHAT is `keep-positions`. To begin anew, remove the file of the state and the outputs.",
            .set = [&options](Values v) -> Outcome {
              if (v[0] != "keep-positions") return word_error(v[0], "keep-positions");
              options.keep_positions = true;
              return Done{};
            }});
}

Outcome check_state_options(const CommandLine& line, const StateOptions& options) {
  if (options.path) return Done{};
  for (const CommandLine::Given& given : line.given()) {
    const std::string& name = line.flags()[given.flag].name;
    if (name == "checkpoint-interval" || name == "on-eof" || name == "state-reset") {
      return Error{ErrorKind::usage,
                   fmt::format("--{} is about the state of a run, which --state PATH keeps", name)};
    }
  }
  return Done{};
}

Error not_with_state(const std::string& flag, const std::string& reason) {
  return {ErrorKind::usage, fmt::format("{} does not go with --state: {}", flag, reason)};
}

}  // namespace runnel::cli
