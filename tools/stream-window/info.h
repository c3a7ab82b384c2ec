// What the help of stream-window says besides its flags.
#pragma once

#include "cli/program_info.h"

namespace runnel {

const cli::ProgramInfo& window_info();

}  // namespace runnel
