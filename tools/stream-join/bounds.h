// The value of --within: how far apart in time two records of a pair may be.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace runnel {

// right.time lies in [left.time + low, left.time + high], in nanoseconds.
struct Bounds {
  int64_t low;
  int64_t high;
};

// `D`, which is -D..D, or `LO..HI`. Kind usage, with what should be written, where it is none.
Result<Bounds> parse_bounds(std::string_view text);

}  // namespace runnel
