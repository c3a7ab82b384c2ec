#include "agg/log_mapping.h"

#include <charconv>
#include <cmath>

namespace runnel::agg {

namespace {

double rounded_to_five_digits(double value) {
  char text[32];
  const char* const end =
      std::to_chars(text, text + sizeof text, value, std::chars_format::scientific, 4).ptr;
  double rounded = value;
  std::from_chars(text, end, rounded);
  return rounded;
}

}  // namespace

// The s for which P(s) is `part`, by Newton's method: P' is at least 26/35 and P bends little, so that it
// converges from anywhere in [0, 1], in four steps to the last place.
double LogMapping::fraction_at(double part) {
  double s = part;
  for (int step = 0; step < 6; ++step) {
    const double slope = (3 * kA * s + 2 * kB) * s + kC;
    s -= (((kA * s + kB) * s + kC) * s - part) / slope;
  }
  return s;
}

double LogMapping::estimate(uint32_t index) {
  const double from = (index - kShift) / kBinsAnOctave;
  const double to = (index + 1 - kShift) / kBinsAnOctave;
  const double octave = std::floor(from);
  const double low = 1 + fraction_at(from - octave);
  const double high = to - octave < 1 ? 1 + fraction_at(to - octave) : 2 * (1 + fraction_at(to - octave - 1));
  // Without its octave until the end, so that nothing overflows on the way.
  return rounded_to_five_digits(std::ldexp(2 * low * high / (low + high), static_cast<int>(octave)));
}

}  // namespace runnel::agg
