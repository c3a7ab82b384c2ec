// Character classes and properties, for base/regex_syntax.h.
#pragma once

#include <string>

#include "base/regex_reader.h"

namespace runnel {

// The class whose opening bracket was taken, for RE2. On an error the reader has failed.
std::string take_class(PatternReader& reader);

// p{name}, P{name} or p{^name}, the backslash taken. REQUIRES: the reader is at the p, and a brace follows.
std::string take_property(PatternReader& reader);

}  // namespace runnel
