// CSV, and TSV, which is the same with a tab: a header, then a line a record, by RFC 4180 but for line ends
// of one '\n'.
//
// Numbers, true and false are written as they were read, null and what is missing as nothing, arrays and
// objects as their JSON text in quotes. Strings are in quotes where they would be taken for anything else, so
// that who reads it back has the same scalars (format/output/csv_text.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "format/output/output_form.h"
#include "format/output/record_columns.h"

namespace runnel::format {

class CellsForm final : public OutputForm {
 public:
  // `columns`: as RecordColumns.
  CellsForm(char delimiter, std::vector<std::string> columns);

  void append(std::string& out, std::string_view record) override;
  void finish(std::string& out) override;
  void begin_again() override { has_header_ = false; }
  std::string state(io::Tally tally) const override;
  bool resume(std::string_view state) override;
  std::string lost() const override;
  std::string hint() const override { return columns_.hint(); }

 private:
  void append_header(std::string& out);
  void append_row(std::string& out, std::span<const Cell> cells);
  void append_cell(std::string& out, const Cell& cell);

  const char delimiter_;
  RecordColumns columns_;
  bool has_header_ = false;
  uint64_t empty_records_ = 0;  // that came before any column was known
  std::string room_;
};

}  // namespace runnel::format
