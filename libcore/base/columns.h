// Text in the columns of a terminal: how wide it is, and made to fit.
//
// Text is made harmless first: control characters and bytes that are no UTF-8 become `?`, where the terminal
// is ASCII everything else beyond it too. How wide a character is comes from the tables of the C library, by
// Unicode's East Asian widths: what a terminal goes by. Thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace runnel {

// What a terminal can show.
enum class Charset : bool { ascii, unicode };

// How many columns a character takes: 2 where it is wide, 0 where it combines with the one before it, 1 for
// one that is not to be shown.
size_t display_width(char32_t code);

struct Columns {
  std::string text;
  size_t width = 0;
};

// At most `most` columns of it; what is cut ends in `…`, or `>` in ASCII. Wide characters take two columns,
// combining ones none.
Columns fitted(std::string_view text, size_t most, Charset charset);
// The same, but its end is kept: what is cut is at its beginning, and `…`, or `<` in ASCII, stands for it.
Columns fitted_end(std::string_view text, size_t most, Charset charset);

}  // namespace runnel
