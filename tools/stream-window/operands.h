// WINDOW, AGGREGATES and the inputs, out of the operands; and what is said where one of the first two is
// missing or they stand in another order.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/common_options.h"
#include "cli/program_text.h"
#include "options.h"
#include "time/window_spec.h"

namespace runnel {

struct WindowOperands {
  time::WindowSpec window;
  std::string window_text;  // as it was written
  cli::ProgramText text;
};

// `arguments` is the whole command line after the program's name, from which the one that was probably meant
// is made. Kind usage.
Result<WindowOperands> read_operands(std::vector<std::string> operands, const WindowFlags& flags,
                                     const cli::CommonOptions& common,
                                     std::span<const std::string> arguments);

}  // namespace runnel
