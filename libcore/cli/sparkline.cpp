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

std::string histogram_line(std::span<const uint64_t> counts, Charset charset) {
  uint64_t largest = 0;
  for (const uint64_t count : counts) largest = std::max(largest, count);
  const auto& bars = charset == Charset::unicode ? kUnicode : kAscii;
  std::string out;
  for (const uint64_t count : counts) {
    const double part = static_cast<double>(count) / static_cast<double>(largest);
    out += count == 0 ? " " : bars[static_cast<size_t>(std::ceil(part * kBars)) - 1];
  }
  return out;
}

std::string wide_bar(double part, size_t width, Charset charset) {
  constexpr size_t kParts = 8;
  constexpr std::array<std::string_view, kParts> kEnds{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const double length = part * static_cast<double>(width);
  if (charset == Charset::ascii)
    return std::string(std::max<size_t>(1, static_cast<size_t>(std::lround(length))), '#');
  const size_t eighths = std::max<size_t>(1, static_cast<size_t>(std::lround(length * kParts)));
  std::string out;
  for (size_t i = 0; i < eighths / kParts; ++i) out += kUnicode.back();
  return out += kEnds[eighths % kParts];
}

}  // namespace runnel::cli
