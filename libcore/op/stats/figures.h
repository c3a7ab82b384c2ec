// Figures that whoever writes or shows a summary works out of it.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "op/stats/summary.h"

namespace runnel::op {

struct NamedQuantile {
  std::string_view name;
  double q;
};

// The quantiles that are written of numbers.
constexpr std::array<NamedQuantile, 8> kQuantiles{{{"p1", 0.01},
                                                   {"p5", 0.05},
                                                   {"p25", 0.25},
                                                   {"p50", 0.5},
                                                   {"p75", 0.75},
                                                   {"p95", 0.95},
                                                   {"p99", 0.99},
                                                   {"p999", 0.999}}};

// The quantile, never beyond the least and the largest number, which are known exactly. Nothing where there
// are no points.
std::optional<double> quantile(const NumberSummary& number, double q);

// In which part of the objects where it could stand the field does, from 0 to 1; nothing where that has no
// meaning, or there are none.
std::optional<double> presence(const FieldSummary& field);

// Of what `top` and `distinct` are about: scalars but null.
uint64_t scalars(const FieldSummary& field);

double seconds(const TimeSummary::Silence& silence);

// A time in nanoseconds, or a length of time, in seconds.
constexpr double in_seconds(int64_t nanoseconds) {
  constexpr int64_t kSecond = 1'000'000'000;
  constexpr int64_t kExact = int64_t{1} << 53;  // as a double, from -kExact to kExact
  if (nanoseconds >= -kExact && nanoseconds <= kExact) return static_cast<double>(nanoseconds) / 1e9;
  return static_cast<double>(nanoseconds / kSecond) + static_cast<double>(nanoseconds % kSecond) / 1e9;
}

}  // namespace runnel::op
