// What stream-window runs, out of its command line: the window, the aggregates, the options of the operator.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cli/common_options.h"
#include "cli/exit_status.h"
#include "cli/messages.h"
#include "cli/program_text.h"
#include "op/window/options.h"
#include "op/window/program.h"
#include "options.h"

namespace runnel {

// Says what is wrong with one of the texts and returns the status to end with.
std::variant<op::WindowProgram, cli::ExitStatus> compile_window(const cli::ProgramText& text,
                                                                const WindowFlags& flags,
                                                                const cli::CommonOptions& common,
                                                                cli::Messages& messages);

// Kind usage for a zone or a format of time that is none.
Result<op::WindowOptions> window_options(const time::WindowSpec& window, const WindowFlags& flags,
                                         const cli::CommonOptions& common);

}  // namespace runnel
