// The options about what stream-join writes for a pair.
#pragma once

#include "options.h"

namespace runnel {

// `options` must live as long as `line` is used.
void add_output_flags(cli::CommandLine& line, JoinFlags& options);

}  // namespace runnel
