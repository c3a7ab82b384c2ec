// Checks on the inputs and outputs of a command line, before any of them is opened: a mistake here would
// destroy data.
#pragma once

#include <span>
#include <string>
#include <utility>

#include "base/result.h"

namespace runnel::cli {

// Kind usage where stdin is given twice, two outputs are the same, or a plain file is both input and output
// (it would be emptied, or grow while it is read). Each output is the flag that names it, and its place as
// given; `-` for stdout. Files are known by device and inode, so other names for them are noticed. Devices
// such as /dev/null may be named twice.
Outcome check_places(std::span<const std::string> inputs,
                     std::span<const std::pair<std::string, std::string>> outputs);

}  // namespace runnel::cli
