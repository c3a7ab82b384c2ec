// The fields of an entry in the Journal Export Format of systemd ("Journal Export Formats",
// systemd.io/JOURNAL_EXPORT_FORMATS): what both who looks for the ends of entries and who reads them must
// agree on.
//
// A field is a line `NAME=value`, or, where its value holds newlines or other control characters, a line
// `NAME`, the value's length in 8 bytes, little-endian, the value, and a newline. An empty line ends the
// entry.
#pragma once

#include <cstdint>
#include <string_view>

namespace runnel::format {

struct JournalField {
  enum class State : uint8_t {
    whole,
    unfinished,  // it goes on behind the text
    broken,      // it is none; `next` is behind its first line
  } state;
  std::string_view name;
  std::string_view value;
  const char* next;    // behind its newline; of the last one that may be one beyond the text
  const char* reason;  // broken or unfinished: what is wrong with it. Static text
};

enum class LastLine : bool {
  may_go_on,
  is_whole,  // the newline behind it is not part of the text
};

// The field that begins at p. REQUIRES: p < end and *p is no newline.
JournalField journal_field(const char* p, const char* end, LastLine last);

}  // namespace runnel::format
