// What stream-join runs, out of its command line: the programs, and the options of the operator.
#pragma once

#include <span>
#include <variant>

#include "cli/common_options.h"
#include "cli/exit_status.h"
#include "cli/messages.h"
#include "op/join/options.h"
#include "op/join/program.h"
#include "options.h"

namespace runnel {

// Says what is wrong with one of the texts and returns the status to end with.
std::variant<op::JoinProgram, cli::ExitStatus> compile_join(const JoinFlags& flags,
                                                            const cli::CommonOptions& common,
                                                            std::span<const cli::ProgramArgument> positional,
                                                            cli::Messages& messages);

// Kind usage for a zone or a format of time that is none. REQUIRES: the flags were checked.
Result<op::JoinOptions> join_options(const JoinFlags& flags, const cli::CommonOptions& common);

}  // namespace runnel
