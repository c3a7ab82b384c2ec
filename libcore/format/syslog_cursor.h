// A message of syslog while it is taken apart: shared by the parsers of its two forms.
#pragma once

#include <cstddef>
#include <string_view>

#include "format/fields.h"
#include "format/scan.h"

namespace runnel::format {

struct SyslogCursor {
  const char* begin;
  const char* p;  // what is to be read next
  const char* end;
  Fields& fields;

  bool fail(const char* reason) { return fields.fail(static_cast<size_t>(p - begin), reason); }

  std::string_view rest() const { return {p, static_cast<size_t>(end - p)}; }

  // Up to the next blank, or the end.
  std::string_view word() const { return {p, static_cast<size_t>(find_byte(p, end, ' ') - p)}; }

  void skip_blank() {
    if (p < end && *p == ' ') ++p;
  }

  // What is left, if there is any.
  void add_message() {
    if (p < end) fields.add("message", rest());
    p = end;
  }
};

}  // namespace runnel::format
