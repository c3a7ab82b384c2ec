#include "agg/constants.h"

#include <cmath>

#include "json/writer.h"

namespace runnel::agg {

using json::Value;

namespace {

void explain(std::string& message, std::string_view name, std::string_view expected, const Value& value) {
  message = name;
  message += " is a ";
  message += expected;
  message += ", not ";
  message += json::abbreviated_json(value);
}

}  // namespace

std::optional<double> fraction_constant(std::string_view name, const Value& value, std::string& message) {
  if (value.is_number()) {
    const double number = value.number().as_double();
    if (number >= 0 && number <= 1) return number;
  }
  explain(message, name, "number from 0 to 1", value);
  return std::nullopt;
}

std::optional<uint32_t> whole_constant(std::string_view name, uint32_t most, const Value& value,
                                       std::string& message) {
  if (value.is_number()) {
    const double number = value.number().as_double();
    if (number >= 1 && number <= most && number == std::trunc(number)) return static_cast<uint32_t>(number);
  }
  explain(message, name, "whole number from 1 to " + std::to_string(most), value);
  return std::nullopt;
}

}  // namespace runnel::agg
