// jq's formats: @text @json @html @uri @urid @sh @base64 @base64d @base32 @base32d @csv @tsv. They stand on
// their own
// (`@csv`) and before a string (`@uri "q=\(.q)"`), where they apply to each value that is put in.
//
// Thread-safe, as far as each thread has its own context. Outputs are in the arena or borrow from the input.
#pragma once

#include <string_view>

#include "expr/function.h"
#include "json/value.h"

namespace runnel::expr {

bool known_format(std::string_view name);  // without the @

// An unknown name is an error, as is an input that the format cannot take.
Flow apply_format(Context& context, std::string_view name, const json::Value& input, json::Value& output);

}  // namespace runnel::expr
