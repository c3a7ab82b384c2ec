// What the help of stream-stats says besides its flags.
#pragma once

#include "cli/program_info.h"

namespace runnel {

const cli::ProgramInfo& stats_info();

}  // namespace runnel
