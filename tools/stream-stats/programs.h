// What stream-stats runs, out of its command line: the program, and the options of the operator.
#pragma once

#include <span>
#include <string>
#include <variant>

#include "cli/common_options.h"
#include "cli/exit_status.h"
#include "cli/messages.h"
#include "op/stats/options.h"
#include "op/stats/program.h"
#include "options.h"

namespace runnel {

// Says what is wrong with one of the texts and returns the status to end with.
std::variant<op::StatsProgram, cli::ExitStatus> compile_stats(
    const StatsFlags& flags, const cli::CommonOptions& common,
    std::span<const cli::ProgramArgument> positional, cli::Messages& messages);

// Kind usage for a zone or a format of time that is none. REQUIRES: the flags were checked.
Result<op::StatsOptions> stats_options(const StatsFlags& flags, const cli::CommonOptions& common,
                                       std::span<const std::string> inputs);

}  // namespace runnel
