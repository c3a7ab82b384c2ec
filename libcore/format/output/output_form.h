// What records are written as, if that is not a line of JSON each: CSV, a table, one array. Takes the lines
// that a program writes, and makes of them what leaves.
//
// Not thread-safe: belongs to the sink that it stands in (format/output/form_sink.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "io/sink.h"

namespace runnel::format {

class OutputForm {
 public:
  virtual ~OutputForm() = default;

  // Appends what leaves for a record, if anything does yet. `record`: one valid JSON value on one line,
  // without its newline; there may be blanks around it. REQUIRES: a '\n' stands behind it, and json::kPadding
  // bytes behind that may be read (json/validator.h).
  virtual void append(std::string& out, std::string_view record) = 0;
  // All that was held back leaves now: the next record may be long in coming.
  virtual void flush(std::string& out) { (void)out; }
  // Behind the last record.
  virtual void finish(std::string& out) { (void)out; }

  // What comes next stands in a file of its own, behind finish(): a header is written again, for the same
  // columns.
  virtual void begin_again() {}

  // What a form must be told to go on, in a later run, behind what flush() gave: the columns, that there is a
  // header. Empty where there is nothing to tell. resume() is for a form that has taken nothing; false where
  // the state is not of such a form, or of one with other columns.
  virtual std::string state(io::Tally tally) const {
    (void)tally;
    return {};
  }
  [[nodiscard]] virtual bool resume(std::string_view state) { return state.empty(); }

  // What the form could not take, for a message at the end, such as `12 records have members that are no
  // columns (user, path); --columns names them`. Empty where everything was written.
  virtual std::string lost() const { return {}; }
  // What looks like a slip, for a message at the end: a column that was asked for, and a member of nearly
  // that name. Empty where nothing does.
  virtual std::string hint() const { return {}; }
};

}  // namespace runnel::format
