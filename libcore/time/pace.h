// When something is next to be done, for whoever waits for input meanwhile.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "time/frontier.h"
#include "time/saturate.h"

namespace runnel::time {

// Whether time has come to another multiple of `every`, or to its first value at all. REQUIRES: every > 0.
inline bool crosses_multiple(int64_t before, int64_t now, int64_t every) {
  return before == kBeginningOfTime || floor_divide(now, every) > floor_divide(before, every);
}

// How long input may be waited for until the frontier comes to `next`, by waiting alone; nothing where it
// never does so.
inline std::optional<int64_t> wait_for(const Frontier& frontier, int64_t next) {
  const std::optional<int64_t> left = frontier.next_change();
  // While all inputs are idle the frontier moves with the clock: until it comes to something.
  return left == 0 ? saturated_subtract(next, frontier.now()) : left;
}

// As poll() takes it: -1 for ever, else the millisecond behind it, but at most a minute.
inline int timeout_ms(std::optional<int64_t> wait) {
  constexpr int64_t kLongest = 60'000;
  if (!wait.has_value()) return -1;
  return static_cast<int>(std::clamp<int64_t>(*wait / 1'000'000 + 1, 0, kLongest));
}

}  // namespace runnel::time
