// What an operator did so far, and holds, for those who watch a run from outside: the numbers behind
// --metrics and the status line of a service.
//
// A plain value. It is taken by the ordered stage between two batches, where everything in it is of one
// moment; taking it must cost no more than reading a few counters.
#pragma once

#include <cstdint>
#include <optional>

namespace runnel::op {

struct Totals {
  uint64_t records_in = 0;   // that were read, of all inputs, bad ones among them
  uint64_t records_out = 0;  // to all outputs but dead letters: passed on, computed, refused (--else), late
  uint64_t late = 0;         // came after what they belong to was closed, whether or not they were kept
  uint64_t evicted = 0;      // left out at a bound of memory, and kept nowhere
  uint64_t keys = 0;         // that state is held for; 0 where there are none
  uint64_t bytes_held = 0;   // the operator's state in memory
  // The watermark of the whole input, nanoseconds since 1970; none before the first record, without event
  // time, or where nothing is held to be complete before the end of input.
  std::optional<int64_t> frontier_ns = {};
};

}  // namespace runnel::op
