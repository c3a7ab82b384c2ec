// Access logs of web servers: the common log format of NCSA's httpd, and the combined one, which has two more
// fields. Apache's mod_log_config defines them as
//
//   common    %h %l %u %t "%r" %>s %b
//   combined  %h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i"
//
// and nginx's `combined` is the same. The fields, in this order:
//
//   remote_addr  text
//   ident        only where it is not `-`
//   remote_user  null where `-`
//   time_local   what stands in the brackets, as %d/%b/%Y:%H:%M:%S %z reads it
//   method, path, protocol   of the request; null, with the whole of it in `request` behind them, where the
//                request is not METHOD PATH PROTOCOL (`-`, bytes of TLS)
//   status       number; null where `-`
//   bytes        number; null where `-`
//   referer      null where `-`
//   user_agent   text; one that the end of the line cuts off counts as far as it goes
//
// Between quotes, escapes are decoded where what they stand for is UTF-8, else left as they are
// (format/escapes.h).
#pragma once

#include "format/fields_form.h"

namespace runnel::format {

ParserMaker make_common_parser();
ParserMaker make_combined_parser();

}  // namespace runnel::format
