// The flags about the form of what is written: -o, --columns, --output-delimiter.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/command_line.h"
#include "cli/common_options.h"
#include "cli/time_options.h"
#include "format/output/output_format.h"

namespace runnel::cli {

struct OutputOptions {
  std::optional<format::OutputFormat::Kind> format = {};
  std::vector<std::string> columns = {};  // distinct; empty: not given
  std::optional<char> delimiter = {};

  format::OutputFormat::Kind kind() const { return format.value_or(format::OutputFormat::Kind::ndjson); }
  // Whether what is written may be in colours.
  bool is_json() const {
    return kind() == format::OutputFormat::Kind::ndjson || kind() == format::OutputFormat::Kind::json;
  }
};

// `options` must live as long as `line` is used.
void add_output_options(CommandLine& line, OutputOptions& options);

// -o itself, for a program that has forms of its own: what they are is said by `summary` and `details`.
Flag output_format_flag(std::string summary, std::string details, std::string default_text, FlagSetter set);

// Kind usage for flags that do not go together, or with those of time.
Outcome check_output_options(const OutputOptions& options, const TimeOptions& time);
// The same for a program that hands on the watermarks of its input.
Outcome check_passed_watermarks(const OutputOptions& options, const TimeOptions& time);
// The same of --raw-output, which `raw_output` says is given.
enum class RawOutput : bool { no, yes };
Outcome check_raw_output(const OutputOptions& options, RawOutput raw_output);

// The format of an output to `place`, the value of --to or its like: a table fits the screen if it goes
// there.
format::OutputFormat output_format(const OutputOptions& options, const CommonOptions& common,
                                   const std::string& place);

}  // namespace runnel::cli
