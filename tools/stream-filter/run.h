// One run of the filter, once everything is known to be right: from opened outputs to the exit status.
#pragma once

#include <string>
#include <vector>

#include "cli/common_options.h"
#include "cli/exit_status.h"
#include "cli/input_formats.h"
#include "cli/messages.h"
#include "cli/outputs.h"
#include "cli/run.h"
#include "options.h"
#include "programs.h"

namespace runnel {

// Owned by the run's Outputs. Null: not asked for.
struct Sinks {
  io::Sink* passed;  // never null
  io::Sink* refused;
  io::Sink* dead_letters;
};

// Closes the outputs, and says what could not be read, written or processed.
cli::ExitStatus run(const Programs& programs, const cli::InputFormats& formats, const FilterFlags& flags,
                    const cli::CommonOptions& common, const Sinks& sinks, const cli::RunContext& context);

}  // namespace runnel
