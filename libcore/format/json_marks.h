// Where the characters stand in JSON text that tell its values apart, as bits (as simdjson's first stage,
// Langdale and Lemire, "Parsing gigabytes of JSON per second", 2019).
#pragma once

#include <cstddef>
#include <cstdint>

namespace runnel::format {

// Of 64 bytes, the first one in the lowest bit. Nothing is known yet of what stands in a string.
struct JsonMarks {
  uint64_t quotes;
  uint64_t backslashes;
  uint64_t opening;  // { and [
  uint64_t closing;  // } and ]
  uint64_t leading;  // : , and [, behind which a value stands
  uint64_t newlines;
  uint64_t blanks;  // space, tab, carriage return
};

constexpr size_t kJsonBlock = 64;

// Of so many blocks of 64 bytes, all of which may be read.
void mark_json(const char* text, size_t blocks, JsonMarks* marks);

}  // namespace runnel::format
