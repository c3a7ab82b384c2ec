// The inputs out of the operands; and what is said where one of them looks like a program, which stream-stats
// does not take.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/common_options.h"
#include "cli/program_text.h"
#include "options.h"

namespace runnel {

// `-` alone where no input is given. `arguments` is the whole command line after the program's name, from
// which the one that was probably meant is made. Kind usage.
Result<cli::Operands> read_operands(std::vector<std::string> operands, const StatsFlags& flags,
                                    const cli::CommonOptions& common, std::span<const std::string> arguments);

}  // namespace runnel
