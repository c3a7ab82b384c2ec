// What flags about cells and columns take: a delimiter, and names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace runnel::cli {

// One character of ASCII that neither a number nor a quoted cell is made of; `\t` and `tab` are a tab. Kind
// usage where it is none.
Result<char> delimiter_value(std::string_view text);

// Names with commas between them, blanks around them left out: `host,path`. In double quotes a name may be
// anything, with a quote written twice: `host,"a,b"`. Kind usage for none, an empty one without quotes, one
// that comes twice, and what is not UTF-8.
Result<std::vector<std::string>> names_value(std::string_view text);

}  // namespace runnel::cli
