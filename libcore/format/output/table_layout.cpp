#include "format/output/table_layout.h"

#include <algorithm>
#include <string>

namespace runnel::format {

namespace {

constexpr size_t kGap = 2;        // columns of the screen between columns
constexpr size_t kNarrowest = 6;  // that a column is made

}  // namespace

TableLayout::TableLayout(std::span<const TableRow> rows, const TableRow& headings,
                         std::optional<size_t> width, Charset charset)
    : columns_(headings.size()), room_(width), charset_(charset) {
  measure(headings);
  for (const TableRow& row : rows) measure(row);
  for (size_t i = 0; i < columns_.size(); ++i) {
    const auto is_empty = [i](const TableRow& row) { return row[i].shown.text.empty(); };
    const auto fits = [&](const TableRow& row) { return is_empty(row) || row[i].is_number; };
    columns_[i].is_right =
        std::all_of(rows.begin(), rows.end(), fits) && !std::all_of(rows.begin(), rows.end(), is_empty);
  }
  if (room_) {
    leave_out();
    shrink();
  }
  place();
}

void TableLayout::measure(const TableRow& row) {
  for (size_t i = 0; i < columns_.size(); ++i) {
    columns_[i].width = std::max(columns_[i].width, row[i].shown.width);
  }
}

// What the columns take if none is wider than that.
size_t TableLayout::total(size_t widest) const {
  size_t total = 0;
  for (const Column& column : columns_) total += std::min(column.width, widest) + kGap;
  return total - std::min(total, kGap);
}

// Columns that would not fit if all were as narrow as they may be. What is said of them takes room as well,
// of a screen that has some.
void TableLayout::leave_out() {
  const size_t screen = *room_;
  for (size_t count = 1; columns_.size() > 1 && total(kNarrowest) > *room_; ++count) {
    columns_.pop_back();
    note_ = std::string(kGap, ' ') + '+' + std::to_string(count);
    if (note_.size() + kNarrowest > screen) note_.clear();
    room_ = screen - note_.size();
  }
}

void TableLayout::shrink() {
  for (Column& column : columns_) column.width = std::min(column.width, *room_);
  while (total(*room_) > *room_) {
    const auto widest = std::max_element(columns_.begin(), columns_.end(),
                                         [](const auto& a, const auto& b) { return a.width < b.width; });
    --widest->width;
  }
}

void TableLayout::place() {
  size_t begin = 0;
  for (Column& column : columns_) {
    column.begin = begin;
    begin += column.width + kGap;
  }
}

// For a cell that begins there, if those behind it are as wide as their columns.
size_t TableLayout::room_for(const Column& column, size_t begin) const {
  const Column& last = columns_.back();
  const size_t behind = last.begin + last.width - (column.begin + column.width);
  return *room_ - std::min(*room_, begin + behind);
}

void TableLayout::append_headings(std::string& out, const TableRow& headings) const {
  std::string line;
  append(line, headings);
  line.pop_back();
  const size_t end = columns_.back().begin + columns_.back().width;
  const size_t width = fitted(line, std::string::npos, charset_).width;
  if (!note_.empty()) line.append(end - std::min(end, width), ' ') += note_;
  out.append(line) += '\n';
}

void TableLayout::append(std::string& out, const TableRow& row) const {
  size_t at = 0;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const Column& column = columns_[i];
    const Columns* cell = &row[i].shown;
    if (cell->text.empty()) continue;
    const size_t free = at == 0 ? 0 : at + kGap;  // from here on
    size_t begin = std::max(column.begin, free);
    Columns cut;
    if (room_ && cell->width > column.width) {
      cut = fitted(cell->text, room_for(column, begin), charset_);
      cell = &cut;
    }
    if (column.is_right && cell->width < column.width) {
      begin = std::max(free, column.begin + column.width - cell->width);
    }
    out.append(begin - at, ' ') += cell->text;
    at = begin + cell->width;
  }
  out += '\n';
}

}  // namespace runnel::format
