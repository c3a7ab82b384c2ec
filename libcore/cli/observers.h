// Those who watch a run from outside: who asks for its metrics, and the service manager. Tells them between
// two batches what the operator did so far.
//
// Made before the run begins, so that an address that cannot be had is an error of the command line; who it
// watches is known with watch(). Belongs to the ordered stage from then on.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "cli/messages.h"
#include "cli/metrics/metrics.h"
#include "cli/metrics/metrics_file.h"
#include "cli/metrics/metrics_server.h"
#include "cli/metrics/pulse.h"
#include "cli/metrics/target.h"
#include "cli/outputs.h"
#include "cli/service.h"
#include "cli/state_session.h"
#include "io/stop.h"
#include "op/bad_records.h"
#include "op/chores.h"
#include "op/operator.h"
#include "op/pipeline.h"

namespace runnel::cli {

// Null where nobody watches: then nothing is counted or told.
class Observers final : public op::Chore, public op::Monitor, public CheckpointListener {
 public:
  struct Watched {
    op::Operator& op;
    const op::BadRecords& bad;
    const Outputs& outputs;
    op::Monitor& monitor;  // the run's own, which is called too
    const io::StopRequest& stop;
  };

  Observers(std::optional<MetricsTarget> target, std::string program, Messages& messages, const Clock& clock);

  // Whether there is somebody, or a state whose checkpoints may fail.
  bool is_needed() const { return target_.has_value() || service_.is_watched(); }

  // The run begins: listens, writes the first file, says that it is ready. Kind sink. Signal handlers must be
  // installed.
  Outcome watch(const Watched& watched, bool has_state);
  // The run has ended, but for what is finished.
  void stopping();
  // What is held was written: the last look at the operator.
  void take_last();
  // All outputs are closed: the last file of metrics.
  void finish();

  Service& service() { return service_; }
  std::atomic<uint64_t>* in_flight() { return &in_flight_; }

  op::Demand between_batches(const op::BatchDone* done) override;
  void flushed() override { count_latency(); }
  int patience_ms() override { return -1; }

  void progress(uint64_t bytes_read, uint64_t bytes_total) override;
  int interval_ms() const override;

  void on_checkpoint(const state::Checkpoint& checkpoint) override;
  void on_failure(const Error& error) override;

 private:
  Figures figures() const;
  void count_latency();
  void tell();
  void say_file_error();

  const std::optional<MetricsTarget> target_;
  const std::string program_;
  Messages& messages_;
  const Clock& clock_;
  Metrics metrics_;
  std::optional<Watched> watched_;
  std::optional<Pulse> pulse_;
  Service service_;  // its thread looks at the pulse
  std::unique_ptr<MetricsServer> server_;
  std::unique_ptr<MetricsFile> file_;
  std::atomic<uint64_t> in_flight_{0};
  uint64_t bytes_read_ = 0;
  uint64_t records_ = 0;  // that were taken, when the last batch was done
  struct Pending {
    int64_t read_ns;
    uint64_t records;
  };
  std::optional<Pending> pending_;  // a batch that has not been flushed
  bool has_failed_ = false;         // the last checkpoint
  bool file_failed_ = false;
};

}  // namespace runnel::cli
