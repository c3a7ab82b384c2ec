// A row of small bars, one for each number: ▁▂▃▄▅▆▇█.
#pragma once

#include <optional>
#include <span>
#include <string>

namespace runnel::cli {

// What a terminal can show.
enum class Charset : bool { ascii, unicode };

// The least number is the lowest bar and the largest the highest; equal ones are in the middle. A blank for
// what is no number, or not finite. One column each.
std::string sparkline(std::span<const std::optional<double>> numbers, Charset charset);

}  // namespace runnel::cli
