// What stream-filter's flags come to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/event_time.h"
#include "json/color_writer.h"
#include "op/filter/gates.h"
#include "time/frontier.h"

namespace runnel::op {

// Durations are nanoseconds.
struct FilterTimeOptions {
  EventTimeReader reader;
  int64_t max_ahead = time::kEndOfTime;  // of the clock
  int64_t watermark_delay = 0;           // time::kEndOfTime: records say nothing
  std::optional<int64_t> idle_timeout = {};
  std::optional<int64_t> emit_watermarks = {};  // whenever time crosses a multiple of it
  bool watermarks = false;                      // lines of the input say how far time has come

  // Whether watermarks are written by the times of records.
  bool moves_by_records() const { return emit_watermarks.has_value() && !watermarks; }
};

struct FilterOptions {
  enum class Match : bool { records_that_hold, records_that_do_not };
  enum class Output : bool { records, count };
  enum class Strings : bool { as_json, raw };
  Match match = Match::records_that_hold;
  Output output = Output::records;
  Strings strings = Strings::as_json;    // among the outputs of EXPR
  const json::Colors* colors = nullptr;  // null: none. Must outlive the filter
  std::optional<uint64_t> max_count;
  uint64_t before = 0;       // so many records in front of one that passes are written too
  uint64_t after = 0;        // and so many behind it
  bool strict = false;       // validate every line, also those that do not pass
  bool unique_keys = false;  // an object in which a key occurs twice is no JSON
  bool wrap_lines = false;   // a line that is not JSON is taken as {"line": "..."}; goes with strict
  std::optional<uint32_t> unnamed_source;  // an input that has no name for a program: stdin
  size_t max_line = 64 * 1024 * 1024;
  std::optional<std::string> trace = {};  // the member that says where a record was read
  FilterTimeOptions time = {};
  GateOptions gates = {};  // not with context

  bool has_context() const { return before > 0 || after > 0; }
};

}  // namespace runnel::op
