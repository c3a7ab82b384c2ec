// stream-join's operator for --lookup: the left records stream past a table of the right ones.
//
// All the work is done by the workers, side by side: they find a record's rows and make the text that is
// written. The ordered stage hands it on, and counts. A worker holds the table that is current when its batch
// begins: a batch never sees two, and none sees an older one than the batch before it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/clock.h"
#include "io/reader.h"
#include "io/sink.h"
#include "op/bad_records.h"
#include "op/filter/run.h"
#include "op/filter/watermarks.h"
#include "op/join/counts.h"
#include "op/join/lookup/current_table.h"
#include "op/join/lookup/matched_rows.h"
#include "op/join/lookup/worker.h"
#include "op/join/options.h"
#include "op/join/program.h"
#include "op/operator.h"
#include "op/result_sinks.h"
#include "op/source_progress.h"

namespace runnel::op {

class Lookup final : public Operator {
 public:
  // `table` holds the first one. All must outlive this. With watermarks the reader is to announce the ends of
  // inputs.
  Lookup(const JoinProgram& program, const JoinOptions& options, const io::Reader& reader, io::Sink& results,
         BadRecords& bad, const Clock& clock, const CurrentTable& table);

  std::unique_ptr<Worker> make_worker() const override;
  std::unique_ptr<Extract> make_extract() const override;
  Demand consume(io::Batch& batch, Extract& extract) override;
  Demand flush() override;
  int patience_ms() override { return watermarks_ ? watermarks_->patience_ms() : -1; }
  Demand waited() override;
  std::span<const int> watched() const override { return sinks_.watched(); }

  // At the end of input: writes the rows that nothing matched, where the type wants them.
  void finish();

  // Of the right side: after finish(), what the table is then; which rows are matched is only known where the
  // others are written.
  const JoinCounts& counts() const { return counts_; }

  Totals totals() const override;
  // Rows that were matched, how far time has come; not the table, which is loaded anew.
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;
  void resumed() override;
  std::optional<io::StartAt> place_of(uint32_t source) const override { return progress_.place_of(source); }

 private:
  std::unique_ptr<LookupWorker> make_lookup_worker() const;
  LookupWorker& worker();
  void hand_on(const io::Batch& batch, LookupExtract& found);
  void take_events(const io::Batch& batch, LookupExtract& found, size_t record, FilterRun& run);
  void take_answer(const io::Batch& batch, const LookupExtract& found, const LookupExtract::Answer& answer,
                   FilterRun& run);
  void take_bad(const io::Batch& batch, const BadRecord& bad, FilterRun& run);
  void write_unmatched_rows();
  void count(const LookupExtract& found);
  Demand demand() const;

  const JoinProgram& program_;
  const JoinOptions& options_;
  const FilterTimeOptions time_options_;
  const io::Reader& reader_;
  io::Sink& results_;
  BadRecords& bad_;
  ResultSinks sinks_;  // of these two
  const Clock& clock_;
  const CurrentTable& table_;
  JoinCounts counts_;
  MatchedRows rows_;
  std::optional<FilterWatermarks> watermarks_;
  std::unique_ptr<LookupWorker> worker_;  // for what the others could not do
  uint64_t newest_table_ = 0;             // that a batch was looked up in
  SourceProgress progress_;
  bool ended_ = false;  // a bad record has ended the run
};

}  // namespace runnel::op
