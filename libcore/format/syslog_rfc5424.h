// The form of RFC 5424, section 6, behind `<priority>1 `:
//
//   TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA [MESSAGE]
//
// with one blank between two, and `-` for what there is nothing of.
#pragma once

#include <string>

#include "format/syslog_cursor.h"

namespace runnel::format {

class Rfc5424 {
 public:
  // False, with a fault, where it is none.
  bool take(SyslogCursor& cursor);

 private:
  bool take_time(SyslogCursor& cursor);
  bool take_word(SyslogCursor& cursor, const char* name, const char* reason);
  bool take_structured_data(SyslogCursor& cursor);
  bool take_element(SyslogCursor& cursor);
  bool take_parameter(SyslogCursor& cursor);

  std::string json_;  // of the structured data; kept for its memory
};

}  // namespace runnel::format
