// The help that a program gives about itself, made from its flags.
#pragma once

#include <string>

#include "cli/command_line.h"
#include "cli/program_info.h"

namespace runnel::cli {

// -h: what one needs to go on, on a terminal of 24 lines and 80 columns.
std::string screen_help(const ProgramInfo& info, const CommandLine& line);

// --help: everything, wrapped to 80 columns.
std::string complete_help(const ProgramInfo& info, const CommandLine& line);

// --version: `stream-filter (runnel) 0.1.0`.
std::string version_text(const ProgramInfo& info);

// A flag a line: long name, letter, names of its values, own or common, summary; separated by tabs, `-` where
// empty. For tests.
std::string flag_table(const CommandLine& line);

// `Records`, `Output` ...
const char* group_title(FlagGroup group);

}  // namespace runnel::cli
