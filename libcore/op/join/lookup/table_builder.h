// Makes a Table of rows that come one after another.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "op/join/lookup/table.h"

namespace runnel::op {

struct TableOptions {
  // What happens to the rows of a key that occurs more than once.
  enum class Rows : bool { last_alone, all } rows = Rows::last_alone;
  // Where nobody writes the rows, their texts need no memory.
  enum class Texts : bool { are_left_out, are_kept } texts = Texts::are_kept;
};

class TableBuilder {
 public:
  explicit TableBuilder(TableOptions options) : options_(options), table_(std::make_unique<Table>()) {}

  // Both copy what they are given. False: there is no room for more than 2^32 - 2 rows.
  bool add(const FoundKey& key, std::string_view text);
  bool add_without_key(std::string_view text);

  // The builder is good for nothing behind this.
  std::shared_ptr<const Table> finish();

 private:
  RowId add_row(std::string_view text);
  bool is_full() const { return table_->rows_.size() >= Table::kNone - 1; }
  const char* kept(std::string_view text);

  const TableOptions options_;
  std::unique_ptr<Table> table_;
  std::vector<RowId> last_rows_;  // by key
  std::vector<bool> repeated_;    // by key
  char* free_ = nullptr;          // in the last of the table's texts
  size_t left_ = 0;
};

}  // namespace runnel::op
