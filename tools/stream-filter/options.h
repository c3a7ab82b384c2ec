// The options that stream-filter has beside the common ones.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/command_line.h"
#include "cli/program_info.h"

namespace runnel {

struct FilterFlags {
  bool invert_match = false;
  bool count = false;
  std::optional<uint64_t> max_count;     // 0 is legal: nothing is read
  bool exit_status = false;              // 1 if nothing passed
  std::optional<std::string> otherwise;  // --else
};

// `options` must live as long as `line` is used.
void add_filter_flags(cli::CommandLine& line, FilterFlags& options);

// What the help says besides the flags.
const cli::ProgramInfo& filter_info();

}  // namespace runnel
