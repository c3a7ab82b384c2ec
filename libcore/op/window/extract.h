// What stream-window's worker found in a batch: for each record its time, its key and what its aggregates are
// given, and between the records what else there was.
#pragma once

#include <cstdint>
#include <vector>

#include "base/arena.h"
#include "json/value.h"
#include "op/bad_records.h"
#include "op/operator.h"
#include "op/window/key_table.h"

namespace runnel::op {

struct WindowExtract final : Extract {
  struct Row {
    int64_t time;  // 0 where records have none
    uint32_t key;  // into keys
    uint32_t offset;  // of the line in the batch
    uint32_t size;    // without its newline
  };
  // Something that is no row, and comes before the row of that number.
  struct Event {
    size_t before_row;
    enum class Kind : uint8_t { bad, watermark } kind;
    size_t bad;    // into bad
    int64_t time;  // watermark
  };

  std::vector<Row> rows;
  std::vector<json::Value> cells;  // of each row, one for each column; they point into the batch, or own
  std::vector<FoundKey> keys;      // each once; they point into the batch, or into `text`
  std::vector<Event> events;
  std::vector<BadRecord> bad;
  Arena text;
  uint32_t line_count = 0;
  uint64_t records = 0;  // lines that are neither empty nor watermarks

  void clear() {
    rows.clear();
    cells.clear();
    keys.clear();
    events.clear();
    bad.clear();
    text.reset();
    line_count = 0;
    records = 0;
  }
};

}  // namespace runnel::op
