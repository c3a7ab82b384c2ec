// Where data comes from and goes to, as written on the command line (DESIGN section 5):
// `path` and `file:PATH` (a file), `-` (stdin or stdout), and the forms that other kinds of stream will take.
// Nothing but these prefixes is special, and `./` escapes them. There are no percent escapes.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace runnel::io {

struct Uri {
  enum class Kind { standard, file };
  Kind kind;
  std::string path;   // file
  std::string shown;  // for messages: the path, `stdin` or `stdout`
};

enum class Direction { in, out };

// A form that is reserved but not there yet (tcp://, unix:, ...) is an error that says how to name a file
// like it (`./`). Errors are of kind usage.
Result<Uri> parse_uri(std::string_view text, Direction direction);

}  // namespace runnel::io
