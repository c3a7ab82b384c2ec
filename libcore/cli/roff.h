// Text as roff takes it.
#pragma once

#include <string>
#include <string_view>

namespace runnel::cli {

// With the characters that roff would take for its own, or print as something else than ASCII, escaped.
std::string roff_escaped(std::string_view text);

}  // namespace runnel::cli
