// Syslog: messages of RFC 5424, `<165>1 2003-10-11T22:14:15.003Z host app procid msgid [sd] message`, and of
// the older form that RFC 3164 describes, `<34>Oct 11 22:14:15 host tag[pid]: message`; that one with or
// without its <priority>, which files like /var/log/messages leave out, and with the old time or that of
// RFC 3339, as rsyslog and systemd write it. Each line says by itself which of the two it is.
//
// The fields, of which those are left out that are not there, or `-`:
//
//   facility  severity    by name: kern ... local7, emerg ... debug
//   timestamp             RFC 3339, as it came; of the old form, which has neither year nor zone,
//                         `2003-10-11T22:14:15`: of the latest year in which it is not more than a day ahead
//                         of the clock
//   host  app  procid  msgid
//   structured_data       an object of objects, by the elements' ids; a name that is there twice stays so
//   message
#pragma once

#include "base/clock.h"
#include "format/fields_form.h"

namespace runnel::format {

// The clock must outlive the parsers.
ParserMaker make_syslog_parser(const Clock& clock);

}  // namespace runnel::format
