#include "op/join/lookup/table_builder.h"

#include <cstring>
#include <utility>

namespace runnel::op {

bool TableBuilder::add(const FoundKey& key, std::string_view text) {
  if (is_full()) return false;
  const RowId row = add_row(text);
  KeyId id = table_->keys_.find(key);
  if (id == KeyTable::kNone) {
    id = table_->keys_.add({key.hash, key.canonical, {}});
    table_->first_rows_.push_back(row);
    last_rows_.push_back(row);
    repeated_.push_back(false);
    return true;
  }
  if (!repeated_[id]) ++table_->size_.repeated_keys;
  repeated_[id] = true;
  const RowId before = std::exchange(last_rows_[id], row);
  if (options_.rows == TableOptions::Rows::all) {
    table_->rows_[before].next = row;
  } else {
    table_->rows_[before].text = nullptr;
    table_->first_rows_[id] = row;
    --table_->size_.rows;
  }
  return true;
}

bool TableBuilder::add_without_key(std::string_view text) {
  if (is_full()) return false;
  add_row(text);
  ++table_->size_.null_keys;
  return true;
}

RowId TableBuilder::add_row(std::string_view text) {
  if (options_.texts == TableOptions::Texts::are_left_out) text = "";
  const char* const copy = kept(text);
  table_->rows_.push_back({copy, static_cast<uint32_t>(text.size()), Table::kNone});
  ++table_->size_.rows;
  return static_cast<RowId>(table_->rows_.size() - 1);
}

const char* TableBuilder::kept(std::string_view text) {
  constexpr size_t kBlock = size_t{1} << 20;
  if (text.empty()) return "";
  if (text.size() > left_) {
    left_ = std::max(kBlock, text.size());
    table_->texts_.push_back(std::make_unique_for_overwrite<char[]>(left_));
    free_ = table_->texts_.back().get();
    table_->size_.bytes += left_;
  }
  char* const copy = std::exchange(free_, free_ + text.size());
  std::memcpy(copy, text.data(), text.size());
  left_ -= text.size();
  return copy;
}

std::shared_ptr<const Table> TableBuilder::finish() {
  Table& table = *table_;
  table.size_.bytes += table.keys_.bytes() + table.first_rows_.capacity() * sizeof(RowId) +
                       table.rows_.capacity() * sizeof(Table::Row);
  return std::shared_ptr<const Table>(std::move(table_));
}

}  // namespace runnel::op
