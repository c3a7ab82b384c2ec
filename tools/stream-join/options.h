// The options that stream-join has beside the common ones.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bounds.h"
#include "cli/command_line.h"
#include "cli/input_options.h"
#include "cli/late_options.h"
#include "cli/output_options.h"
#include "cli/side_time_options.h"
#include "cli/time_options.h"
#include "op/join/options.h"

namespace runnel {

struct JoinFlags {
  // The kinds of join; exactly one is right.
  std::optional<Bounds> within;
  bool lookup = false;
  bool asof = false;
  bool interleave = false;

  bool first = false;  // of --within
  bool multi = false;  // of --lookup
  std::optional<int64_t> tolerance;
  enum class Direction : uint8_t { backward, forward, nearest };
  std::optional<Direction> direction;
  std::optional<op::JoinType> type;  // nothing: inner

  std::optional<std::string> on;
  std::array<std::optional<std::string>, 2> side_on;

  cli::TimeOptions time;
  std::array<cli::SideTimeOptions, 2> sides;
  cli::LateOptions late;

  std::optional<std::string> as;
  bool flat = false;
  std::optional<std::string> prefix;
  std::optional<std::string> trace;  // the name of the member
  std::optional<std::string> select;
  bool raw_output = false;
  cli::InputOptions input;
  cli::SideFormats side_formats;
  cli::OutputOptions output;

  // --raw-output is what -o text does.
  bool writes_raw_strings() const { return raw_output && output.kind() != format::OutputFormat::Kind::text; }

  std::optional<uint64_t> max_memory;
  bool trust = false;

  bool has_key() const { return on || side_on[op::kLeft] || side_on[op::kRight]; }
  bool has_time(size_t side) const { return time.time || sides[side].time; }
  bool has_any_time() const { return has_time(op::kLeft) || has_time(op::kRight); }
  op::JoinType type_or_inner() const { return type.value_or(op::JoinType::inner); }
};

// The flags that say which kind of join is meant, as far as they are given: `--within`, `--lookup` ...
std::vector<std::string> kinds_given(const JoinFlags& flags);

// `options` must live as long as `line` is used.
void add_join_flags(cli::CommandLine& line, JoinFlags& options);

}  // namespace runnel
