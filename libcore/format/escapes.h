// Text with escapes, as programs write it between quotes or into a cell, and what it stands for.
//
// Escapes that are none are left as they stand: logs hold paths of Windows, too.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/arena.h"

namespace runnel::format {

enum class Escapes : uint8_t {
  access_log,  // \xHH \" \\ \b \n \r \t \v: Apache's mod_log_config; nginx writes \xHH alone
  zeek,        // \xHH \\: Zeek's ASCII writer
};
// The text decoded, in the arena; `text` itself where it holds no escape, or where what it stands for is not
// UTF-8: then all of its escapes are left as they are, since bytes in other encodings can only be passed on
// as they were logged. The text itself is UTF-8 or will be found not to be: only what the escapes make is
// looked at.
std::string_view decode_bytes(std::string_view text, Escapes escapes, Arena& arena);

// What a value of logfmt in quotes stands for. The escapes are those of JSON and of Go's strconv.Quote, which
// most writers of logfmt use: \" \\ \/ \a \b \f \n \r \t \v \xHH \uXXXX (pairs of surrogates, too)
// \UXXXXXXXX. \xHH beyond 7f is a byte that was no UTF-8 and is left as it is; a lone surrogate is U+FFFD.
std::string_view decode_logfmt(std::string_view text, Arena& arena);

}  // namespace runnel::format
