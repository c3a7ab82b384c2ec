// What is wrong with flags that are right one by one.
#pragma once

#include "base/result.h"
#include "cli/common_options.h"
#include "options.h"

namespace runnel {

// Kind usage; the first thing that is wrong, with what to do.
Outcome check_flags(const StatsFlags& flags, const cli::CommonOptions& common);

}  // namespace runnel
