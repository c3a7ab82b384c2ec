// Numbers from text and to text.
//
// An integer within [-2^63, 2^64-1] that is written without fraction or exponent is exact. Anything else is
// the nearest double; one beyond the largest is an infinity, which is written as the largest finite double
// (as in jq, 1e1000 equals `infinite` and prints 1.7976931348623157e+308), and one too small is 0. -0 is a
// double.
//
// Sources: Clinger, "How to read floating point numbers accurately" (1990) for decimals that are short;
// Lemire's algorithm and Ryu for the others, by way of std::from_chars and std::to_chars.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "json/value.h"

namespace runnel::json {

// REQUIRES: text is one number of RFC 8259's grammar. Other text gives some number.
Number parse_number(std::string_view text);

// As jq's tonumber reads a string: a decimal number without blanks around it, more freely than JSON has it
// (`+1`, `01`,
// `.5`, `5.`), or in any case `nan`, `inf`, `infinity` with or without a sign. nullopt where it is none.
std::optional<Number> number_from_string(std::string_view text);

// An integer in all its digits. For a double the shortest text that reads back as the same double, laid out
// as jq does: 17 for 17.0, 0.0001, 1e-05, 1e+16, 1.5e+300, and zeros for digits that do not matter in
// 1152921504606847000 for 2^60 (which parse_number() then takes for an exact integer, another number by a
// hair). Not-a-number is null, infinities the largest finite double: what JSON can hold. Appends to out.
void append_number(std::string& out, Number number);

constexpr size_t kMaxNumberText = 40;
// The same into a buffer of at least kMaxNumberText bytes; returns the length.
size_t write_number(char* out, Number number);

}  // namespace runnel::json
