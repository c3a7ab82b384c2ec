// Operators on strings, arrays and objects: what + - * / build.
//
// Results borrow from their operands and the arena, and are otherwise new: nothing is changed in place but
// where it is said.
#pragma once

#include <string_view>

#include "expr/function.h"
#include "json/value.h"

namespace runnel::expr {

// REQUIRES: both are strings.
Flow concatenate(Context& context, const json::Value& a, const json::Value& b, json::Value& output);

// The text `times` times, cut to a whole number; null for less than 0 and not-a-number.
Flow repeat(Context& context, const json::Value& text, double times, json::Value& output);

// The pieces of a string between the separators. By characters, where the separator is empty; no pieces,
// where the string is. REQUIRES: text is a string.
json::Value split_at(Context& context, const json::Value& text, std::string_view separator);

// REQUIRES: both are arrays.
json::Value concatenated_arrays(Context& context, const json::Value& a, const json::Value& b);
json::Value without(Context& context, const json::Value& a, const json::Value& b);

// Adds the items to the array, in place where it is owned and nobody shares it. REQUIRES: both are arrays,
// and the first is not raw.
void append_items(Context& context, json::Value& array, const json::Value& added);
// The same for the members of objects, whose values replace those of keys that are there.
void unite_into(Context& context, json::Value& object, const json::Value& added);

// The members of both: b's value where a key is in both. REQUIRES: both are objects.
json::Value united(Context& context, const json::Value& a, const json::Value& b);
// The same, but two objects under one key are merged too. Fails for objects nested beyond 2,000 deep.
Flow merge(Context& context, const json::Value& a, const json::Value& b, json::Value& output);

}  // namespace runnel::expr
