// What + - * / % and unary minus do, by the types of their operands, as in jq 1.8; but integers are exact:
// where both operands are integers and the result is one within [-2^63, 2^64-1], it is that integer. Else
// numbers are doubles.
//
// Thread-safe, as far as each thread has its own context. Outputs borrow from operands and the arena.
#pragma once

#include "expr/function.h"
#include "json/value.h"

namespace runnel::expr {

// Numbers; strings and arrays one after the other; the members of both objects, b's over a's; null adds
// nothing.
Flow add(Context& context, const json::Value& a, const json::Value& b, json::Value& output);

// The same, where `a` may be changed in place: give it away (std::move) to add one part after the other to an
// array or object that nobody else holds, as `reduce ... (.; . + [x])` does, without a copy of the whole for
// each.
Flow add_onto(Context& context, json::Value a, const json::Value& b, json::Value& output);

// Numbers; the items of a that are equal to none of b.
Flow subtract(Context& context, const json::Value& a, const json::Value& b, json::Value& output);

// Numbers; a string so many times (less than 0 or not a number: null); two objects merged at every depth.
Flow multiply(Context& context, const json::Value& a, const json::Value& b, json::Value& output);

// Numbers; a string split at each place where the other stands.
Flow divide(Context& context, const json::Value& a, const json::Value& b, json::Value& output);

// The remainder of whole numbers, with the sign of a: both are cut to integers (of 64 bits) first.
Flow modulo(Context& context, const json::Value& a, const json::Value& b, json::Value& output);

Flow negate(Context& context, const json::Value& a, json::Value& output);

}  // namespace runnel::expr
