// The options about the program: its text from a file, and the values that it knows. Part of the common ones.
#pragma once

#include "cli/command_line.h"
#include "cli/common_options.h"

namespace runnel::cli {

// `options` must live as long as `line` is used.
void add_program_flags(CommandLine& line, CommonOptions& options);

}  // namespace runnel::cli
