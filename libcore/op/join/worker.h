// The parallel part of a join of streams: reads time and key of each record, by the program of its side.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "op/join/options.h"
#include "op/join/program.h"
#include "op/keyed/worker.h"

namespace runnel::op {

// The rows of a batch, and the text of each record.
struct JoinRows final : KeyedExtract {
  std::vector<std::string_view> texts;  // they point into the batch, or into `text`

  void clear() override {
    KeyedExtract::clear();
    texts.clear();
  }
};

// Rows that wait for their turn are kept with the batch, by exchanging them for others.
struct JoinExtract final : Extract {
  std::unique_ptr<JoinRows> rows = std::make_unique<JoinRows>();
};

// Whether what is written of a record of that side is put together, so that it must be an object.
bool must_be_object(const JoinOptions& options, size_t side);
// Why a record that is none cannot be joined, and what to do.
std::string not_an_object(std::string_view record, size_t side);

// Of one side.
class JoinSideWorker final : public KeyedWorker {
 public:
  // All must outlive this.
  JoinSideWorker(const JoinProgram& program, const JoinOptions& options, size_t side, const Clock& clock);

 private:
  void begin(WalkExtract& extract) override;
  bool read_more(const Record& record) override;

  const size_t side_;
  const bool must_be_object_;
  JoinRows* found_ = nullptr;
};

class JoinWorker final : public Worker {
 public:
  // All must outlive this.
  JoinWorker(const JoinProgram& program, const JoinOptions& options, const Clock& clock);

  void process(const io::Batch& batch, Extract& extract) override;
  // Goes on where the rows were full, in the place of those before.
  void process_rest(const io::Batch& batch, JoinRows& rows);

 private:
  JoinSideWorker& side_of(const io::Batch& batch) {
    return batch.input == kLeft || one_program_ ? left_ : right_;
  }

  const bool one_program_;  // for all inputs
  JoinSideWorker left_;
  JoinSideWorker right_;
};

}  // namespace runnel::op
