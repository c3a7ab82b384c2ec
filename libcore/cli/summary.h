// --summary: what a run did, one `name: value` a line, for people and for awk.
#pragma once

#include <cstdint>
#include <string>

namespace runnel::cli {

struct Summary {
  uint64_t records = 0;  // read, bad ones included
  uint64_t passed = 0;
  uint64_t bad = 0;
  uint64_t bytes = 0;  // read, before decompression
  int64_t elapsed_ns = 0;
};

// Seven lines: records, passed, bad, bytes, seconds, records/s, bytes/s.
std::string summary_text(const Summary& summary);

}  // namespace runnel::cli
