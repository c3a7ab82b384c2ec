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

void MatchedRows::save(ByteWriter& out) const {
  uint64_t count = 0;
  for (const uint8_t flag : flags_) count += flag;
  out.u64(count);
  if (count == 0) return;
  for (KeyId key = 0; key < table().key_end(); ++key) {
    for (RowId row = table().first_row(key); row != Table::kNone; row = table().next(row)) {
      if (flags_[row] == 0) continue;
      out.u64(table().key(key).hash);
      out.text(table().key(key).canonical);
      out.text(table().text(row));
    }
  }
}

void MatchedRows::load(ByteReader& in, const CurrentTable::Version& version) {
  go_on_with(version);
  constexpr size_t kLeast = 3 * sizeof(uint64_t);  // of a row that is saved
  const uint64_t count = in.count(kLeast);
  for (uint64_t i = 0; i < count && in.ok(); ++i) {
    FoundKey key{};
    key.hash = in.u64();
    key.canonical = in.text();
    mark(table(), key, Texts{in.text()}, flags_);
  }
}

}  // namespace runnel::op
