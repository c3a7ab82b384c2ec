// The arguments of a call behind the first, which are constants: read and checked as the program is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "json/value.h"

namespace runnel::agg {

// None with a message where it is something else: `q is a number from 0 to 1, not 1.5`.
std::optional<double> fraction_constant(std::string_view name, const json::Value& value,
                                        std::string& message);
// Also 3.0. `k is a whole number from 1 to 10000, not 0`.
std::optional<uint32_t> whole_constant(std::string_view name, uint32_t most, const json::Value& value,
                                       std::string& message);

}  // namespace runnel::agg
