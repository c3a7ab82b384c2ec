// Text in the columns of a terminal: how wide it is, and made to fit.
//
// Text is made harmless first: control characters and bytes that are no UTF-8 become `?`, where the terminal
// is ASCII everything else beyond it too. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "cli/sparkline.h"

namespace runnel::cli {

struct Columns {
  std::string text;
  size_t width = 0;
};

// At most `most` columns of it; what is cut ends in `…`, or `>` in ASCII. Wide characters take two columns,
// combining ones none.
Columns fitted(std::string_view text, size_t most, Charset charset);
// The same, but its end is kept: what is cut is at its beginning, and `…`, or `<` in ASCII, stands for it.
Columns fitted_end(std::string_view text, size_t most, Charset charset);

}  // namespace runnel::cli
