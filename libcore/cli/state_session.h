// The state of a run, from the lock to the last checkpoint: what the run before left, and what this one
// leaves to the next.
//
//   open()  ->  output_policy(), known_files()  ->  load()  ->  begin()  ->  run, with checkpoints  -> last()
//
// Belongs to the main thread until the run begins and after it has ended, to the ordered stage in between.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "cli/outputs.h"
#include "cli/state_options.h"
#include "io/follow/rotated_files.h"
#include "io/source_files.h"
#include "op/chores.h"
#include "op/operator.h"
#include "state/checkpoint_writer.h"
#include "state/meaning.h"
#include "state/saved_state.h"
#include "state/state_lock.h"

namespace runnel::cli {

// Told of checkpoints: for metrics, and for messages about those that fail. On the ordered stage.
class CheckpointListener {
 public:
  virtual ~CheckpointListener() = default;
  virtual void on_checkpoint(const state::Checkpoint& checkpoint) = 0;
  virtual void on_failure(const Error& error) = 0;
};

class StateSession final : public op::Chore {
 public:
  // Takes the lock and reads what is there. Null without --state. `program`: `stream-window`. Errors of kind
  // state: in use, damaged, of another meaning. The clock must outlive it.
  static Result<std::unique_ptr<StateSession>> open(const StateOptions& options, const std::string& program,
                                                    const state::Meaning& meaning, const Clock& clock);

  bool is_new() const { return !earlier_.has_value(); }
  OutputPolicy output_policy() const;
  // What is known of the files of earlier runs, for the reader's inputs; of those that no run has read, but
  // that are there now, where they begin (`from`), so that the first checkpoint says it. `inputs`: as on the
  // command line.
  std::vector<io::KnownFile> known_files(const std::vector<std::string>& inputs, io::From from);
  // After it: see ReaderOptions::first_source.
  uint32_t first_source() const { return first_source_; }
  // Is told by the reader which files it reads.
  io::SourceFiles& files() { return files_; }

  // What the operator held. Kind state, where it cannot be what an operator made from the same text has held.
  Outcome load(op::Operator& op) const;
  // The first checkpoint of the run, before the first byte of output. From now on checkpoints are taken.
  Outcome begin(op::Operator& op, Outputs& outputs, CheckpointListener& listener);

  // What the last checkpoint says of the operator: what it held, or that it is done with all of it.
  static std::string bytes_of(const op::Operator& op);
  // The last one, after the outputs were flushed.
  Outcome last(std::optional<std::string> operator_state);

  // Whether a checkpoint has ended the run, since an output could not be synced. It was said.
  bool has_failed() const { return has_failed_; }

  // One is taken at the next opportunity.
  void make_due() { next_ns_ = 0; }

  op::Demand between_batches(const op::BatchDone* done) override;
  int patience_ms() override;

 private:
  StateSession(const StateOptions& options, state::StateLock lock, const Clock& clock);

  void plan(const std::string& path, io::From from);
  uint32_t free_number() const;
  std::vector<state::InputPosition> inputs();
  state::InputPosition position_of(const io::SourceFiles::Noted& file) const;
  bool may_be_met(const std::string& path) const;
  void forget_oldest(std::vector<state::InputPosition>& positions);
  Result<state::SavedState> positions(io::Tally tally);
  Outcome begin_checkpoint();
  Outcome write_now(std::optional<std::string> operator_state, io::Tally tally);
  op::Demand end_checkpoint();
  op::Demand fail(const Error& error);

  const StateOptions& options_;
  const Clock& clock_;
  state::StateLock lock_;
  state::CheckpointWriter writer_;
  std::optional<state::SavedState> earlier_;
  state::SavedState next_;          // but for what changes: of whom it is, since when, how often it was saved
  std::vector<std::string> paths_;  // of the inputs
  std::vector<state::InputPosition> before_;  // of earlier runs, and of files that are begun by this one
  uint32_t first_source_ = 0;
  io::SourceFiles files_;
  op::Operator* op_ = nullptr;
  Outputs* outputs_ = nullptr;
  CheckpointListener* listener_ = nullptr;
  bool has_failed_ = false;
  bool is_changed_ = false;  // since the last checkpoint
  int64_t next_ns_ = 0;      // when the next one is due
  int64_t stalled_ns_ = 0;   // for so long the one that is running held up the run
};

}  // namespace runnel::cli
