// From the command line's program text and variables to a program that is ready to run.
#pragma once

#include <span>
#include <string>
#include <variant>

#include "cli/common_options.h"
#include "cli/exit_status.h"
#include "cli/messages.h"
#include "cli/program_info.h"
#include "cli/program_text.h"
#include "expr/program.h"

namespace runnel::cli {

// The values of --arg and --argjson.
expr::Globals globals(const CommonOptions& options);

// Says what is wrong and returns the status to end with, if the program is wrong. `arguments` is the command
// line after the program's name, for the answer to an input that stands in the program's place.
std::variant<expr::Program, ExitStatus> compile(const ProgramText& text, const ProgramInfo& info,
                                                const CommonOptions& options,
                                                std::span<const std::string> arguments, Messages& messages);

}  // namespace runnel::cli
