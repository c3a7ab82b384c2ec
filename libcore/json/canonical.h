// One text for all values that are equal: what keys are grouped by and values are counted by.
#pragma once

#include <string>
#include <string_view>

#include "json/value.h"

namespace runnel::json {

// Appends JSON such that two values have the same text if and only if jq's == holds between them: 1 and 1.0
// give one text, 1 and "1" two; strings are decoded and quoted anew, the members of an object are in the
// order of their keys, of equal keys the first alone. An infinity gives 1e+999. Not-a-number, which equals
// nothing, gives null. The depth of a value costs no stack.
void append_canonical(std::string& out, const Value& value);

// Whether the text of a number is the canonical one of its value, and what append_number() writes for it.
// Told by its form alone, so that no is also said of some that are: long ones, and those with an exponent.
bool is_surely_canonical(std::string_view number);

}  // namespace runnel::json
