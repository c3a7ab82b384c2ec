// The loop: reads batches, has workers process them, hands them to the operator in order.
//
// There is no reading thread and no writing thread. Each thread takes the next batch from the reader under a
// lock, works on it while it is still in its cache, and puts it in its place in a ring; whoever completes the
// batch that is due hands it and its followers to the operator. When the next read would block, the thread
// that holds the reader does everything itself and flushes: a trickle costs no hand-off. The ring bounds what
// is in flight.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "io/reader.h"
#include "op/operator.h"

namespace runnel::op {

struct PipelineOptions {
  int threads = 1;
  // Told how many batches are in flight, for who watches from another thread; may be null.
  std::atomic<uint64_t>* in_flight = nullptr;
  size_t stack = 0;  // of each thread, in bytes; 0: what the system gives, and the calling thread works too
};

// Called by the ordered stage after each batch: for a progress line.
class Monitor {
 public:
  virtual ~Monitor() = default;
  // How much has been read; total is 0 where it is not known. Called after a batch, and while waiting for
  // one.
  virtual void progress(uint64_t bytes_read, uint64_t bytes_total) = 0;
  // How long it wants to wait for the next call at most, -1: for ever.
  virtual int interval_ms() const = 0;
};

// Runs until the input ends, a stop is requested, or the operator has enough. `monitor` may be null.
void run_pipeline(io::Reader& reader, Operator& op, const PipelineOptions& options, Monitor* monitor);

// As many threads as help: the cores that this process may use, but not more than can be fed by one reader.
int default_threads();

}  // namespace runnel::op
