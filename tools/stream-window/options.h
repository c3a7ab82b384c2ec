// The options that stream-window has beside the common ones.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/command_line.h"
#include "cli/common_options.h"
#include "cli/input_options.h"
#include "cli/late_options.h"
#include "cli/output_options.h"
#include "cli/time_options.h"
#include "op/window/options.h"

namespace runnel {

struct WindowFlags {
  cli::TimeOptions time;
  int64_t allowed_lateness = 0;
  cli::LateOptions late;
  std::optional<std::string> by;
  int64_t offset = 0;
  std::optional<int64_t> max_session;
  op::WindowOptions::Emit emit = op::WindowOptions::Emit::close;
  int64_t every = 0;
  bool emit_given = false;
  uint64_t fill = 0;
  std::optional<uint64_t> top;
  std::optional<std::string> rank;
  uint64_t limit_keys = UINT64_MAX;
  uint64_t max_memory = uint64_t{2} << 30;
  bool trust = false;
  bool watch = false;
  cli::InputOptions input;
  cli::OutputOptions output;
};

// `options` must live as long as `line` is used.
void add_window_flags(cli::CommandLine& line, WindowFlags& options);

// What is wrong with flags that are right one by one.
Outcome check_flags(const WindowFlags& flags, const cli::CommonOptions& common,
                    const time::WindowSpec& window);

}  // namespace runnel
