// Where the characters stand in JSON text that tell its values apart, as bits (as simdjson's first stage,
// Langdale and Lemire, "Parsing gigabytes of JSON per second", 2019).
#pragma once

#include <cstddef>
#include <cstdint>

namespace runnel::format {

// Of 64 bytes or, at the text's end, fewer; the first one in the lowest bit. What is no string is said to be
// outside.
struct JsonMarks {
  uint64_t inside = 0;    // of strings: from the opening quote to before the closing one
  uint64_t opening = 0;   // { and [ outside
  uint64_t closing = 0;   // } and ] outside
  uint64_t newlines = 0;  // outside
  uint64_t blanks = 0;    // other white space outside
  uint64_t broken = 0;    // newlines inside, which no string may hold
};

constexpr size_t kJsonBlock = 64;

// What is known of the byte in front of a block.
struct JsonCarry {
  bool in_string = false;  // a string goes on behind it
  bool is_escape = false;  // it is a backslash that escapes what follows
};

// Goes over blocks in which nothing happens but that brackets open and close within a value: `depth` is how
// many of that value's are open, 0 if there is none. Stops at the first block in which it may end, or that
// holds a newline, or an opening bracket behind anything but : , and [; marks it, and moves the carry behind
// it. Returns how many bytes were gone over; at the text's end there is no such block. kPadding bytes behind
// the text may be read.
size_t skip_within_value(const char* text, size_t size, JsonCarry& carry, size_t& depth, bool& has_blanks,
                         JsonMarks& marks);

}  // namespace runnel::format
