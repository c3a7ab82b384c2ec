// Whether a run is alive, as another thread sees it: it moves, it waits for input, or it waits for somebody
// who does not read its output. All three are well. A run that does none of them for long is stuck, or in a
// batch that takes that long.
//
// The ordered stage beats after each batch, and while input is waited for at least every kBeatMs: so a quiet
// input looks alive. A full output looks alive too, although nothing beats while it is written: whoever asks
// polls the outputs' descriptors, and one that cannot take a byte is what the run waits for. Restarting would
// help neither. beat() may be called from any thread; the descriptors must stay open while this lives.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "base/clock.h"

namespace runnel::cli {

class Pulse {
 public:
  // How long input may be waited for until the next beat, at most: what Monitor::interval_ms() says where
  // somebody watches.
  static constexpr int kBeatMs = 1000;

  // The clock's monotonic time is used; it outlives this. `outputs`: descriptors that a writer may have to
  // wait for (Operator::watched()), -1 is passed over.
  explicit Pulse(const Clock& clock, std::span<const int> outputs = {});

  // Costs a look at the clock.
  void beat() { last_ns_.store(clock_.monotonic_ns(), std::memory_order_relaxed); }

  enum class State : uint8_t {
    moving,   // the last beat is less than `patience_ns` ago
    blocked,  // it is longer ago, and an output takes nothing
    stuck,
  };
  State state(int64_t patience_ns) const;
  // How long ago the last beat was.
  int64_t since_ns() const { return clock_.monotonic_ns() - last_ns_.load(std::memory_order_relaxed); }

 private:
  const Clock& clock_;
  const std::vector<int> outputs_;
  std::atomic<int64_t> last_ns_;
};

}  // namespace runnel::cli
