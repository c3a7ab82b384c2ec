// Steps into values: `.a`, `.[0]`, `.[$key]`, with jq's rules and messages.
#pragma once

#include "expr/function.h"
#include "json/path.h"
#include "json/value.h"

namespace runnel::expr {

// of[key]. An object by a string, an array by a number (without its fraction; a negative one counts from the
// end), an array by an array (the places where it occurs), an array or string by {"start", "end"} (a slice);
// null by a string, a number or an object is null.
Flow index_value(Context& context, const json::Value& of, const json::Value& key, json::Value& out);

// Fails with jq's message for a path's step into a value of that type.
Flow cannot_index(Context& context, json::Type type, const json::PathStep& step);

}  // namespace runnel::expr
