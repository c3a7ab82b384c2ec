// The inputs out of the operands; and what is said where a kind of join or an input is missing, or there are
// too many of them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/common_options.h"
#include "cli/format_times.h"
#include "cli/input_formats.h"
#include "cli/program_text.h"
#include "options.h"

namespace runnel {

struct JoinOperands {
  std::vector<std::string> inputs;  // LEFT and RIGHT; two or more with --interleave
  std::vector<cli::ProgramArgument> positional;
};

// `arguments` is the whole command line after the program's name, from which the one that was probably meant
// is made. Kind usage.
Result<JoinOperands> read_operands(std::vector<std::string> operands, const JoinFlags& flags,
                                   const cli::CommonOptions& common, std::span<const std::string> arguments);

// Kind usage where records of a plain file would be joined by the time at which they are read: the answer
// would depend on how fast the disk is.
Outcome check_time_of_files(const JoinFlags& flags, const cli::InputFormats& formats);

// What the formats of the inputs say of time, where the flags do not.
void set_time_of_formats(JoinFlags& flags, cli::FormatTimes& times, size_t inputs);

}  // namespace runnel
