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
  // It holds not much more than this, so that memory is bounded also where lines have two bytes, or all are
  // bad. With ordinary lines a batch has fewer.
  static constexpr size_t kMostRows = 16 * 1024;
  static constexpr size_t kMostBad = 1024;
  static constexpr size_t kMostText = 128 * 1024;

  struct Row {
    int64_t time;     // 0 where records have none
    uint32_t key;     // into keys
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
  size_t text_bytes = 0;       // of records that were made of lines, in `text`
  const char* rest = nullptr;  // where the worker stopped since this was full; null: it saw the whole batch
  uint32_t line_count = 0;     // of the batch up to there
  uint64_t records = 0;        // lines that are neither empty nor watermarks

  void clear() {
    rows.clear();
    cells.clear();
    keys.clear();
    events.clear();
    bad.clear();
    text.reset();
    text_bytes = 0;
    rest = nullptr;
    records = 0;
  }
  bool is_full() const {
    return rows.size() >= kMostRows || events.size() >= kMostBad || text_bytes >= kMostText;
  }
};

}  // namespace runnel::op
