// The flags of stream-filter's gates: --dedupe, --sample, --rate, and what goes with them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/quantity.h"
#include "base/result.h"
#include "cli/command_line.h"
#include "cli/time_options.h"
#include "op/filter/gates.h"

namespace runnel {

struct GateFlags {
  std::optional<std::string> dedupe;
  std::optional<int64_t> within;
  bool refresh = false;
  std::optional<double> sample;
  std::optional<uint64_t> seed;
  std::optional<Rate> rate;
  std::optional<std::string> by;
  std::optional<uint64_t> max_memory;

  bool any() const { return dedupe || sample || rate; }
  // Whether there is something to work out of a record.
  bool have_keys() const { return dedupe || by; }
  // Whether it matters when a record happened.
  bool ask_time() const { return rate || within; }
};

// `flags` must live as long as `line` is used.
void add_gate_flags(cli::CommandLine& line, GateFlags& flags);

// What is wrong with flags that are right one by one.
Outcome check_gate_flags(const GateFlags& flags);

// REQUIRES: the flags were checked.
op::GateOptions gate_options(const GateFlags& flags, const cli::TimeOptions& time);

}  // namespace runnel
