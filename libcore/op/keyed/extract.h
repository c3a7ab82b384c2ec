// What a worker found in a batch whose records have a time and a key: a row for each record.
#pragma once

#include <cstdint>
#include <vector>

#include "op/keyed/key_table.h"
#include "op/record_walker.h"

namespace runnel::op {

struct KeyedExtract : WalkExtract {
  static constexpr size_t kMostRows = 16 * 1024;
  static constexpr uint32_t kNullKey = UINT32_MAX;

  struct Row {
    int64_t time;     // 0 where records have none
    uint32_t key;     // into keys; kNullKey where that is set apart
    uint32_t offset;  // of the line in the batch
    uint32_t size;    // without its newline
  };

  std::vector<Row> rows;
  std::vector<FoundKey> keys;  // each once; they point into the batch, or into `text`

  size_t place() const override { return rows.size(); }
  void clear() override {
    WalkExtract::clear();
    rows.clear();
    keys.clear();
  }
  bool is_full() const override { return rows.size() >= kMostRows || WalkExtract::is_full(); }
};

}  // namespace runnel::op
