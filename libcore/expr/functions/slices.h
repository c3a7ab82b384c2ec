// jq's slices: `.[from:to]` of arrays, of strings by code points, and of null.
#pragma once

#include <cstddef>
#include <optional>

#include "expr/function.h"
#include "json/value.h"

namespace runnel::expr {

// `.[from:to]`; null stands for a bound that is not given. Negative bounds count from the end, fractions are
// rounded away from the slice's middle, and what lies beyond either end is cut off.
Flow slice_value(Context& context, const json::Value& of, const json::Value& from, const json::Value& to,
                 json::Value& out);

// The same where the bounds are a path's step, {"start": from, "end": to}. REQUIRES: step is an object.
Flow slice_value(Context& context, const json::Value& of, const json::Value& step, json::Value& out);

struct SliceBounds {
  size_t begin;
  size_t end;  // not before begin
};

// What the step takes of so many items. nullopt, and an error, where the bounds are no numbers.
std::optional<SliceBounds> slice_bounds(Context& context, const json::Value& step, size_t count);

// Puts the items of an array in place of a slice. REQUIRES: array is one, and not raw.
Flow set_slice(Context& context, json::Value& array, const json::Value& step, const json::Value& items);

}  // namespace runnel::expr
