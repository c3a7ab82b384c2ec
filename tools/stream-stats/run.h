// The run itself: reader, operator and outputs put together, and what comes of it said.
#pragma once

#include <string>
#include <vector>

#include "cli/common_options.h"
#include "cli/exit_status.h"
#include "cli/input_formats.h"
#include "cli/messages.h"
#include "cli/outputs.h"
#include "cli/run.h"
#include "op/stats/options.h"
#include "op/stats/program.h"
#include "options.h"

namespace runnel {

struct StatsJob {
  const op::StatsProgram& program;
  const op::StatsOptions& options;
  const StatsFlags& flags;
  const cli::CommonOptions& common;
  const cli::InputFormats& formats;
};

struct StatsSinks {
  io::Sink* results;       // null with --watch
  io::Sink* dead_letters;  // null where they are not kept
};

// Null with --watch, whose table is made when the run begins. Kind usage where it cannot be shown, or sink.
Result<io::Sink*> open_results(const StatsFlags& flags, const cli::CommonOptions& common,
                               cli::Outputs& outputs, cli::Messages& messages);

// The sinks are closed with context.outputs.
cli::ExitStatus run(const StatsJob& job, const StatsSinks& sinks, const cli::RunContext& context);

}  // namespace runnel
