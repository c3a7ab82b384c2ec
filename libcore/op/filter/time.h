// Event time in stream-filter's parallel part: what time a record has (-t), and at which records of a batch
// time comes to another multiple of --emit-watermarks.
//
// A worker knows only its own batch, so it notes every record that brings the batch's own largest time to a
// new multiple. Among these are all that do so for the whole input: a record that is ahead of everything
// before it is ahead of what is before it in its batch too. The ordered stage (op/filter/watermarks.h) sorts
// out which.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "expr/evaluator.h"
#include "op/filter/options.h"
#include "op/record_time.h"

namespace runnel::op {

// Not thread-safe; one a worker.
class FilterTime {
 public:
  // All must outlive this.
  FilterTime(const expr::Program& program, const FilterTimeOptions& options, const Clock& clock);

  // A batch begins.
  void start();

  using Answer = expr::Evaluator::Answer;
  // Reads the time of a record: `holds` where it has one, `failed` where it has none or one that is too far
  // ahead; else as expr::Evaluator.
  Answer read(expr::Subject record);
  // After `failed`.
  std::string error_message() const;
  expr::Evaluator& evaluator() { return evaluator_; }

  // Of the record that was read last.
  int64_t time() const { return time_; }
  // The record that was read last is no bad one: its time counts. True where it is noted.
  bool count();
  // The largest time of the batch that counts, if one does.
  std::optional<int64_t> newest() const { return newest_; }

 private:
  const FilterTimeOptions& options_;
  const Clock& clock_;
  const RecordTime record_time_;
  expr::Evaluator evaluator_;
  int64_t latest_ = 0;  // that a record may have
  int64_t time_ = 0;    // of the record that was read last
  std::string reason_;  // why it has none
  std::optional<int64_t> newest_;
  int64_t next_ = 0;  // what newest_ must reach to come to the next multiple
};

}  // namespace runnel::op
