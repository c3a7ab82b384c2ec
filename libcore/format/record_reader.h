// Reads the records of a batch, one after another, in a form that is no JSON text: finds where each ends, and
// the fields that are asked for. One a worker.
//
// As with lines of JSON, a record that nobody wants is looked at no further than needed to find that out:
// next() may leave faults for check() to find.
#pragma once

#include <cstdint>
#include <string_view>

#include "format/fault.h"
#include "io/batch.h"
#include "json/record_fields.h"

namespace runnel::format {

class RecordReader : public json::RecordFields {
 public:
  struct Record {
    enum class Kind : uint8_t {
      record,
      nothing,  // an empty line, a comment: passed over
      bad,      // fault() says why
    } kind;
    std::string_view line;  // its bytes, without the newline that ends it
    const char* next;       // where the next one begins
    uint32_t lines;         // so many newlines lie before that
  };

  // Reads what begins at `at`. REQUIRES: at < batch.end(), and it is the batch's begin() and preamble, or the
  // `next` of a record before it.
  virtual Record next(const io::Batch& batch, const char* at) = 0;

  // Looks at all of the record that was read last, and at its UTF-8. False: it is a bad one, and fault() says
  // why. REQUIRES: it is Kind::record.
  virtual bool check() = 0;

  const Fault& fault() const { return fault_; }

 protected:
  Fault fault_;
};

}  // namespace runnel::format
