// How lines are taken for records, by operators over records (op/record_walker.h).
#pragma once

#include <cstdint>

namespace runnel::op {

struct WalkOptions {
  bool watermarks = false;   // lines that are watermarks are taken for such
  bool trust = false;        // no more is looked at than the program reads
  bool unique_keys = false;  // a key that occurs twice in an object makes a record bad
  bool wrap_lines = false;   // a line that is not JSON is the record {"line": ...}
  uint64_t max_line = uint64_t{64} << 20;
};

}  // namespace runnel::op
