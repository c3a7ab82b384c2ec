// Arrays and objects of values that have just been computed: views in the arena where nothing in them is
// owned, which costs neither an allocation nor a count; else owned ones.
//
// Not thread-safe, as the arena. The parts are moved from. What borrows, as a view does, is valid until the
// arena is reset.
#pragma once

#include <span>

#include "base/arena.h"
#include "json/value.h"

namespace runnel::json {

Value array_in(Arena& arena, std::span<Value> items);
// REQUIRES: every key is a string; of equal keys the first counts.
Value object_in(Arena& arena, std::span<Value::Member> members);

}  // namespace runnel::json
