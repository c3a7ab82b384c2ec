#include "cli/sparkline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

namespace runnel::cli {

namespace {

constexpr size_t kBars = 8;
constexpr std::array<std::string_view, kBars> kUnicode{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<std::string_view, kBars> kAscii{".", ":", "-", "=", "+", "*", "#", "@"};
constexpr size_t kMiddle = 3;

bool is_shown(const std::optional<double>& number) {
  return number.has_value() && std::isfinite(*number);
}

// Halved, so that the distance of the largest double from the least is one too.
size_t bar(double number, double least, double largest) {
  if (least == largest) return kMiddle;
  const double part = (number / 2 - least / 2) / (largest / 2 - least / 2);
  return std::min(static_cast<size_t>(part * kBars), kBars - 1);
}

}  // namespace

std::string sparkline(std::span<const std::optional<double>> numbers, Charset charset) {
  double least = std::numeric_limits<double>::infinity();
  double largest = -least;
  for (const auto& number : numbers) {
    if (!is_shown(number)) continue;
    least = std::min(least, *number);
    largest = std::max(largest, *number);
  }
  const auto& bars = charset == Charset::unicode ? kUnicode : kAscii;
  std::string out;
  for (const auto& number : numbers) out += is_shown(number) ? bars[bar(*number, least, largest)] : " ";
  return out;
}

}  // namespace runnel::cli
