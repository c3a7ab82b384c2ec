// How the numbers of a field are spread, as buckets to draw.
#pragma once

#include <string>
#include <vector>

#include "cli/sparkline.h"
#include "op/stats/summary.h"

namespace runnel::cli {

struct Spread {
  std::vector<agg::Bucket> buckets;  // one where all numbers are equal
  enum class Scale : bool { linear, logarithmic } scale = Scale::linear;
};

// At most `count` buckets of equal width; in the logarithm where all numbers are positive, span more than
// three decades, and half of them lie within the lowest eighth of that.
Spread spread_of(const op::NumberSummary& number, size_t count);

// The same as a row of `count` bars; empty where all numbers are equal.
std::string spread_line(const op::NumberSummary& number, size_t count, Charset charset);

}  // namespace runnel::cli
