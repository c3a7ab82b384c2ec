// What a program does to a stream, cut in two: workers look at batches side by side and share nothing, and
// the ordered stage takes what they made of them in the order of the input. So neither output nor state
// depends on how many threads there are.
//
//   reader ──batch──▶ Worker::process ──Extract──▶ Operator::consume ──▶ sinks
//            (lock)    (any thread)                 (one at a time, in order)
#pragma once

#include <memory>
#include <optional>
#include <span>

#include "base/bytes.h"
#include "io/batch.h"
#include "io/reader.h"
#include "op/source_progress.h"
#include "op/totals.h"

namespace runnel::op {

// What a worker found in one batch, for the ordered stage. Recycled: process() overwrites what was in it.
class Extract {
 public:
  virtual ~Extract() = default;
};

// The parallel part. One a thread; has its own scratch memory.
class Worker {
 public:
  virtual ~Worker() = default;
  // Views in the extract may point into the batch: both live until consume() returns.
  virtual void process(const io::Batch& batch, Extract& extract) = 0;
};

enum class Demand : bool { enough, more };

class Operator {
 public:
  virtual ~Operator() = default;

  // Thread-safe.
  virtual std::unique_ptr<Worker> make_worker() const = 0;
  virtual std::unique_ptr<Extract> make_extract() const = 0;

  // The ordered part: calls come one at a time, in the order of the input, from changing threads.
  // `enough` ends the program: -m is reached, a sink has failed or lost its reader, or --on-error says so.
  // Both may be exchanged for others of their kind: what is not done with yet is kept that way.
  virtual Demand consume(io::Batch& batch, Extract& extract) = 0;
  // Which inputs are to be read next. Thread-safe; asked before each read.
  virtual io::Turn turn() { return {}; }
  // Before the first read, when the next one would block, and at the end: all that was made so far leaves
  // now. `enough` if nothing more is wanted, also because the reader of an output has gone. Never beside
  // consume().
  virtual Demand flush() = 0;
  // How long input may be waited for at most until waited() is called; -1: for ever. Called on the thread
  // that holds the reader, with all that was read consumed; so is waited().
  virtual int patience_ms() { return -1; }
  // Input was waited for: the clock, or how long the inputs have been silent, may mean something. `enough`
  // ends the program.
  virtual Demand waited() { return Demand::more; }
  // What to poll while reading and waiting, to notice a reader that has gone. Thread-safe.
  virtual std::span<const int> watched() const = 0;

  // What it did so far. By the ordered stage, between two batches; so are those that follow.
  virtual Totals totals() const { return {}; }

  // All that the answer to further records depends on; what was counted for messages is none of it. load() is
  // for an operator that has seen nothing, made from the same program and options; after a failure of the
  // reader the operator is good for nothing.
  virtual void save(ByteWriter& out) const { (void)out; }
  virtual void load(ByteReader& in) { (void)in; }
  // What was loaded was saved by an earlier run: inputs are those of this run's reader.
  virtual void resumed() {}
  // Where a source is to be read on after what is saved; nothing where it was not read so far.
  virtual std::optional<io::StartAt> place_of(uint32_t source) const {
    (void)source;
    return std::nullopt;
  }
};

}  // namespace runnel::op
