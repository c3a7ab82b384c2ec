// The options about event time, with the meaning that stream-time(7) gives them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/event_time.h"
#include "base/result.h"
#include "cli/command_line.h"
#include "cli/values.h"

namespace runnel::cli {

// Durations are nanoseconds; kEndless where the user wrote `inf`.
struct TimeOptions {
  std::optional<std::string> time;  // EXPR of -t; nothing: processing time
  std::string time_format;          // empty: RFC 3339 or a number by magnitude
  std::optional<std::string> tz;    // a zone that find_zone() knows
  int64_t watermark_delay = 5'000'000'000;
  int64_t max_ahead = 86'400'000'000'000;
  std::optional<int64_t> idle_timeout = 10'000'000'000;  // nothing: inputs are never idle
  std::optional<int64_t> emit_watermarks;                // > 0
  bool watermarks = false;
};

// `options` must live as long as `line` is used. `shown`: of the flags that most runs want, where -h has room
// for them; the others are in --help and the manual.
void add_time_flags(CommandLine& line, TimeOptions& options, FlagShown shown = FlagShown::manual);

// Of these the ones that say what the time of a record is: for a program in which nothing waits for it.
void add_time_flags_without_watermarks(CommandLine& line, TimeOptions& options,
                                       FlagShown shown = FlagShown::manual);

// The value of a --time-format, if it is one.
template <class Target>
FlagSetter keep_time_format(Target& target) {
  return [&target](std::span<const std::string> values) -> Outcome {
    const auto reader = EventTimeReader::make(values[0], std::nullopt);
    if (!reader) return reader.error();
    target = values[0];
    return Done{};
  };
}

// Kind usage for flags that are right one by one and not together, or for a --time-format that is none.
Result<EventTimeReader> event_time_reader(const TimeOptions& options);

}  // namespace runnel::cli
