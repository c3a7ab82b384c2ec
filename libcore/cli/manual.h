// The parts of the manual pages that are generated, in mdoc(7), so that they cannot disagree with the
// programs. scripts/update-manuals puts them between marker comments.
#pragma once

#include <string>
#include <string_view>

#include "cli/command_line.h"

namespace runnel::cli {

// The list of OPTIONS: every flag, or the common ones for runnel(7).
enum class ManualPart { all_flags, common_flags };
std::string manual_options(const CommandLine& line, ManualPart part);

// The list of functions in stream-expr(7), from the table in expr/function.h.
std::string manual_functions();

// The list of aggregate functions in stream-window(1), from the table in agg/function.h.
std::string manual_aggregates();

// A paragraph in the markup of cli/flag.h as lines of mdoc. `values`: the names that are arguments.
std::string mdoc(std::string_view paragraph, const std::vector<std::string>& values);

}  // namespace runnel::cli
