// Passes over the lines of a batch that cannot hold a string, without looking at what they are made of.
//
// A JSON string of plain characters stands in a record byte for byte, or with an escape somewhere in it: so a
// line without the literal and without any backslash does not hold it, whatever its structure. Lines that do
// not begin like an object are never passed over, so that what is an error for them is found.
//
// Immutable; thread-safe. Steps of 32 bytes (16 on a baseline machine), at the speed of memory.
#pragma once

#include <cstdint>
#include <string>

namespace runnel::json {

class LiteralFilter {
 public:
  // Of a JSON string, in its quotes. REQUIRES: a backslash, control character or inner quote is not in it,
  // and there is at least one character between the quotes.
  explicit LiteralFilter(std::string quoted) : quoted_(std::move(quoted)) {}

  struct Skip {
    const char* line;  // where the next line to look at begins; behind `end` where there is none
    uint32_t lines;    // passed over
    uint32_t records;  // of these, those that are not empty
  };
  // From the line that begins at `line`. REQUIRES: `line` is not empty; `end` is the batch's last newline,
  // and kPadding bytes behind it may be read (json/validator.h); the literal is shorter than kPadding - 32.
  Skip skip(const char* line, const char* end) const;

  const std::string& quoted() const { return quoted_; }

 private:
  std::string quoted_;
};

}  // namespace runnel::json
