// The options about what time leaves behind: records that come late, and what is still held when a signal
// ends the run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "cli/command_line.h"

namespace runnel::cli {

struct LateOptions {
  enum class Late : uint8_t { report, drop, keep };
  Late late = Late::report;
  std::string path;    // with `keep`
  bool given = false;  // --late was
  enum class OnTerm : uint8_t { flush, keep };
  std::optional<OnTerm> on_term;  // nothing: keep where there is a state to keep it in

  // Where late records go; nothing where they are not kept.
  std::optional<std::string> kept() const { return late == Late::keep ? std::optional(path) : std::nullopt; }
};

// How a program speaks of them. All but `beside` stand within sentences.
struct LateWords {
  std::string which;         // late records are: `, whose windows are all closed`
  std::string beside;        // a paragraph more about --late, or nothing
  std::string held;          // what a signal may find: `open windows`
  std::string flushed;       // what `flush` does: `they are written, as at the end of input`
  std::string flush_reason;  // why that is the default
};

// `options` must live as long as `line` is used.
void add_late_flags(CommandLine& line, LateOptions& options, const LateWords& words);

// Kind usage for --on-term keep where there is no --state to keep anything in. `otherwise`: `without it
// open windows are written`.
enum class HasState : bool { no, yes };
Outcome check_on_term(const LateOptions& options, HasState has_state, std::string_view otherwise);

}  // namespace runnel::cli
