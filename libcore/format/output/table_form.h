// A table for people: headings, then a line a record, each column as wide as its widest cell among the first
// records. These are held back, until there are enough of them or the input is waited for.
//
// Strings are written as they are, but for control characters, which are escaped as in JSON; null and what is
// missing as nothing; all else as JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "format/output/output_form.h"
#include "format/output/output_format.h"
#include "format/output/record_columns.h"
#include "format/output/table_layout.h"

namespace runnel::format {

class TableForm final : public OutputForm {
 public:
  // Of the format: columns, width, utf8, bold.
  explicit TableForm(const OutputFormat& format);

  void append(std::string& out, std::string_view record) override;
  void flush(std::string& out) override;
  void finish(std::string& out) override;
  void begin_again() override { layout_.reset(); }
  std::string lost() const override;
  std::string hint() const override { return columns_.hint(); }

 private:
  static constexpr size_t kHeld = 100;  // records

  TableRow row_of(std::span<const Cell> cells);
  Columns shown(std::string_view text) const;
  void begin(std::string& out);

  const std::optional<size_t> width_;
  const Charset charset_;
  const bool bold_;
  RecordColumns columns_;
  std::vector<TableRow> held_;
  std::optional<TableLayout> layout_;  // once there are headings
  uint64_t empty_records_ = 0;         // that came before any column was known
  std::string room_;
};

}  // namespace runnel::format
