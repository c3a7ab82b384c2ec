// What a join counts on its way: for --summary, and for what is said at the end.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "op/join/options.h"

namespace runnel::op {

struct JoinCounts {
  struct Side {
    uint64_t records = 0;    // lines that are neither empty nor watermarks
    uint64_t null_keys = 0;  // a part of the key is null: it matches nothing
    uint64_t late = 0;       // older than what was still expected
    uint64_t matched = 0;    // found a partner
    uint64_t unmatched = 0;  // proven to have none, those with null keys too
    uint64_t evicted = 0;    // gave way at --max-memory before that was known
  };
  std::array<Side, 2> sides;  // interleave counts all inputs as left

  uint64_t pairs = 0;
  uint64_t most_records = 0;  // that were held at once; of a lookup: rows of the table
  uint64_t most_bytes = 0;    // that they took
  int64_t latest = 0;         // how far the latest of the late records was behind the newest, in nanoseconds
  uint64_t reloads = 0;       // of a lookup's table, that worked

  // Of the program that makes what is written (-s), for a pair: nothing was written for it.
  struct Failures {
    uint64_t count = 0;
    std::string first;
  } failures;
};

}  // namespace runnel::op
