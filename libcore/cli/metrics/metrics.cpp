#include "cli/metrics/metrics.h"

#include <algorithm>

namespace runnel::cli {

namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;

}  // namespace

Metrics::Metrics(const Clock& clock) : clock_(clock), start_ns_(clock.now_ns()) {}

void Metrics::set(const Figures& figures) {
  const op::Totals& totals = figures.totals;
  records_in_.store(totals.records_in, kRelaxed);
  records_out_.store(totals.records_out, kRelaxed);
  late_.store(totals.late, kRelaxed);
  evicted_.store(totals.evicted, kRelaxed);
  keys_.store(totals.keys, kRelaxed);
  bytes_held_.store(totals.bytes_held, kRelaxed);
  frontier_ns_.store(totals.frontier_ns.value_or(kNone), kRelaxed);
  bad_.store(figures.bad, kRelaxed);
  bytes_in_.store(figures.bytes_in, kRelaxed);
  bytes_out_.store(figures.bytes_out, kRelaxed);
  batches_in_flight_.store(figures.batches_in_flight, kRelaxed);
}

void Metrics::add_latency(int64_t ns, uint64_t records) {
  if (records == 0) return;
  const auto bucket = static_cast<size_t>(
      std::lower_bound(kLatencyBoundsNs.begin(), kLatencyBoundsNs.end(), ns) - kLatencyBoundsNs.begin());
  latency_[bucket].fetch_add(records, kRelaxed);
  latency_sum_ns_.fetch_add(ns * static_cast<int64_t>(records), kRelaxed);
}

void Metrics::add_checkpoint(const Checkpoint& checkpoint) {
  checkpoint_duration_ns_.store(checkpoint.duration_ns, kRelaxed);
  checkpoint_bytes_.store(checkpoint.bytes, kRelaxed);
  longest_stall_ns_.store(std::max(longest_stall_ns_.load(kRelaxed), checkpoint.stalled_ns), kRelaxed);
  checkpoint_at_ns_.store(checkpoint.at_ns, kRelaxed);
  checkpoints_.fetch_add(1, kRelaxed);
  last_checkpoint_failed_.store(false, kRelaxed);
}

void Metrics::add_failed_checkpoint() {
  failed_checkpoints_.fetch_add(1, kRelaxed);
  last_checkpoint_failed_.store(true, kRelaxed);
}

MetricsSnapshot Metrics::snapshot() const {
  MetricsSnapshot s;
  s.figures.totals = {.records_in = records_in_.load(kRelaxed),
                      .records_out = records_out_.load(kRelaxed),
                      .late = late_.load(kRelaxed),
                      .evicted = evicted_.load(kRelaxed),
                      .keys = keys_.load(kRelaxed),
                      .bytes_held = bytes_held_.load(kRelaxed),
                      .frontier_ns = {}};
  if (const int64_t frontier = frontier_ns_.load(kRelaxed); frontier != kNone) {
    s.figures.totals.frontier_ns = frontier;
  }
  s.figures.bad = bad_.load(kRelaxed);
  s.figures.bytes_in = bytes_in_.load(kRelaxed);
  s.figures.bytes_out = bytes_out_.load(kRelaxed);
  s.figures.batches_in_flight = batches_in_flight_.load(kRelaxed);
  for (size_t i = 0; i < latency_.size(); ++i) s.latency[i] = latency_[i].load(kRelaxed);
  s.latency_sum_ns = latency_sum_ns_.load(kRelaxed);
  if (const int64_t at = checkpoint_at_ns_.load(kRelaxed); at != kNone) {
    s.last_checkpoint = Checkpoint{.at_ns = at,
                                   .duration_ns = checkpoint_duration_ns_.load(kRelaxed),
                                   .bytes = checkpoint_bytes_.load(kRelaxed)};
  }
  s.longest_stall_ns = longest_stall_ns_.load(kRelaxed);
  s.checkpoints = checkpoints_.load(kRelaxed);
  s.failed_checkpoints = failed_checkpoints_.load(kRelaxed);
  s.last_checkpoint_failed = last_checkpoint_failed_.load(kRelaxed);
  s.stopping = stopping_.load(kRelaxed);
  s.has_state = has_state_.load(kRelaxed);
  s.start_ns = start_ns_;
  s.now_ns = clock_.now_ns();
  return s;
}

}  // namespace runnel::cli
