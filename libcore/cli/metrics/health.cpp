#include <fmt/format.h>

#include "cli/metrics/metrics_server.h"

namespace runnel::cli {

namespace {

// Longer than any batch should take; still soon enough to be told.
constexpr int64_t kPatienceNs = 30'000'000'000;

}  // namespace

std::optional<std::string> health(const MetricsSnapshot& snapshot, const Pulse& pulse) {
  if (snapshot.stopping) return "stopping";
  if (snapshot.last_checkpoint_failed) return "the last checkpoint failed";
  if (pulse.state(kPatienceNs) == Pulse::State::stuck) {
    return fmt::format("no progress for {} s", pulse.since_ns() / 1'000'000'000);
  }
  return std::nullopt;
}

}  // namespace runnel::cli
