// The options about event time that one side of a join may have for itself: what --time, --time-format and
// --watermark-delay say for both.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "cli/command_line.h"
#include "cli/time_options.h"

namespace runnel::cli {

struct SideTimeOptions {
  std::optional<std::string> time;
  std::optional<std::string> time_format;
  std::optional<int64_t> watermark_delay;

  bool any() const { return time || time_format || watermark_delay; }
};

// The left side and the right one, as flags are called.
constexpr std::array<const char*, 2> kSideNames{"left", "right"};

// `sides` must live as long as `line` is used.
void add_side_time_flags(CommandLine& line, std::array<SideTimeOptions, 2>& sides);

// What holds on a side: its own options, and for the rest those of both.
TimeOptions on_side(const TimeOptions& both, const SideTimeOptions& side);

}  // namespace runnel::cli
