// What is wrong with flags that are right one by one.
#pragma once

#include "base/result.h"
#include "options.h"

namespace runnel {

// Kind usage; the first thing that is wrong, with what to do. REQUIRES: exactly one kind of join is given.
Outcome check_flags(const JoinFlags& flags, const cli::CommonOptions& common);

}  // namespace runnel
