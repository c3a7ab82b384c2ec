// Not-a-number, which aggregates skip like null: it would be written as null.
#pragma once

#include <cmath>

#include "json/value.h"

namespace runnel::agg {

// A number that came as text is never one.
inline bool is_nan(const json::Value& value) {
  if (!value.is_number() || !value.number_source().empty()) return false;
  const json::Number number = value.number();
  return number.kind == json::Number::Kind::real && std::isnan(number.d);
}

}  // namespace runnel::agg
