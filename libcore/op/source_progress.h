// Which line of its source a line of a batch is: for the ordered stage, which sees the batches in their
// order.
#pragma once

#include <cstdint>
#include <vector>

#include "io/batch.h"

namespace runnel::op {

class LineNumbers {
 public:
  // How many lines the source's batches before this one had.
  uint64_t before(uint32_t source) const { return source < before_.size() ? before_[source] : 0; }
  // From 1. `line`: from 0, in the batch, where it begins at `offset`.
  uint64_t of(const io::Batch& batch, uint32_t line, size_t offset) const {
    return before(batch.source) + (batch.rewriting ? batch.rewriting->line_of(offset) : line) + 1;
  }
  // The batch is done with, and had so many.
  void consumed(const io::Batch& batch, uint32_t lines) {
    if (before_.size() <= batch.source) before_.resize(batch.source + 1);
    before_[batch.source] += batch.rewriting ? batch.rewriting->newlines.size() : lines;
  }

 private:
  std::vector<uint64_t> before_;  // by source
};

}  // namespace runnel::op
