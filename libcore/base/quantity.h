// The quantities of the command line and of the language: durations `1h30m`, sizes `64M`, counts,
// probabilities `10%`, rates `5/1m`. No duration or size is rounded in binary: `0.1s` is 100,000,000 ns.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace runnel {

// `[0-9.]+(ns|us|ms|s|m|h|d|w)`, repeatable (`1h30m`), with an optional leading `-`; or `0`, which needs no
// unit. Nanoseconds; what is below one is cut off. nullopt where it is none or beyond int64.
std::optional<int64_t> parse_duration(std::string_view text);
// A text that parse_duration reads back, in falling units: `1m30s` for 90 s, `1.5s`, `250ms`, `2w`, `-8d`,
// `0s`. Weeks only where they are whole.
std::string format_duration(int64_t nanoseconds);

// Bytes, or with K M G T (powers of 1024): `335`, `64M`, `1.5G`. A trailing B or iB is accepted. nullopt
// where it is none or beyond uint64.
std::optional<uint64_t> parse_size(std::string_view text);
// For people: `1.07 GB` (powers of 1000, three digits), `335 bytes`.
std::string format_size(uint64_t bytes);

// A whole number in decimal: `010` is 10. No sign, no blanks. nullopt where it is none or beyond uint64.
std::optional<uint64_t> parse_count(std::string_view text);

// From 0 to 1, as a decimal or in percent: `0.1` and `10%` are the same number. nullopt where it is none, or
// beyond 1.
std::optional<double> parse_probability(std::string_view text);

// So many in any span of so long.
struct Rate {
  uint64_t count = 1;  // >= 1
  int64_t span = 1;    // nanoseconds, > 0
};
// A count, a slash and a duration: `5/1m`. nullopt where it is none, or one of the two is 0.
std::optional<Rate> parse_rate(std::string_view text);

}  // namespace runnel
