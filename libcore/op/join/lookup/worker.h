// The parallel part of a lookup join: finds the rows of each record, and makes the text that is written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "op/join/lookup/current_table.h"
#include "op/join/lookup/extract.h"
#include "op/join/options.h"
#include "op/join/program.h"
#include "op/join/text.h"
#include "op/join/worker.h"

namespace runnel::op {

// Whether it matters which of the table's rows are matched: the others are written at the end.
constexpr bool follows_rows(const JoinOptions& options) {
  return writes_unmatched(options.type, kRight);
}

class LookupWorker final : public Worker {
 public:
  // All must outlive this.
  LookupWorker(const JoinProgram& program, const JoinOptions& options, const Clock& clock,
               const CurrentTable& table);

  // Walks the lines, as far as there is room for them, and makes the first portion.
  void process(const io::Batch& batch, Extract& extract) override;
  // Makes the next portion in the place of the one before. REQUIRES: !extract.is_done().
  void process_more(const io::Batch& batch, LookupExtract& extract);

 private:
  using Kind = LookupExtract::Answer::Kind;

  void find_rows();
  void make_portion();
  void look_up();
  void pair_up(RowId row);
  bool write_alone();
  void settle(bool is_matched);
  void answer(Kind kind, size_t begin, size_t size);
  bool stands_apart();
  void add_bad(size_t begin, std::string reason);
  uint32_t line_number();
  const KeyedExtract::Row& row() const { return found_->left.rows[found_->next]; }

  const JoinOptions& options_;
  const CurrentTable& current_;
  const bool has_time_;
  const bool is_selected_;  // a program makes the text, and may fail
  JoinSideWorker left_;
  JoinText text_;

  // Of what is at hand:
  const io::Batch* batch_ = nullptr;
  LookupExtract* found_ = nullptr;
  std::string_view record_;    // the text of the next one
  std::vector<bool> matched_;  // of left.keys, those that are noted
};

}  // namespace runnel::op
