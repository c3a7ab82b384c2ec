// JSON text to a built Value: for constants (--argjson), and for the operations that must look at a whole
// array or object (comparing two of them). The record path does not come here; see json/projector.h.
//
// All functions are thread-safe. None needs padding behind the text, and none recurses over its depth.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/arena.h"
#include "base/result.h"
#include "json/value.h"

namespace runnel::json {

// Any one JSON value, checked in full: RFC 8259's grammar in UTF-8, with white space around it, nested at
// most kMaxDepth (json/validator.h) deep. The result borrows nothing, and numbers keep their text. An escaped
// lone surrogate reads as U+FFFD. The Error (kind record) says `line 1, column 5: expected ',' or ']'`;
// columns count bytes, from 1.
Result<Value> parse(std::string_view text);

// The value that starts at text's first byte, borrowed: a container is taken raw, a string with escapes is
// decoded into the arena. REQUIRES: text is exactly one value, as a projector or scanner has delimited it.
// Text that is not valid JSON gives some value, and does no harm.
Value borrow(std::string_view text, Arena& arena);

// Do the parts of a parsed value point into its text, or hold copies?
enum class Keep : uint8_t { views, copies };

// A raw array or object parsed into items or members (other values come back as they are). Text that is not
// valid JSON is read up to there: null stands for a value that could not be read, and what is open is closed.
// Who needs to know has validated the record.
Value materialized(const Value& value, Keep keep = Keep::views);

// The string between two quotes, escapes decoded. A lone surrogate reads as U+FFFD. Bytes that are not UTF-8,
// and what is no escape, are copied as they are. Returns the length, which is at most text.size(). REQUIRES:
// out has room for text.size() bytes, and does not overlap text.
size_t decode_string(std::string_view text, char* out);

}  // namespace runnel::json
