#include "format/output/table_form.h"

#include <fmt/format.h>

#include <iterator>

namespace runnel::format {

namespace {

constexpr std::string_view kBold = "\033[1m";
constexpr std::string_view kPlain = "\033[0m";

// A line break in a cell would be one in the table.
void append_without_controls(std::string& out, std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F) {
      out += c;
    } else if (c == '\n' || c == '\t' || c == '\r') {
      out += c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r";
    } else {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
    }
  }
}

}  // namespace

TableForm::TableForm(const OutputFormat& format)
    : width_(format.width),
      charset_(format.utf8 ? Charset::unicode : Charset::ascii),
      bold_(format.bold),
      columns_(format.columns) {}

void TableForm::append(std::string& out, std::string_view record) {
  const auto cells = columns_.take(record);
  if (cells.empty()) {
    ++empty_records_;
    return;
  }
  TableRow row = row_of(cells);
  if (layout_) {
    layout_->append(out, row);
    return;
  }
  held_.push_back(std::move(row));
  if (held_.size() == kHeld) begin(out);
}

void TableForm::flush(std::string& out) {
  if (!held_.empty()) begin(out);
}

void TableForm::finish(std::string& out) {
  if (!layout_ && !columns_.names().empty()) begin(out);
}

std::string TableForm::lost() const {
  if (!columns_.names().empty() || empty_records_ == 0) return columns_.lost();
  return fmt::format("{} without members, which make no columns; --columns names some",
                     empty_records_ == 1 ? "1 record is" : fmt::format("{} records are", empty_records_));
}

TableRow TableForm::row_of(std::span<const Cell> cells) {
  TableRow row;
  row.reserve(cells.size());
  for (const Cell& cell : cells) {
    if (!cell.is_there()) {
      row.emplace_back();
    } else if (cell.kind == Cell::Kind::string) {
      const Name text{cell.text(), cell.is_escaped};
      row.push_back({.shown = shown(text.meant(room_)), .is_number = false});
    } else {
      row.push_back({.shown = shown(cell.text()), .is_number = cell.kind == Cell::Kind::number});
    }
  }
  return row;
}

Columns TableForm::shown(std::string_view text) const {
  std::string visible;
  append_without_controls(visible, text);
  return fitted(visible, std::string::npos, charset_);
}

void TableForm::begin(std::string& out) {
  TableRow headings;
  for (const std::string& name : columns_.names()) {
    headings.push_back({.shown = shown(name), .is_number = false});
  }
  layout_.emplace(held_, headings, width_, charset_);
  std::string line;
  layout_->append_headings(line, headings);
  if (bold_) line = fmt::format("{}{}{}\n", kBold, std::string_view(line).substr(0, line.size() - 1), kPlain);
  out += line;
  const TableRow nothing(headings.size());
  for (; empty_records_ > 0; --empty_records_) layout_->append(out, nothing);
  for (const TableRow& row : held_) layout_->append(out, row);
  held_ = {};
}

}  // namespace runnel::format
