// What stream-join says at the end of a run: what is not in its output, and --summary.
#pragma once

#include <string>

#include "cli/exit_status.h"
#include "cli/messages.h"
#include "cli/run.h"
#include "op/join/counts.h"
#include "op/join/options.h"
#include "options.h"

namespace runnel {

// Says what came late, gave way at --max-memory, or could not be made into text, as far as the flags want it
// said, and returns the status that comes of it.
cli::ExitStatus report_losses(const op::JoinCounts& counts, const JoinFlags& flags, cli::Messages& messages);

// --summary: one `name: value` a line.
std::string summary_text(const op::JoinCounts& counts, const op::JoinOptions& options,
                         const cli::RunTotals& totals);

}  // namespace runnel
