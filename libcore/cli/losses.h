// What is said at the end of a run of records that are not in its results.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cli/late_options.h"
#include "cli/messages.h"

namespace runnel::cli {

// `1 record`, `3 records`.
std::string records(uint64_t count);

struct LateRecords {
  uint64_t count = 0;
  int64_t latest = 0;          // how far the latest of them was behind the newest, in nanoseconds
  bool by_watermarks = false;  // lines of the input said how far time had come
  std::string_view remedy = "--watermark-delay";  // which, of that size, keeps them all
};

// Says how many records came late, and what would have kept them, where --late wants that said: then the
// result lacks them, and this is true.
bool report_late(const LateRecords& late, const LateOptions& options, Messages& messages);

}  // namespace runnel::cli
