// The options about event time, with the meaning that stream-time(7) gives them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/event_time.h"
#include "base/result.h"
#include "cli/command_line.h"

namespace runnel::cli {

// Durations are nanoseconds; kEndless where the user wrote `inf`.
constexpr int64_t kEndless = INT64_MAX;

struct TimeOptions {
  std::optional<std::string> time;  // EXPR of -t; nothing: processing time
  std::string time_format;          // empty: RFC 3339 or a number by magnitude
  std::optional<std::string> tz;    // a zone that find_zone() knows
  int64_t watermark_delay = 5'000'000'000;
  int64_t max_ahead = 86'400'000'000'000;
  std::optional<int64_t> idle_timeout = 10'000'000'000;  // nothing: inputs are never idle
  std::optional<int64_t> emit_watermarks;                // > 0
  bool watermarks = false;

  // Of programs with windows only.
  int64_t allowed_lateness = 0;
  enum class Late : uint8_t { report, drop, keep };
  Late late = Late::report;
  std::string late_path;  // with `keep`
  enum class OnTerm : uint8_t { flush, keep };
  OnTerm on_term = OnTerm::flush;
};

// `options` must live as long as `line` is used. `shown`: of the flags that most runs want, where -h has room
// for them; the others are in --help and the manual.
void add_time_flags(CommandLine& line, TimeOptions& options, FlagShown shown = FlagShown::manual);
// Those of programs with windows, beside the above.
void add_window_time_flags(CommandLine& line, TimeOptions& options);

// Kind usage for flags that are right one by one and not together, or for a --time-format that is none.
Result<EventTimeReader> event_time_reader(const TimeOptions& options);

// A duration from `least` nanoseconds on, or `inf` where that is legal. For the values of flags.
enum class Endless : bool { refused, allowed };
Result<int64_t> duration_value(std::string_view text, int64_t least, Endless endless);

}  // namespace runnel::cli
