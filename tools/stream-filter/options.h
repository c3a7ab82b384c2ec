// The options that stream-filter has beside the common ones.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/command_line.h"
#include "cli/input_options.h"
#include "cli/output_options.h"
#include "cli/program_info.h"
#include "cli/time_options.h"
#include "gate_flags.h"

namespace runnel {

struct FilterFlags {
  bool invert_match = false;
  bool count = false;
  std::optional<uint64_t> max_count;     // 0 is legal: nothing is read
  uint64_t before = 0;                   // -B, -C
  uint64_t after = 0;                    // -A, -C
  bool exit_status = false;              // 1 if nothing passed
  std::optional<std::string> otherwise;  // --else
  std::optional<std::string> select;
  bool raw_output = false;             // strings among what --select gives
  std::optional<std::string> redrive;  // dead letters, in place of inputs
  std::optional<std::string> trace;    // the name of the member
  cli::InputOptions input;
  cli::OutputOptions output;
  GateFlags gates;
  cli::TimeOptions time;

  // --raw-output is what -o text does.
  bool writes_raw_strings() const { return raw_output && output.kind() != format::OutputFormat::Kind::text; }
};

// `options` must live as long as `line` is used.
void add_filter_flags(cli::CommandLine& line, FilterFlags& options);

// Puts the file of --redrive in the place of the inputs. Kind usage where there are others.
Outcome take_redrive(const FilterFlags& flags, std::vector<std::string>& inputs);

// Whether anything is done by the time of a record.
bool needs_time(const FilterFlags& flags);

// What is wrong with flags that are right one by one.
Outcome check_flags(const FilterFlags& flags, const cli::CommonOptions& common);

// What the help says besides the flags.
const cli::ProgramInfo& filter_info();

}  // namespace runnel
