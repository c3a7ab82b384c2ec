// What stream-stats is asked to do, beside its program.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/event_time.h"
#include "op/walk_options.h"

namespace runnel::op {

// What profiles may take.
struct ProfileLimits {
  uint64_t fields = 1000;
  uint64_t keys = UINT64_MAX;
  uint64_t memory = uint64_t{2} << 30;  // bytes
};

struct StatsOptions {
  EventTimeReader time_reader;
  std::string time_form;  // what that was made of, as text: partial profiles must agree in it
  int64_t max_ahead = 86'400'000'000'000;  // of the clock
  // Records without a time (no -t) have that of the clock: for live input, where it means something.
  bool by_clock = false;

  std::optional<int64_t> every;  // a profile whenever time crosses a multiple of it, in nanoseconds
  bool since_last = false;       // each begins anew

  ProfileLimits limits;
  uint64_t top = 10;  // values said of each field
  WalkOptions walk;
};

}  // namespace runnel::op
