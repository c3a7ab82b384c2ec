#include "format/output/cells_form.h"

#include <fmt/format.h>

#include "base/bytes.h"
#include "format/output/csv_text.h"

namespace runnel::format {

namespace {

// A line of nothing is no record to a reader, so that a single cell is never without text.
constexpr std::string_view kOnlyCell = "\"\"";

// What its states begin with, so that none of another form is taken for one.
constexpr std::string_view kName = "cells";

}  // namespace

CellsForm::CellsForm(char delimiter, std::vector<std::string> columns)
    : delimiter_(delimiter), columns_(std::move(columns)) {}

void CellsForm::append(std::string& out, std::string_view record) {
  const auto cells = columns_.take(record);
  if (cells.empty()) {
    ++empty_records_;
    return;
  }
  if (!has_header_) append_header(out);
  append_row(out, cells);
}

void CellsForm::finish(std::string& out) {
  if (!has_header_ && !columns_.names().empty()) append_header(out);
}

std::string CellsForm::state(io::Tally tally) const {
  ByteWriter out;
  out.text(kName);
  out.u8(static_cast<uint8_t>(delimiter_));
  out.u8(has_header_ ? 1 : 0);
  out.u64(empty_records_);
  columns_.save(out, tally);
  return out.take();
}

bool CellsForm::resume(std::string_view state) {
  ByteReader in(state);
  if (in.text() != kName || in.u8() != static_cast<uint8_t>(delimiter_)) return false;
  const bool has_header = in.u8() != 0;
  const uint64_t empty_records = in.u64();
  if (!columns_.load(in) || !in.at_end()) return false;
  has_header_ = has_header;
  empty_records_ = empty_records;
  return true;
}

std::string CellsForm::lost() const {
  if (!columns_.names().empty() || empty_records_ == 0) return columns_.lost();
  return fmt::format("{} without members, which make no columns; --columns names some",
                     empty_records_ == 1 ? "1 record is" : fmt::format("{} records are", empty_records_));
}

void CellsForm::append_header(std::string& out) {
  has_header_ = true;
  for (size_t i = 0; i < columns_.names().size(); ++i) {
    if (i > 0) out += delimiter_;
    append_csv_name(out, columns_.names()[i], delimiter_);
  }
  out += '\n';
  const std::vector<Cell> nothing(columns_.names().size());
  for (; empty_records_ > 0; --empty_records_) append_row(out, nothing);
}

void CellsForm::append_row(std::string& out, std::span<const Cell> cells) {
  if (cells.size() == 1 && !cells[0].is_there()) out += kOnlyCell;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += delimiter_;
    append_cell(out, cells[i]);
  }
  out += '\n';
}

void CellsForm::append_cell(std::string& out, const Cell& cell) {
  switch (cell.kind) {
    case Cell::Kind::missing:
    case Cell::Kind::null:
      break;
    case Cell::Kind::word:
    case Cell::Kind::number:
      out += cell.text();
      break;
    case Cell::Kind::string:
      if (cell.is_escaped) {
        append_csv_string(out, cell.meant(room_), delimiter_);
      } else {
        append_csv_plain_string(out, cell.text(), delimiter_);
      }
      break;
    case Cell::Kind::json:
      append_csv_quoted(out, cell.text());
      break;
  }
}

}  // namespace runnel::format
