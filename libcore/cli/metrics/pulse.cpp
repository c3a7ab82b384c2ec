#include "cli/metrics/pulse.h"

#include <poll.h>

#include <algorithm>

namespace runnel::cli {

namespace {

// False for what can be written at once, and where that cannot be told: plain files, which always can, and
// descriptors that are closed.
bool takes_nothing(int descriptor) {
  if (descriptor < 0) return false;
  pollfd asked{.fd = descriptor, .events = POLLOUT, .revents = 0};
  return ::poll(&asked, 1, 0) == 0;
}

}  // namespace

Pulse::Pulse(const Clock& clock, std::span<const int> outputs)
    : clock_(clock), outputs_(outputs.begin(), outputs.end()), last_ns_(clock.monotonic_ns()) {}

Pulse::State Pulse::state(int64_t patience_ns) const {
  if (since_ns() < patience_ns) return State::moving;
  return std::any_of(outputs_.begin(), outputs_.end(), takes_nothing) ? State::blocked : State::stuck;
}

}  // namespace runnel::cli
