// What stream-window's worker found in a batch: for each record its time, its key and what its aggregates are
// given, and between the records what else there was.
#pragma once

#include <vector>

#include "json/value.h"
#include "op/keyed/extract.h"

namespace runnel::op {

struct WindowExtract final : KeyedExtract {
  std::vector<json::Value> cells;  // of each row, one for each column; they point into the batch, or own

  void clear() override {
    KeyedExtract::clear();
    cells.clear();
  }
};

}  // namespace runnel::op
