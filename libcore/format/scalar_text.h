// The types of values that come as bare text, in CSV and logfmt alike. What is written in JSON's way is what
// it is in JSON: `12`, `-0.5e3`, `true`, `false`. Everything else is a string, so that 007, +49, 1_000, 0x1F,
// NaN and `12 ` leave as they came. Numbers keep their text.
#pragma once

#include <string_view>

#include "format/fields.h"

namespace runnel::format {

// --no-infer is `none`: everything is a string.
enum class Infer : bool { none, scalars };

// Whether the text is one number of JSON's grammar, and nothing else.
bool is_json_number(std::string_view text);

// What kind of field the text is. Not for empty text, which each form has a rule of its own for.
Field::Kind kind_of(std::string_view text, Infer infer);

}  // namespace runnel::format
