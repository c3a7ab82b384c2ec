// The flags about the form of what is read: -i, and what goes with it. What comes of them for the inputs of a
// run: cli/input_formats.h.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/time_options.h"
#include "format/input_format.h"

namespace runnel::cli {

struct InputOptions {
  std::optional<format::InputFormat> format;  // -i: its kind, and the expression of regex:RE
  std::optional<char> delimiter;
  std::vector<std::string> header;
  bool no_infer = false;
  std::optional<std::string> multiline;
  bool dead_letters = false;                // inputs hold letters, and these hold the records
  std::optional<std::string> extract_json;  // the name of the text around it; empty: it is dropped
};

// `options` must live as long as `line` is used.
void add_input_options(CommandLine& line, InputOptions& options);

// Of a join: --left-input-format, --right-input-format.
using SideFormats = std::array<std::optional<format::InputFormat>, 2>;
void add_side_input_flags(CommandLine& line, SideFormats& sides);

// Kind usage for flags that do not go together.
Outcome check_input_options(const InputOptions& options, const TimeOptions& time);

}  // namespace runnel::cli
