// Checks on the inputs and outputs of a command line, before any of them is opened: a mistake here would
// destroy data.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>

#include "base/result.h"
#include "cli/common_options.h"

namespace runnel::cli {

// Kind usage where stdin is given twice, two outputs are the same, or a plain file is both input and output
// (it would be emptied, or grow while it is read). Each output is the flag that names it, and its place as
// given; `-` for stdout. Files are known by device and inode, so other names for them are noticed. Devices
// such as /dev/null may be named twice.
Outcome check_places(std::span<const std::string> inputs,
                     std::span<const std::pair<std::string, std::string>> outputs);

// The same for --to, --dead-letter, and one output of the program's own, if it is given.
Outcome check_places(std::span<const std::string> inputs, const CommonOptions& common, const char* flag,
                     const std::optional<std::string>& place);

}  // namespace runnel::cli
