// Values to JSON text. None of this recurses over the depth of a value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "json/value.h"

namespace runnel::json {

// Compact JSON on one line. A number that came from a record keeps its text; a raw array or object is written
// as it was read, byte for byte but for the white space between its tokens.
// Stops soon after `out` has come to `limit` bytes; what it holds then is not JSON.
void append_json(std::string& out, const Value& value, size_t limit = SIZE_MAX);

// The same, but what is raw is parsed first, so that every string is written as append_quoted() does, and of
// equal keys the first alone, as in jq's tojson. Numbers still keep their text.
void append_decoded_json(std::string& out, const Value& value);

// The string in quotes. Escapes what JSON must (quote, backslash, control characters) and DEL, as jq; all
// else as it is. Bytes that are not UTF-8 become U+FFFD, one for each sequence of json/utf8.h.
void append_quoted(std::string& out, std::string_view text);

// The length at which jq 1.8 cuts a value in its messages.
constexpr size_t kMessageLimit = 29;

// The value inside of a message, as jq: JSON of at most `limit` bytes. What is longer is cut on a character's
// edge and ends in `...` and the bracket or quote that it began with: ["a","b",...], "abcd...". REQUIRES:
// limit >= 7. Looks no further into a large value than it must.
std::string abbreviated_json(const Value& value, size_t limit = kMessageLimit);

}  // namespace runnel::json
