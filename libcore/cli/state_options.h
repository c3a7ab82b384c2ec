// The options about what outlives a run (--state).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "cli/command_line.h"

namespace runnel::cli {

struct StateOptions {
  std::optional<std::string> path;               // nothing: no state is kept
  int64_t checkpoint_interval = 10'000'000'000;  // nanoseconds
  enum class OnEof : uint8_t { keep, flush };
  OnEof on_eof = OnEof::keep;
  bool keep_positions = false;  // --state-reset: of the state, no more than these
};

// `options` must live as long as `line` is used.
void add_state_flags(CommandLine& line, StateOptions& options);

// Kind usage for flags of these that need --state.
Outcome check_state_options(const CommandLine& line, const StateOptions& options);

// Kind usage: a flag that does not go with --state, and why.
Error not_with_state(const std::string& flag, const std::string& reason);

}  // namespace runnel::cli
