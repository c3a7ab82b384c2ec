// What the help of stream-join says besides its flags.
#pragma once

#include "cli/program_info.h"

namespace runnel {

const cli::ProgramInfo& join_info();

}  // namespace runnel
