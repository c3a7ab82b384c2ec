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
#include "op/window/window.h"
#include "options.h"

namespace runnel {

struct WindowJob {
  const op::WindowProgram& program;
  const time::WindowSpec& window;
  const op::WindowOptions& options;
  const WindowFlags& flags;
  const cli::CommonOptions& common;
  const cli::InputFormats& formats;
};

struct WindowSinks {
  io::Sink* results;       // null with --watch
  io::Sink* late;          // null where they are not kept
  io::Sink* dead_letters;  // null where they are not kept
};

// Null with --watch, whose table is made when the run begins. Kind usage where it cannot be shown, or sink.
Result<io::Sink*> open_results(const WindowFlags& flags, const cli::CommonOptions& common,
                               cli::Outputs& outputs, cli::Messages& messages);

// The sinks are closed with context.outputs.
cli::ExitStatus run(const WindowJob& job, const WindowSinks& sinks, const cli::RunContext& context);

}  // namespace runnel
