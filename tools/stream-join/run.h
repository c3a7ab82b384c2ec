// The run itself: reader, operator and sinks put together, and what comes of it said.
#pragma once

#include <string>
#include <vector>

#include "cli/common_options.h"
#include "cli/exit_status.h"
#include "cli/input_formats.h"
#include "cli/messages.h"
#include "cli/outputs.h"
#include "cli/run.h"
#include "op/join/options.h"
#include "op/join/program.h"
#include "options.h"

namespace runnel {

struct JoinJob {
  const op::JoinProgram& program;
  const op::JoinOptions& options;
  const JoinFlags& flags;
  const cli::CommonOptions& common;
  const cli::InputFormats& formats;
};

struct JoinSinks {
  io::Sink* results;
  io::Sink* late;          // null where they are not kept
  io::Sink* dead_letters;  // null where they are not kept
};

// The sinks are closed with context.outputs. With --lookup SIGHUP calls for a reload of the table from now
// on.
cli::ExitStatus run(const JoinJob& job, const JoinSinks& sinks, const cli::RunContext& context);

}  // namespace runnel
