// Reads a table from its input: all of it, before anything is looked up.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "io/reader.h"
#include "io/stop.h"
#include "op/bad_records.h"
#include "op/join/lookup/table.h"
#include "op/join/options.h"
#include "op/join/program.h"
#include "op/pipeline.h"

namespace runnel::op {

// What a table is read from, and how. What is referred to must outlive its users.
struct TableInput {
  const JoinProgram& program;
  const JoinOptions& options;
  std::string input;  // as on the command line (io/uri.h)
  PipelineOptions pipeline;
  const Clock& clock = Clock::system();
  io::Opener open = io::open_source;
  io::Framer framer = {};  // what its records look like; null: lines of JSON
};

struct LoadedTable {
  std::shared_ptr<const Table> table;
  uint64_t records = 0;     // lines that are neither empty nor watermarks
  uint64_t bytes_read = 0;  // before decompression
  std::string name;         // of the input, for messages
  // `ended`: a stop was requested, or --on-error says that a bad row ends it all. Then some rows are missing.
  enum class Extent : bool { whole, ended } extent = Extent::whole;
};

// A row that is bad goes to `bad`, as a bad record of this input. An Error (of kind source) says that the
// input could not be opened or read to its end.
Result<LoadedTable> load_table(const TableInput& input, BadRecords& bad, const io::StopRequest& stop);

// The same, where there is another table already: a bad row is an Error too, `NAME:LINE:COLUMN: reason`.
Result<LoadedTable> reload_table(const TableInput& input, const io::StopRequest& stop);

// What is to be said where keys occur more than once and the last row of each counts; empty if none does.
std::string note_of_repeated_keys(const LoadedTable& loaded, const JoinOptions& options);

}  // namespace runnel::op
