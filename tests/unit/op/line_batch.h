// A line as a batch of its own.
#pragma once

#include <algorithm>
#include <string_view>

#include "io/batch.h"

namespace runnel::op {

inline io::Batch line_batch(std::string_view line) {
  io::Batch batch;
  batch.buffer.reserve(line.size() + io::kBatchPadding, 0);
  std::copy(line.begin(), line.end(), batch.buffer.data());
  batch.buffer.data()[line.size()] = '\n';
  batch.last = line.size();
  return batch;
}

}  // namespace runnel::op
