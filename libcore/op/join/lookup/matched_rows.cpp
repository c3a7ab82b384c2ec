#include "op/join/lookup/matched_rows.h"

#include <absl/container/flat_hash_set.h>

#include <string_view>
#include <utility>

namespace runnel::op {

namespace {

using Texts = absl::flat_hash_set<std::string_view>;

// Marks the rows of a key whose text is one of these.
void mark(const Table& table, const FoundKey& key, const Texts& texts, std::vector<uint8_t>& flags) {
  if (texts.empty()) return;
  for (RowId row = table.find(key); row != Table::kNone; row = table.next(row)) {
    if (texts.contains(table.text(row))) flags[row] = 1;
  }
}

}  // namespace

void MatchedRows::take(const CurrentTable::Version& version, std::span<const uint32_t> matched,
                       std::span<const RowId> first) {
  go_on_with(version);
  for (const uint32_t key : matched) {
    for (RowId row = first[key]; row != Table::kNone; row = table().next(row)) flags_[row] = 1;
  }
}

void MatchedRows::go_on_with(const CurrentTable::Version& version) {
  if (version_.table != nullptr && version.number == version_.number) return;
  const CurrentTable::Version before = std::exchange(version_, version);
  const std::vector<uint8_t> flags = std::exchange(flags_, std::vector<uint8_t>(table().end()));
  if (before.table == nullptr) return;
  Texts texts;
  for (KeyId key = 0; key < before.table->key_end(); ++key) {
    texts.clear();
    for (RowId row = before.table->first_row(key); row != Table::kNone; row = before.table->next(row)) {
      if (flags[row] != 0) texts.insert(before.table->text(row));
    }
    mark(table(), before.table->key(key), texts, flags_);
  }
}

}  // namespace runnel::op
