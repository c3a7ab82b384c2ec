// What stream-window is asked to do, beside its programs.
#pragma once

#include <absl/time/time.h>

#include <cstdint>
#include <optional>

#include "base/event_time.h"
#include "op/walk_options.h"
#include "time/window_spec.h"

namespace runnel::op {

struct WindowOptions {
  time::WindowSpec window;
  int64_t offset = 0;                  // of the grid, in nanoseconds
  std::optional<absl::TimeZone> zone;  // of the grid; nothing: UTC
  std::optional<int64_t> longest_session;

  // Times are nanoseconds; all of this is without meaning where records have no event time.
  EventTimeReader time_reader;
  int64_t watermark_delay = 5'000'000'000;  // time::kEndOfTime: everything is held to the end
  int64_t allowed_lateness = 0;
  int64_t max_ahead = 86'400'000'000'000;  // of the clock
  std::optional<int64_t> idle_timeout;
  std::optional<int64_t> emit_watermarks;  // whenever time crosses a multiple of it

  // When results leave.
  enum class Emit : uint8_t {
    close,   // when a window closes
    change,  // also after each record, what it has changed
    every,   // also whenever event time crosses a multiple of `every`
  };
  Emit emit = Emit::close;
  int64_t every = 0;
  uint64_t fill = 0;            // for so many windows a silent key goes on
  std::optional<uint64_t> top;  // keys of each window
  uint64_t limit_keys = UINT64_MAX;
  uint64_t max_memory = uint64_t{2} << 30;

  WalkOptions walk;  // its watermarks say how far time has come, in place of the records

  enum class Late : uint8_t { report, drop, keep };
  Late late = Late::report;
};

}  // namespace runnel::op
