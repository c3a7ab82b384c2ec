// The options that stream-stats has beside the common ones.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/command_line.h"
#include "cli/input_options.h"
#include "cli/time_options.h"

namespace runnel {

struct StatsFlags {
  std::optional<std::string> of;
  std::optional<std::string> by;
  uint64_t max_fields = 1000;
  std::optional<uint64_t> limit_keys;
  std::optional<uint64_t> max_memory;

  cli::InputOptions input;
  cli::TimeOptions time;
  std::optional<int64_t> every;
  bool since_last = false;

  enum class Format : uint8_t { json, table, prometheus };
  std::optional<Format> format;  // nothing: a table on a terminal, else JSON
  bool json_lines = false;
  std::vector<std::string> fields;  // of --field, in their order
  std::optional<uint64_t> top;
  bool watch = false;
  bool partial = false;
  bool merge = false;

  bool trust = false;
  std::optional<std::string> show_state;
};

constexpr uint64_t kMostTop = 100;
constexpr uint64_t kDefaultTop = 10;

// `options` must live as long as `line` is used.
void add_stats_flags(cli::CommandLine& line, StatsFlags& options);

}  // namespace runnel
