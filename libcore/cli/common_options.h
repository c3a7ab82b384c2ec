// The options that every program has, with the meaning that runnel(7) gives them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/follow_options.h"
#include "cli/messages.h"
#include "cli/metrics/target.h"
#include "cli/socket_options.h"
#include "cli/state_options.h"
#include "op/bad_records.h"

namespace runnel::cli {

// A variable of the program, from --arg and its like.
struct ProgramArgument {
  enum class Kind { string, json, json_file, text_file };  // --arg --argjson --slurpfile --rawfile
  Kind kind;
  std::string name;  // without the $
  std::string text;  // the string itself, valid JSON, or the file's path
};

// Where on the command line operands begin to be values, not inputs: --args, --jsonargs.
struct PositionalMark {
  size_t operands_before;
  ProgramArgument::Kind kind;  // string or json
};

// --color
enum class ColorWhen { automatic, always, never };

// What is printed to stdout in place of a run.
struct Information {
  enum class Kind { screen, help, version, generate };  // -h --help --version --generate
  Kind kind;
  std::string what;  // generate
};

struct CommonOptions {
  std::string to = "-";
  std::vector<ProgramArgument> arguments;  // names are distinct: of equal ones the first counts, as in jq
  std::vector<PositionalMark> positional_marks;  // in their order
  std::optional<std::string> from_file;
  ColorWhen color = ColorWhen::automatic;
  op::OnError on_error = op::OnError::report;
  std::optional<std::string> dead_letter;
  bool strict = false;
  uint64_t max_line = uint64_t{64} * 1024 * 1024;  // bytes; 1 to kLargestLine
  unsigned threads = 0;                            // 0: as many as help
  bool progress = false;                           // false: where it is likely to be wanted (cli/progress.h)
  bool summary = false;
  FollowOptions follow = {};
  StateOptions state = {};
  SocketOptions sockets = {};
  std::optional<MetricsTarget> metrics;
  LogFormat log_format = LogFormat::text;
  bool explain = false;
  std::optional<Information> information;
};

// A line's length is held in 32 bits, with room for padding.
constexpr uint64_t kLargestLine = uint64_t{1} << 30;
constexpr uint64_t kMostThreads = 1024;

// `options` must live as long as `line` is used.
void add_common_options(CommandLine& line, CommonOptions& options);

}  // namespace runnel::cli
