// Where the columns of a table stand, and its lines: as wide as they need, or within a screen.
//
// In a screen, columns are made narrower, the widest first; columns for which there is no room at all are
// left out at the right. A cell that is wider than its column takes what room the table has left, and moves
// those behind it until they find back to their places; then it is cut, or without a screen the line is
// longer.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/columns.h"

namespace runnel::format {

struct TableCell {
  Columns shown;
  bool is_number = false;
};
using TableRow = std::vector<TableCell>;

class TableLayout {
 public:
  // For the headings and the first rows, which all have as many cells. A column whose cells are all numbers
  // stands at the right. `width`: of the screen.
  TableLayout(std::span<const TableRow> rows, const TableRow& headings, std::optional<size_t> width,
              Charset charset);

  // Appends the row as a line, with its '\n'.
  void append(std::string& out, const TableRow& row) const;
  // The headings, and behind them how many columns there was no room for: `+3`.
  void append_headings(std::string& out, const TableRow& headings) const;

 private:
  struct Column {
    size_t width = 0;
    bool is_right = false;
    size_t begin = 0;
  };

  void measure(const TableRow& row);
  void shrink();
  void leave_out();
  void place();
  size_t total(size_t widest) const;
  size_t room_for(const Column& column, size_t begin) const;

  std::vector<Column> columns_;
  std::optional<size_t> room_;  // for columns: the screen without note_
  const Charset charset_;
  std::string note_;  // of columns that are left out
};

}  // namespace runnel::format
