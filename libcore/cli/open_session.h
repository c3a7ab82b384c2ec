// Opens the state that a command line names, once all else about it was checked, and has the outputs opened
// as it says.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "cli/command_line.h"
#include "cli/common_options.h"
#include "cli/output_options.h"
#include "cli/outputs.h"
#include "cli/state_session.h"

namespace runnel::cli {

struct SessionRequest {
  const CommandLine& line;
  const CommonOptions& common;
  const std::string& program;  // `stream-window`
  // The operands that are no inputs, by what the manual calls them.
  std::vector<std::pair<std::string, std::string>> texts;
  const std::vector<std::pair<std::string, std::string>>& times;  // FormatTimes::found()
  const std::vector<std::string>& inputs;
  std::span<const ProgramArgument> positional = {};  // what stands behind --args and --jsonargs
  // Beside --to and --dead-letter: the flag of a further output and its place.
  std::pair<std::string, std::optional<std::string>> more = {};
  const OutputOptions* output = nullptr;  // null where the program has forms of its own
};

// The text of -f, by the flag that it stands for, where it was given.
std::vector<std::pair<std::string, std::string>> text_of_file(const CommonOptions& common, const char* flag,
                                                              const std::optional<std::string>& text);

// Null without --state; -F and its like are checked all the same. Kind usage for what does not go with a
// state, kind state for one that cannot be used.
Result<std::unique_ptr<StateSession>> open_session(const SessionRequest& request, Outputs& outputs);

}  // namespace runnel::cli
