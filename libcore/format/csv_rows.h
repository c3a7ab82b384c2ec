// Finds the ends of rows in CSV text that comes in pieces: the part of csv_framing.h that knows nothing of
// readers and batches.
//
// It agrees with what csv_form.cpp reads, row by row: which of a batch's lines are rows must not depend on
// where the batch was cut.
#pragma once

#include <cstddef>
#include <cstdint>

#include "format/csv_marks.h"

namespace runnel::format {

class CsvRows {
 public:
  explicit CsvRows(char delimiter) : delimiter_(delimiter) {}

  // Looks at text[looked_at(), size), behind what it was given before. kPadding bytes behind the text may be
  // read. Returns the end of the last whole row, in bytes from the text's start; 0: there is none.
  size_t find(const char* text, size_t size);

  // The row that begins at the text's start has no end: its first line is given up, and what is behind it is
  // looked at anew. Returns as find().
  size_t give_up(const char* text, size_t size);

  // Forgets the first `bytes`, which end with a row.
  void leave(size_t bytes);

 private:
  enum class Went : uint8_t { on, back, nowhere };
  Went look_at_block(const char* text, size_t size, const CsvMarks& marks);
  uint64_t without_line_ends(uint64_t bytes, const char* text) const;
  void rewind(const char* text, size_t size, size_t row);

  const char delimiter_;
  size_t at_ = 0;   // so far it has looked
  size_t end_ = 0;  // of the last whole row
  // Of the byte before at_:
  bool in_quotes_ = false;
  bool begins_cell_ = true;  // a cell begins behind it, or a quote that follows it is one of two
  bool closes_ = false;      // it is a closing quote
  bool skips_line_ = false;  // a bad line goes on
};

}  // namespace runnel::format
