// The form that RFC 3164 found in use, behind its <priority> if it has one:
//
//   Oct 11 22:14:15 host tag[pid]: message
//
// The time may have a fraction, or be one of RFC 3339. A word that ends in ':' where the host should be is
// the tag: what is written on the machine itself often names none. A tag is told by the ':' or '[pid]' behind
// it, and a blank behind that; without, everything behind the host is the message.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/clock.h"
#include "format/syslog_cursor.h"

namespace runnel::format {

class Rfc3164 {
 public:
  // The clock must outlive it.
  explicit Rfc3164(const Clock& clock) : clock_(clock) {}

  // False, with nothing taken, where no time stands.
  bool take_header(SyslogCursor& cursor) const;

 private:
  struct OldTime {
    int month, day;
    std::string_view clock;  // hh:mm:ss, and a fraction
    int hour, minute, second;
  };
  static bool read_old_time(const SyslogCursor& cursor, OldTime& time, const char*& behind);
  bool take_time(SyslogCursor& cursor) const;
  // 0: there is no year with that day.
  int64_t year_of(const OldTime& time) const;
  static void take_tag(SyslogCursor& cursor);

  const Clock& clock_;
};

}  // namespace runnel::format
