// What every run has around its operator: bad records said and kept, progress, threads; and at the end, what
// became of inputs and outputs as messages and an exit status. Used in this order:
//
//   cli::Run run(...);  run.bad_records() -> operator;  run.execute();  the operator's finish(); run.finish()
#pragma once

#include <cstdint>

#include "base/clock.h"
#include "cli/common_options.h"
#include "cli/exit_status.h"
#include "cli/messages.h"
#include "cli/outputs.h"
#include "cli/progress.h"
#include "cli/record_errors.h"
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

// What a run did, for --summary.
struct RunTotals {
  uint64_t bad = 0;
  uint64_t bytes = 0;  // read, before decompression
  int64_t elapsed_ns = 0;
};

class Run {
 public:
  // `dead_letters` is null where they are not kept. All must outlive this.
  Run(const CommonOptions& common, io::Reader& reader, io::Sink* dead_letters, StdoutUse stdout_use,
      Messages& messages, const Clock& clock);

  op::BadRecords& bad_records() { return bad_; }
  Progress& progress() { return progress_; }

  // Until the input ends, or a stop, or the operator has enough. `monitor` in place of progress(), which it
  // calls.
  void execute(op::Operator& op, Recursion recursion, op::Monitor* monitor = nullptr);

  // Closes the outputs and says what failed.
  ExitStatus finish(Outputs& outputs);

  RunTotals totals() const;

 private:
  const CommonOptions& common_;
  io::Reader& reader_;
  Messages& messages_;
  const Clock& clock_;
  const int64_t start_ns_;
  RecordErrors record_errors_;
  op::BadRecords bad_;
  Progress progress_;
};

}  // namespace runnel::cli
