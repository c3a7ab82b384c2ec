// Strings as the cells of CSV, by RFC 4180: in quotes where a reader would not take them for this string
// otherwise, quotes doubled.
#pragma once

#include <string>
#include <string_view>

namespace runnel::format {

// Appends it in quotes where it is empty, begins or ends with a blank, holds the delimiter, a quote or a line
// break, or looks like a number, `true` or `false` (format/scalar_text.h).
void append_csv_string(std::string& out, std::string_view text, char delimiter);
// The same for a string that is known to hold no quote and no control character.
void append_csv_plain_string(std::string& out, std::string_view text, char delimiter);
// The same for a name in the header, which is a string whatever it looks like.
void append_csv_name(std::string& out, std::string_view text, char delimiter);
// In quotes in any case.
void append_csv_quoted(std::string& out, std::string_view text);

}  // namespace runnel::format
