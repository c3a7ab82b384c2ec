// What a lookup's worker makes of a batch, for the ordered stage: in portions, so that memory is bounded also
// where a record has a great many rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "op/join/lookup/current_table.h"
#include "op/join/worker.h"
#include "op/operator.h"

namespace runnel::op {

struct LookupExtract final : Extract {
  // A portion's text is not much larger than this, unless a program makes more of one record.
  static constexpr size_t kMostText = 4 * 1024 * 1024;

  // The left records, and what else was found between them.
  JoinRows left;
  // The table that they are looked up in, one for all of the batch.
  CurrentTable::Version table;
  std::vector<RowId> first;  // of each of left.keys: its first row
  size_t next_event = 0;     // of left.events, that has not been dealt with

  // Where the next portion begins: at this record, and of its rows at this one, or at the first.
  uint32_t next = 0;
  RowId next_row = Table::kNone;
  size_t passed_events = 0;  // that are in front of it
  bool is_through() const { return next == left.rows.size(); }
  // Whether there is no further portion.
  bool is_done() const { return is_through() && left.rest == nullptr; }

  // What comes of a record; of several, where what is written for them is one piece, and nothing else was
  // found between them. Where records have times each has an answer of its own.
  struct Answer {
    uint32_t record;  // of left.rows: the first
    enum class Kind : uint8_t {
      nothing,  // to be written
      made,     // a piece of `text`, or all that there is of it
      lines,    // as they were read: a piece of the batch
      bad,      // it is a bad record: bad[begin]
    } kind;
    size_t begin;
    size_t size;
  };

  // The portion.
  std::vector<Answer>
      answers;  // in their order; without those that come to nothing, unless records have times
  std::string text;
  std::vector<BadRecord> bad;
  std::vector<uint32_t>
      matched;  // of left.keys, those that a record found rows for; where the rows are followed
  struct Counts {
    uint64_t null_keys = 0;
    uint64_t matched = 0;
    uint64_t unmatched = 0;
    uint64_t pairs = 0;
  } counts;

  // So many lines begin before this place in the batch: for the numbers of bad records.
  struct Lines {
    uint32_t offset = 0;
    uint32_t count = 0;
  } lines;
};

}  // namespace runnel::op
