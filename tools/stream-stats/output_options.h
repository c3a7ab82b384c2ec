// The options about what stream-stats writes or shows of a profile.
#pragma once

#include "options.h"

namespace runnel {

// `options` must live as long as `line` is used.
void add_output_flags(cli::CommandLine& line, StatsFlags& options);

}  // namespace runnel
