// A text as the inside of a string literal.
#pragma once

#include <string>
#include <string_view>

namespace runnel::expr {

// Backslash, quote and control characters escaped; all else as it is. Between quotes it is a string literal
// of the language, and where the text is UTF-8, of JSON.
std::string escape(std::string_view text);

}  // namespace runnel::expr
