// The options about files that grow (-F).
#pragma once

#include <cstdint>
#include <optional>

#include "cli/command_line.h"
#include "io/follow/rotated_files.h"

namespace runnel::cli {

struct FollowOptions {
  bool follow = false;
  io::From from = io::From::start;
  bool from_given = false;
  std::optional<int64_t> poll_interval;  // nanoseconds; nothing: the system tells of changes
};

// `options` must live as long as `line` is used.
void add_follow_flags(CommandLine& line, FollowOptions& options);

}  // namespace runnel::cli
