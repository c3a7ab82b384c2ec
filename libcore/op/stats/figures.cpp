#include "op/stats/figures.h"

namespace runnel::op {

std::optional<double> quantile(const NumberSummary& number, double q) {
  if (number.points.empty()) return std::nullopt;
  const double value = agg::quantile_of(number.points, q);
  const double least = number.min.as_double();
  const double largest = number.max.as_double();
  return value < least ? least : value > largest ? largest : value;
}

std::optional<double> presence(const FieldSummary& field) {
  if (!field.places.has_value() || *field.places == 0) return std::nullopt;
  return static_cast<double>(field.count) / static_cast<double>(*field.places);
}

uint64_t scalars(const FieldSummary& field) {
  return field.booleans + field.numbers + field.strings;
}

double seconds(const TimeSummary::Silence& silence) {
  // As unsigned: the distance of two times may be beyond int64.
  return static_cast<double>(static_cast<uint64_t>(silence.to) - static_cast<uint64_t>(silence.from)) / 1e9;
}

}  // namespace runnel::op
