// What every run has around its operator: bad records said and kept, progress, checkpoints, those who watch;
// and at the end, what became of inputs and outputs as messages and an exit status. Used in this order:
//
//   cli::Run run(...);  run.bad_records() -> operator;  run.execute(op);  run.end(op, finish);  run.finish()
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cli/common_options.h"
#include "cli/exit_status.h"
#include "cli/input_formats.h"
#include "cli/late_options.h"
#include "cli/messages.h"
#include "cli/observers.h"
#include "cli/outputs.h"
#include "cli/progress.h"
#include "cli/record_errors.h"
#include "cli/state_session.h"
#include "cli/time_options.h"
#include "io/reader.h"
#include "op/bad_records.h"
#include "op/operator.h"
#include "op/pipeline.h"
#include "op/walk_options.h"

namespace runnel::cli {

// Whether a program has definitions that call themselves: its threads need a deep stack then, enough for
// records as deep as they may be.
enum class Recursion : bool { none, deep };

// With as many threads as are asked for, or as help.
op::PipelineOptions pipeline_options(const CommonOptions& common, Recursion recursion);

// How lines are taken for records, but for --trust, which not every program has.
op::WalkOptions walk_options(const CommonOptions& common, const TimeOptions& time);

// What a run has from main(), beside its flags.
struct RunContext {
  StateSession* session;  // null without --state
  Outputs& outputs;
  const io::StopRequest& stop;
  Messages& messages;
  const Clock& clock = Clock::system();
};

// Whether an operator wants to be told of the ends of inputs.
enum class WantsEnds : bool { no, yes };

// Of the reader that is made of these inputs; with a state the ends of files mean nothing.
io::ReaderOptions reader_options(const CommonOptions& common, const InputFormats& formats, WantsEnds ends,
                                 const RunContext& context);

// The reader of a run: files from where the state left them, files that are followed, pipes.
std::unique_ptr<io::Reader> open_reader(const std::vector<std::string>& inputs, const CommonOptions& common,
                                        io::ReaderOptions options, const RunContext& context,
                                        const io::OpenerAt& open = io::open_source_at);

// What a run did, for --summary.
struct RunTotals {
  uint64_t bad = 0;
  uint64_t bytes = 0;  // read, before decompression
  int64_t elapsed_ns = 0;
};

// What is written at the end of a run, though what is held is kept for the next one.
enum class AtEnd : uint8_t {
  nothing,
  totals,  // a profile, a count: of all runs so far
};

class Run {
 public:
  // `dead_letters` is null where they are not kept. All must outlive this.
  Run(const CommonOptions& common, io::Reader& reader, io::Sink* dead_letters, StdoutUse stdout_use,
      const RunContext& context);

  op::BadRecords& bad_records() { return bad_; }
  Progress& progress() { return progress_; }

  // Loads the state, and runs until the input ends, or a stop, or the operator has enough. `monitor` in place
  // of progress(), which it calls. What fails before anything is read is said, and counts in finish().
  void execute(op::Operator& op, Recursion recursion, op::Monitor* monitor = nullptr);

  // The input has ended: `finish` writes what is still held, unless a state keeps it; then the last
  // checkpoint. `on_term`: --on-term, where the program has it.
  void end(op::Operator& op, const std::function<void()>& finish, AtEnd at_end,
           std::optional<LateOptions::OnTerm> on_term = std::nullopt);

  // Closes the outputs and says what failed.
  ExitStatus finish();

  RunTotals totals() const;

 private:
  void fail(const Error& error);
  bool begin(op::Operator& op, op::Monitor& monitor);
  void end_with_state(op::Operator& op, const std::function<void()>& finish, AtEnd at_end,
                      std::optional<LateOptions::OnTerm> on_term);
  bool keeps(std::optional<LateOptions::OnTerm> on_term) const;
  void save_last(std::optional<std::string> operator_state);

  const CommonOptions& common_;
  io::Reader& reader_;
  const RunContext context_;
  const int64_t start_ns_;
  RecordErrors record_errors_;
  op::BadRecords bad_;
  Progress progress_;
  Observers observers_;
  ExitStatus status_ = ExitStatus::done;
  bool has_begun_ = false;
  bool has_enough_ = false;  // the operator, before the input ended
};

}  // namespace runnel::cli
