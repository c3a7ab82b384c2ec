// The right side of a lookup join: rows by key, in memory.
//
// A TableBuilder (op/join/lookup/table_builder.h) gathers the rows and gives them away as a Table, which
// never changes: any number of threads may look into it. A row costs its text and 16 bytes, a key what
// op/keyed/key_table.h says and 4 more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "op/keyed/key_table.h"

namespace runnel::op {

// Of a table's rows, in their order, from 0.
using RowId = uint32_t;

class Table {
 public:
  static constexpr RowId kNone = UINT32_MAX;

  // The first row of each key, or kNone; what is found is asked into the cache. REQUIRES: there is room for
  // as many rows as keys.
  void find_all(std::span<const FoundKey> keys, RowId* rows) const;
  RowId find(const FoundKey& key) const {
    const KeyId found = keys_.find(key);
    return found == KeyTable::kNone ? kNone : first_rows_[found];
  }
  // The next row of the same key, or kNone.
  RowId next(RowId row) const { return rows_[row].next; }
  // As it came, where texts are kept; valid as long as the table.
  std::string_view text(RowId row) const { return {rows_[row].text, rows_[row].size}; }

  // All rows are below this. Some numbers may be those of rows that a later one of their key has replaced.
  RowId end() const { return static_cast<RowId>(rows_.size()); }
  bool is_row(RowId row) const { return rows_[row].text != nullptr; }

  // All keys are below this.
  KeyId key_end() const { return static_cast<KeyId>(first_rows_.size()); }
  FoundKey key(KeyId key) const { return keys_.get(key); }
  RowId first_row(KeyId key) const { return first_rows_[key]; }

  struct Size {
    uint64_t rows = 0;           // that are held, and not replaced
    uint64_t null_keys = 0;      // of these: a part of the key is null, so that nothing matches them
    uint64_t repeated_keys = 0;  // keys that more than one row had
    uint64_t bytes = 0;          // that the table takes
  };
  const Size& size() const { return size_; }

 private:
  friend class TableBuilder;

  struct Row {
    const char* text;  // null: the row was replaced
    uint32_t size;
    RowId next;
  };

  KeyTable keys_;
  std::vector<RowId> first_rows_;  // by key
  std::vector<Row> rows_;
  std::vector<std::unique_ptr<char[]>> texts_;
  Size size_;
};

}  // namespace runnel::op
