// What a run says about its gates.
#pragma once

#include "cli/exit_status.h"
#include "cli/messages.h"
#include "cli/summary.h"
#include "op/filter/gates.h"

namespace runnel {

// Says how many keys --max-memory has made gates forget: then more may have passed than should.
cli::ExitStatus report_forgotten(const op::Gates& gates, cli::Messages& messages);

// For --summary: how many records each has dropped, and what is held.
void add_gates(const op::Gates& gates, cli::Summary& summary);

}  // namespace runnel
