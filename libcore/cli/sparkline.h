// A row of small bars, one for each number: ▁▂▃▄▅▆▇█.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/columns.h"

namespace runnel::cli {

// The least number is the lowest bar and the largest the highest; equal ones are in the middle. A blank for
// what is no number, or not finite. One column each.
std::string sparkline(std::span<const std::optional<double>> numbers, Charset charset);

// A bar for each count, the largest the highest, measured from zero: a blank for none, and at least the
// lowest bar for any.
std::string histogram_line(std::span<const uint64_t> counts, Charset charset);

// A bar to the right, `part` of `width` columns long; in unicode to an eighth of a column, and never without
// length. REQUIRES: 0 < part <= 1, width > 0.
std::string wide_bar(double part, size_t width, Charset charset);

}  // namespace runnel::cli
