// Where quotes, delimiters and newlines stand in CSV text, as bits: the step that reading it begins with
// (as simdjson's first stage, Langdale and Lemire 2019, does for JSON).
#pragma once

#include <cstddef>
#include <cstdint>

namespace runnel::format {

// Of 64 bytes, the first one in the lowest bit.
struct CsvMarks {
  uint64_t quotes;
  uint64_t delimiters;
  uint64_t newlines;

  uint64_t any() const { return quotes | delimiters | newlines; }
};

constexpr size_t kCsvBlock = 64;

// Of so many blocks of 64 bytes, all of which may be read.
void mark_csv(const char* text, size_t blocks, char delimiter, CsvMarks* marks);

}  // namespace runnel::format
