// Which rows of a table have been matched, also while the table is exchanged for another: a row that is in
// both, with the same key and the same text, stays matched.
//
// For the ordered stage, one thread at a time. A byte a row.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "op/join/lookup/current_table.h"

namespace runnel::op {

class MatchedRows {
 public:
  // Records have matched all rows of these keys (numbers in `first`, where their first rows are). REQUIRES:
  // no older table than the one before.
  void take(const CurrentTable::Version& version, std::span<const uint32_t> matched,
            std::span<const RowId> first);
  // From here on it is about this table.
  void go_on_with(const CurrentTable::Version& version);

  // The rows by their keys and texts: whether the table is still the same then is not asked.
  void save(ByteWriter& out) const;
  void load(ByteReader& in, const CurrentTable::Version& version);

  const Table& table() const { return *version_.table; }
  bool is_matched(RowId row) const { return flags_[row] != 0; }

 private:
  CurrentTable::Version version_;
  std::vector<uint8_t> flags_;  // by row
};

}  // namespace runnel::op
