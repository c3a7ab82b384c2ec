// What every program's main() is made of: the process made fit to run, the command line parsed, and what asks
// for information answered.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "cli/common_options.h"
#include "cli/exit_status.h"
#include "cli/messages.h"
#include "cli/program_info.h"
#include "io/stop.h"

namespace runnel::cli {

// The whole of main(): takes the standard descriptors if nobody has, and runs `program`, which installs the
// signal handlers when it has opened its outputs. Returns what main() returns, or ends the process by the
// signal that has ended the run. `name` must live until the process ends.
int run_main(const char* name, int argc, char** argv,
             ExitStatus (*program)(int argc, char** argv, io::StopRequest& stop, Messages& messages));

// The operands to go on with; or the exit status to end with, after -h, --help, --version or --generate were
// answered on stdout, or an error on stderr. Information that is asked for anywhere on the line is given,
// whatever else is wrong. `options` are those that were added to `line`.
std::variant<std::vector<std::string>, ExitStatus> start(int argc, char** argv, const ProgramInfo& info,
                                                         const CommandLine& line,
                                                         const CommonOptions& options, Messages& messages);

// The text that answers; kind usage where --generate is given a word that it does not know.
Result<std::string> information_text(const Information& information, const ProgramInfo& info,
                                     const CommandLine& line);

// Writes text to stdout, in full, where no sink is open yet: for information, --explain. The error of a
// stdout that cannot be written is reported. A reader that has gone is none.
ExitStatus print(std::string_view text, Messages& messages);

}  // namespace runnel::cli
