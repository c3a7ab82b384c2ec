// What a run does beside the stream itself, between two batches: checkpoints, metrics, a word to the service
// manager, outputs that are opened anew. Neither the pipeline nor the operator knows of it.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "op/operator.h"

namespace runnel::op {

// A batch that the operator is through with.
struct BatchDone {
  int64_t read_ns;  // when it was read, by the monotonic clock
};

class Chore {
 public:
  virtual ~Chore() = default;
  // In the ordered stage, after each batch (`done`) and after each wait (null): nothing of the operator is
  // changed beside it. `enough` ends the program.
  virtual Demand between_batches(const BatchDone* done) = 0;
  // What was made so far leaves now, or has left.
  virtual void flushed() {}
  // How long input may be waited for at most before it wants to be asked again; -1: for ever.
  virtual int patience_ms() = 0;
};

// An operator with its chores, for the pipeline. All must outlive this.
class WithChores final : public Operator {
 public:
  WithChores(Operator& op, std::vector<Chore*> chores) : op_(op), chores_(std::move(chores)) {}

  std::unique_ptr<Worker> make_worker() const override { return op_.make_worker(); }
  std::unique_ptr<Extract> make_extract() const override { return op_.make_extract(); }
  Demand consume(io::Batch& batch, Extract& extract) override;
  io::Turn turn() override { return op_.turn(); }
  Demand flush() override;
  int patience_ms() override;
  Demand waited() override;
  std::span<const int> watched() const override { return op_.watched(); }

  // Whether the operator or a chore has ended the run before its input did.
  bool has_enough() const { return has_enough_; }

 private:
  Demand after(Demand demand, const BatchDone* done);

  Operator& op_;
  const std::vector<Chore*> chores_;
  bool has_enough_ = false;
};

}  // namespace runnel::op
