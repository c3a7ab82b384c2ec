// The values of flags: what they set, and text to quantity with an error that says what is wanted.
#pragma once

#include <cstdint>
#include <limits>
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

// A name, or a part of one, in the JSON that is written: it must be UTF-8.
FlagSetter keep_name(std::optional<std::string>& target);

// A whole number from `least` to `most`.
Result<uint64_t> count_value(std::string_view text, uint64_t least, uint64_t most);
// A size in bytes, K, M or G, from `least` to `most`.
Result<uint64_t> size_value(std::string_view text, uint64_t least, uint64_t most);

// A duration from `least` nanoseconds on, or `inf` where that is legal, which is kEndless.
constexpr int64_t kEndless = INT64_MAX;
enum class Endless : bool { refused, allowed };
Result<int64_t> duration_value(std::string_view text, int64_t least, Endless endless);

// Setters with these checks. The target may be an optional.
constexpr uint64_t kNoMost = std::numeric_limits<uint64_t>::max();
constexpr int64_t kNoLeast = std::numeric_limits<int64_t>::min();

template <class Target>
FlagSetter keep_count(Target& target, uint64_t least, uint64_t most = kNoMost) {
  return [&target, least, most](std::span<const std::string> values) -> Outcome {
    const auto count = count_value(values[0], least, most);
    if (!count) return count.error();
    target = *count;
    return Done{};
  };
}

template <class Target>
FlagSetter keep_size(Target& target, uint64_t least, uint64_t most = kNoMost) {
  return [&target, least, most](std::span<const std::string> values) -> Outcome {
    const auto size = size_value(values[0], least, most);
    if (!size) return size.error();
    target = *size;
    return Done{};
  };
}

template <class Target>
FlagSetter keep_duration(Target& target, int64_t least, Endless endless = Endless::refused) {
  return [&target, least, endless](std::span<const std::string> values) -> Outcome {
    const auto duration = duration_value(values[0], least, endless);
    if (!duration) return duration.error();
    target = *duration;
    return Done{};
  };
}

// For a value that is none of the few words that the flag takes; names the nearest: "'repot' is none of
// report, skip".
Error word_error(std::string_view text, std::string_view words);

}  // namespace runnel::cli
