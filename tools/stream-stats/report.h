// What stream-stats says at the end of a run: what the profile does not show as it is, and --summary.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/exit_status.h"
#include "cli/messages.h"
#include "cli/run.h"
#include "op/stats/stats.h"
#include "options.h"

namespace runnel {

// What is known when the operator has finished.
struct Profiled {
  op::StatsCounts counts;
  std::vector<std::string> fields;  // the paths of all
  std::vector<std::string> maps;    // of objects whose members were folded
};

// Says which objects are maps, what found no room, and which --field there is none of; returns the status
// that comes of it.
cli::ExitStatus report(const Profiled& profiled, const StatsFlags& flags, cli::Messages& messages);

// --summary: one `name: value` a line.
std::string summary_text(const op::StatsCounts& counts, const StatsFlags& flags,
                         const cli::RunTotals& totals);

}  // namespace runnel
