// What stream-filter's flags come to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace runnel::op {

struct FilterOptions {
  enum class Match : bool { records_that_hold, records_that_do_not };
  enum class Output : bool { records, count };
  Match match = Match::records_that_hold;
  Output output = Output::records;
  std::optional<uint64_t> max_count;
  bool strict = false;       // validate every line, also those that do not pass
  bool unique_keys = false;  // an object in which a key occurs twice is no JSON
  bool wrap_lines = false;   // a line that is not JSON is taken as {"line": "..."}; goes with strict
  size_t max_line = 64 * 1024 * 1024;
};

}  // namespace runnel::op
