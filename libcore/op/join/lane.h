// What was read of one input and waits for its turn: its records one by one, in their order, with what stands
// between them.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string_view>
#include <vector>

#include "io/batch.h"
#include "op/join/worker.h"
#include "op/keyed/found_key_ids.h"
#include "op/line_numbers.h"

namespace runnel::op {

// A batch with what a worker found in it.
struct JoinBatch {
  io::Batch batch;
  std::unique_ptr<JoinRows> rows;
};

class JoinLane {
 public:
  void push(JoinBatch batch) { waiting_.push_back(std::move(batch)); }
  bool empty() const { return waiting_.empty(); }

  // What is next in the first batch. REQUIRES: !empty().
  enum class Next : uint8_t { row, event, rest, batch_end };
  Next next() const;

  JoinBatch& first() { return waiting_.front(); }
  size_t row() const { return row_; }
  const WalkExtract::Event& event() const { return waiting_.front().rows->events[event_]; }
  // The numbers of the batch's keys.
  FoundKeyIds& key_ids() { return key_ids_; }

  void pass_row() { ++row_; }
  void pass_event() { ++event_; }
  // The rows that there was no room for before are there now.
  void begin_rest();
  // Gives the first batch back, for another one to be read into.
  JoinBatch take_first();

  // Which line of its source a line of the first batch is, from 1.
  uint64_t line_number(const BadRecord& bad) const {
    return lines_.of(waiting_.front().batch, bad.line, bad.begin);
  }
  // Where the first line that was not passed begins, in the source.
  uint64_t offset() const;

 private:
  std::deque<JoinBatch> waiting_;
  size_t row_ = 0;    // of the first batch: the next
  size_t event_ = 0;  // and of its events
  FoundKeyIds key_ids_;
  LineNumbers lines_;
  uint64_t offset_ = 0;  // behind the last batch that was taken
};

}  // namespace runnel::op
