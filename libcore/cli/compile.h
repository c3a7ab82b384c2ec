// From the command line's program text and variables to a program that is ready to run.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "cli/common_options.h"
#include "cli/exit_status.h"
#include "cli/messages.h"
#include "cli/program_info.h"
#include "cli/program_text.h"
#include "expr/program.h"

namespace runnel::cli {

// What a program knows from outside: $ARGS, and the values of --arg and its like. Reads the files among them;
// the Error, of kind usage, says what is wrong with one.
Result<expr::Globals> globals(const CommonOptions& options, std::span<const ProgramArgument> positional);

// Says what is wrong and returns the status to end with, if the program is wrong. `arguments` is the command
// line after the program's name, for the answer to an input that stands in the program's place.
std::variant<expr::Program, ExitStatus> compile(const ProgramText& text, const ProgramInfo& info,
                                                const expr::Globals& globals,
                                                std::span<const std::string> arguments, Messages& messages);

// The same for a program that is the value of a flag, such as `--select`.
std::variant<expr::Program, ExitStatus> compile_value(std::string_view flag, std::string_view text,
                                                      const expr::Globals& globals, Messages& messages);

}  // namespace runnel::cli
