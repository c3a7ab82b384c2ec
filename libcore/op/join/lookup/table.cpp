#include "op/join/lookup/table.h"

#include <algorithm>

#include "base/prefetch.h"

namespace runnel::op {

// Keys come first, so that `rows` holds their numbers until it holds rows. In groups, as in
// KeyTable::find_all.
void Table::find_all(std::span<const FoundKey> keys, RowId* rows) const {
  static_assert(KeyTable::kNone == kNone);
  constexpr size_t kAtOnce = 64;
  keys_.find_all(keys, rows);
  for (size_t left = keys.size(); left > 0;) {
    const std::span<RowId> some(rows, std::min(left, kAtOnce));
    for (const KeyId key : some) {
      if (key != kNone) prefetch(&first_rows_[key]);
    }
    for (RowId& row : some) {
      if (row == kNone) continue;
      row = first_rows_[row];
      prefetch(&rows_[row]);
    }
    for (const RowId row : some) {
      if (row != kNone) prefetch(rows_[row].text);
    }
    rows += some.size();
    left -= some.size();
  }
}

}  // namespace runnel::op
