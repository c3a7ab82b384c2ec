// A form whose records are taken apart as a whole, into fields with names: all but CSV, which finds the cells
// that are wanted by their number. Who writes such a form writes one of these; format/fields_form.h does the
// rest.
#pragma once

#include <string_view>

#include "format/fields.h"

namespace runnel::format {

class RecordParser {
 public:
  virtual ~RecordParser() = default;

  // Takes `record` apart: its bytes without the newline that ends it (a '\r' before that is gone too). There
  // may be newlines inside of it, where lines were joined. `fields` is empty. False: it is not in this form,
  // and fields.fault says why, and where. Need not look at UTF-8. REQUIRES: json::kPadding bytes behind the
  // record may be read, of which the first is '\n', or '\r' and '\n'.
  virtual bool parse(std::string_view record, Fields& fields) = 0;

  // What is to be UTF-8. With of_fields, parse() sees to it that all names and texts are, and the record
  // itself may hold any bytes.
  enum class Utf8 : bool { of_record, of_fields };
  virtual Utf8 utf8() const { return Utf8::of_record; }
};

}  // namespace runnel::format
