// The values of flags: what they set, and text to quantity with an error that says what is wanted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/flag.h"

namespace runnel::cli {

// Setters for flags that need no check. What they set must live as long as the flag.
FlagSetter switch_on(bool& target);
FlagSetter keep_text(std::string& target);
FlagSetter keep_text(std::optional<std::string>& target);

// A whole number from `least` to `most`.
Result<uint64_t> count_value(std::string_view text, uint64_t least, uint64_t most);
// A size in bytes, K, M or G, from `least` to `most`.
Result<uint64_t> size_value(std::string_view text, uint64_t least, uint64_t most);

// For a value that is none of the few words that the flag takes; names the nearest: "'repot' is none of
// report, skip".
Error word_error(std::string_view text, std::string_view words);

}  // namespace runnel::cli
