// stream-filter: keeps the records for which a predicate holds, byte for byte, or writes what an expression
// makes of them.
//
// A worker asks the predicate about each line, makes text of those that pass where text is wanted, and
// validates in full those that will be written. The ordered stage asks the gates, which drop some of those
// that pass (gates.h), counts, stops at --max-count, adds the records around those that pass, and writes what
// passed to one sink and what was refused to another.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "io/reader.h"
#include "io/sink.h"
#include "op/bad_records.h"
#include "op/filter/context.h"
#include "op/filter/gates.h"
#include "op/filter/options.h"
#include "op/filter/run.h"
#include "op/filter/watermarks.h"
#include "op/filter/worker.h"
#include "op/operator.h"
#include "op/source_progress.h"
#include "op/trace.h"

namespace runnel::op {

struct FilterCounts {
  uint64_t records = 0;  // lines that are not empty
  uint64_t passed = 0;
  uint64_t refused = 0;
};

// Writes to stderr what a program says (debug, stderr, halt_error), as it is. Called from the ordered stage
// only.
using SayAsProgram = std::function<void(std::string_view)>;

class Filter final : public Operator {
 public:
  // `refused` may be null. The programs, the sinks, the reader (for its names, and how long it waits), the
  // bad records and the clock must outlive this. With watermarks, or gates that go by event time, the
  // reader is to announce the ends of inputs.
  Filter(const FilterPrograms& programs, const FilterOptions& options, const io::Reader& reader,
         io::Sink& passed, io::Sink* refused, BadRecords& bad, SayAsProgram say,
         const Clock& clock = Clock::system());
  ~Filter() override;

  std::unique_ptr<Worker> make_worker() const override;
  std::unique_ptr<Extract> make_extract() const override;
  Demand consume(io::Batch& batch, Extract& extract) override;
  Demand flush() override;
  int patience_ms() override;
  Demand waited() override;
  std::span<const int> watched() const override { return watched_; }

  // At the end: writes the total of --count, with what earlier runs counted.
  void finish();

  Totals totals() const override;
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;
  void resumed() override;
  std::optional<io::StartAt> place_of(uint32_t source) const override { return progress_.place_of(source); }

  const FilterCounts& counts() const { return counts_; }
  // Null where none was asked for.
  const Gates* gates() const { return gates_ ? &*gates_ : nullptr; }
  // If a program ended the run (halt, halt_error): in which way. What it wanted to be said has been.
  std::optional<expr::Evaluator::Halt::Kind> halt() const { return halt_; }

 private:
  using Line = FilterExtract::Line;

  Demand hand_on(const io::Batch& batch, const FilterExtract& found);
  Demand hand_on(const io::Batch& batch, const FilterExtract& found, const Line& line, FilterRun& run);
  bool drops(const io::Batch& batch, const Line& line, const GateRecord& record, FilterRun& run);
  void take_time(const io::Batch& batch, const FilterExtract& found, const Line& line, int64_t time,
                 FilterRun& run);
  Demand pass(const io::Batch& batch, const Line& line, std::string_view text, FilterRun& run);
  TracePlace place_of(const io::Batch& batch, const Line& line) const;
  void write_traced(io::Sink& sink, std::string_view lines, const TracePlace& place);
  Demand refuse(const io::Batch& batch, const FilterExtract& found, const Line& line, FilterRun& run);
  Demand write_context(uint32_t source, const FilterContext::Held& record, FilterRun& run);
  Demand take_bad(const io::Batch& batch, uint64_t number, const BadRecord& bad);
  Demand halt_by(const expr::Evaluator::Halt& halt);
  void say(std::string_view text);
  std::string_view name_of(uint32_t source) const;
  FilterPlace place_of(const io::Batch& batch) const;

  std::unique_ptr<FilterWorker> make_filter_worker() const;
  void flush_records();
  bool max_is_reached() const { return options_.max_count == counts_.passed; }
  bool is_done() const { return max_is_reached() && (!context_ || context_->left() == 0); }
  Demand demand() const;

  const FilterPrograms programs_;
  const FilterOptions options_;
  const io::Reader& reader_;
  io::Sink& passed_;
  io::Sink* const refused_;
  BadRecords& bad_;
  const SayAsProgram say_;
  const Clock& clock_;
  std::vector<int> watched_;  // the descriptors of all outputs that somebody reads from
  FilterCounts counts_;
  uint64_t passed_before_ = 0;            // in the runs before this one
  std::unique_ptr<FilterWorker> worker_;  // for what was too much for an extract
  SourceProgress progress_;
  std::optional<expr::Evaluator::Halt::Kind> halt_;

  std::optional<FilterWatermarks> watermarks_;
  std::optional<FilterContext> context_;
  std::optional<Gates> gates_;
  uint32_t source_ = 0;  // of the batch before
  std::optional<Trace> trace_;
  std::string traced_;       // what is written with it
  FilterText context_text_;  // what is written for context
  std::string text_;         // of one record of it
};

}  // namespace runnel::op
