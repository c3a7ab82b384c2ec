// What was read of one input and waits for its turn: its records one by one, in their order, with what stands
// between them.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "io/batch.h"
#include "op/join/worker.h"
#include "op/keyed/found_key_ids.h"
#include "op/source_progress.h"

namespace runnel::op {

// A batch with what a worker found in it.
struct JoinBatch {
  io::Batch batch;
  std::unique_ptr<JoinRows> rows;
};

class JoinLane {
 public:
  void push(JoinBatch batch);
  bool empty() const { return waiting_.empty(); }

  // What is next in the first batch. REQUIRES: !empty().
  enum class Next : uint8_t { row, event, rest, batch_end };
  Next next() const;

  JoinBatch& first() { return waiting_.front(); }
  size_t row() const { return row_; }
  const WalkExtract::Event& event() const { return waiting_.front().rows->events[event_]; }
  // The numbers of the batch's keys.
  FoundKeyIds& key_ids() { return key_ids_; }

  // Whether an earlier run was done with what is next: it is to be passed, and asked about once.
  bool skips_next();
  void pass_row() { ++row_, ++passed_; }
  void pass_event() { ++event_, ++passed_; }
  // The rows that there was no room for before are there now.
  void begin_rest();
  // Gives the first batch back, for another one to be read into.
  JoinBatch take_first();

  // Which line of its source a line of the first batch is, from 1.
  uint64_t line_number(const BadRecord& bad) const {
    return progress_.line_of(waiting_.front().batch, bad.line, bad.begin);
  }
  // The same of a record that begins at `offset` in the first batch. REQUIRES: offsets do not shrink from
  // call to call.
  uint64_t line_number(uint32_t offset);
  // Where a source is to be read on; nothing where it is none of this lane's, or nothing of it was passed.
  std::optional<io::StartAt> place_of(uint32_t source) const;

 private:
  std::deque<JoinBatch> waiting_;
  size_t row_ = 0;    // of the first batch: the next
  size_t event_ = 0;  // and of its events
  FoundKeyIds key_ids_;
  SourceProgress progress_;
  uint64_t passed_ = 0;      // rows and events of the first batch
  uint32_t counted_to_ = 0;  // of the first batch: its lines were counted up to here
  uint64_t counted_lines_ = 0;
  std::vector<std::pair<uint32_t, uint64_t>>
      skips_;  // by source: so many are left that an earlier run passed
};

}  // namespace runnel::op
