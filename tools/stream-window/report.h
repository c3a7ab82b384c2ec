// What stream-window says at the end of a run: what is not in the results, and --summary.
#pragma once

#include <string>

#include "cli/exit_status.h"
#include "cli/messages.h"
#include "cli/run.h"
#include "op/window/window.h"
#include "options.h"

namespace runnel {

// Says what came late or found no room, as far as the flags want it said, and returns the status that comes
// of it.
cli::ExitStatus report_losses(const op::Window& window, const WindowFlags& flags, cli::Messages& messages);

// --summary: one `name: value` a line.
std::string summary_text(const op::Window& window, const cli::RunTotals& totals);

}  // namespace runnel
