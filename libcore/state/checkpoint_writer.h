// Writes checkpoints beside the run: a forked process has all that the run holds as it was at one moment,
// makes bytes of it and writes them, while the run goes on.
//
// Not thread-safe; but the thread that began one may have ended before it is finished. The child runs with
// every signal ignored that can be, and ends with its parent: a pipe between them breaks then.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "io/descriptors.h"
#include "state/saved_state.h"
#include "state/state_lock.h"

namespace runnel::state {

// Gives what is to be saved. Called in the child, where no thread lives but this one: it may read what the
// other threads hold only if none of them was changing it when begin() was called, and may take no lock that
// one of them could have held. Descriptors are there, and shared.
using Snapshot = std::function<SavedState()>;

struct Checkpoint {
  uint64_t size = 0;        // of the file
  int64_t duration_ns = 0;  // from begin() until it was there for good
  int64_t stalled_ns = 0;   // for so long begin() held up its caller
};

class CheckpointWriter {
 public:
  // The lock must outlive it.
  explicit CheckpointWriter(const StateLock& lock);
  // Waits for the child, whatever becomes of it.
  ~CheckpointWriter();
  CheckpointWriter(const CheckpointWriter&) = delete;
  CheckpointWriter& operator=(const CheckpointWriter&) = delete;

  // Takes the snapshot and returns. `outputs`: descriptors to sync before the state is written
  // (io::Sink::file_descriptor()). Where no process can be made it is all done before this returns. REQUIRES:
  // !is_running().
  void begin(const Snapshot& snapshot, std::span<const int> outputs);

  // From begin() to finish().
  bool is_running() const { return is_running_; }
  // Can be read from as soon as finish() will not block. -1 where nothing is running, or finish() can be
  // called at once.
  int descriptor() const { return answer_.get(); }
  // Whether finish() would return at once.
  bool is_finished() const;
  // Waits, and says how it went; errors as write_state(). The state before stands where it failed. REQUIRES:
  // is_running().
  Result<Checkpoint> finish();

  // The same in this process: for the first checkpoint and the last. REQUIRES: !is_running().
  Result<Checkpoint> write_now(const Snapshot& snapshot, std::span<const int> outputs);

 private:
  [[noreturn]] void write_as_child(const Snapshot& snapshot, std::span<const int> outputs, int told,
                                   int64_t begun) const;
  Result<Checkpoint> read_answer();
  std::string end_of_child();
  int reap();

  const StateLock& lock_;
  io::Descriptor life_;   // readable, and a signal for the child, once nobody has the other end any more
  io::Descriptor alive_;  // that end: this process alone has it
  bool is_running_ = false;
  pid_t child_ = -1;
  io::Descriptor answer_;
  int64_t stalled_ns_ = 0;
  Result<Checkpoint> done_in_place_{Checkpoint{}};
};

}  // namespace runnel::state
