// The figures of a run that others may look at while it goes on: for --metrics.
//
// Plain atomics, written by the ordered stage between two batches and read by any thread at any time. Each is
// true by itself; two that are read together may be a batch apart. Writing costs a few stores a batch,
// nothing a record.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "base/clock.h"
#include "op/totals.h"

namespace runnel::cli {

// The upper bounds of the latency histogram's buckets, ends included; behind the last stands one without
// bound.
constexpr std::array<int64_t, 16> kLatencyBoundsNs = {
    100'000,       250'000,       500'000,       1'000'000,     2'500'000,   5'000'000,
    10'000'000,    25'000'000,    50'000'000,    100'000'000,   250'000'000, 500'000'000,
    1'000'000'000, 2'500'000'000, 5'000'000'000, 10'000'000'000};

// What the ordered stage knows after a batch.
struct Figures {
  op::Totals totals{};
  uint64_t bad = 0;                // records that could not be processed
  uint64_t bytes_in = 0;           // as taken from the disk or the pipe
  uint64_t bytes_out = 0;          // of all outputs, before compression
  uint64_t batches_in_flight = 0;  // read and not yet consumed; 0 while input is waited for
};

struct Checkpoint {
  int64_t at_ns = 0;        // when it was complete, nanoseconds since 1970
  int64_t duration_ns = 0;  // from the snapshot until it was safe on the disk
  uint64_t bytes = 0;       // the size of the state file
  int64_t stalled_ns = 0;   // for so long it held up records
};

// All of it at one moment.
struct MetricsSnapshot {
  Figures figures;
  std::array<uint64_t, kLatencyBoundsNs.size() + 1> latency{};  // records in each bucket by itself
  int64_t latency_sum_ns = 0;
  std::optional<Checkpoint> last_checkpoint;
  uint64_t checkpoints = 0;
  uint64_t failed_checkpoints = 0;
  bool last_checkpoint_failed = false;
  int64_t longest_stall_ns = 0;  // of all checkpoints
  bool stopping = false;
  bool has_state = false;
  int64_t start_ns = 0;  // nanoseconds since 1970
  int64_t now_ns = 0;
};

class Metrics {
 public:
  // The run starts now. The clock outlives this.
  explicit Metrics(const Clock& clock);

  // By the ordered stage, one call at a time.
  void set(const Figures& figures);
  // `records` left that much after their batch was read.
  void add_latency(int64_t ns, uint64_t records);
  // The run keeps a state: from now on checkpoints are told of, also where there is none yet.
  void set_has_state() { has_state_.store(true, std::memory_order_relaxed); }
  void add_checkpoint(const Checkpoint& checkpoint);
  void add_failed_checkpoint();
  // A stop was requested, or the input has ended: what was read is being finished.
  void set_stopping() { stopping_.store(true, std::memory_order_relaxed); }

  // Any thread.
  MetricsSnapshot snapshot() const;

 private:
  using Counter = std::atomic<uint64_t>;
  using Nanoseconds = std::atomic<int64_t>;
  static constexpr int64_t kNone = std::numeric_limits<int64_t>::min();

  const Clock& clock_;
  const int64_t start_ns_;
  Counter records_in_{0};
  Counter records_out_{0};
  Counter late_{0};
  Counter evicted_{0};
  Counter keys_{0};
  Counter bytes_held_{0};
  Nanoseconds frontier_ns_{kNone};
  Counter bad_{0};
  Counter bytes_in_{0};
  Counter bytes_out_{0};
  Counter batches_in_flight_{0};
  std::array<Counter, kLatencyBoundsNs.size() + 1> latency_{};
  Nanoseconds latency_sum_ns_{0};
  Nanoseconds checkpoint_at_ns_{kNone};
  Nanoseconds checkpoint_duration_ns_{0};
  Counter checkpoint_bytes_{0};
  Nanoseconds longest_stall_ns_{0};
  Counter checkpoints_{0};
  Counter failed_checkpoints_{0};
  std::atomic<bool> last_checkpoint_failed_{false};
  std::atomic<bool> stopping_{false};
  std::atomic<bool> has_state_{false};
};

}  // namespace runnel::cli
