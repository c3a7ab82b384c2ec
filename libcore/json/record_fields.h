// A record that is no JSON text: what a program asks of it. The reader of its form (format/record_reader.h)
// knows where its fields lie, and makes JSON of it only where someone wants the record as a whole.
#pragma once

#include <cstddef>

#include "json/projector.h"

namespace runnel::json {

class RecordFields {
 public:
  virtual ~RecordFields() = default;

  // Fills the slots of the paths that `program` reads, one of those that the reader was made for. The views
  // are valid until the next record is read, or as long as the batch that they lie in.
  virtual void fill(size_t program, Slot* slots) = 0;

  // The record as JSON text, with a '\n' and kPadding bytes behind it. Valid until the next record is read.
  virtual const char* line() = 0;
  // Of that text, without the newline.
  virtual size_t line_size() = 0;
};

}  // namespace runnel::json
