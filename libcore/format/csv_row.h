// Takes rows of CSV apart into cells: what csv_form.h says of rows, for text that is there as a whole.
//
// Goes through rows that follow one another faster than through any others: what it has seen of the text
// behind a row it need not see again.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "format/csv_marks.h"

namespace runnel::format {

struct CsvCell {
  enum class Quotes : uint8_t { none, around, doubled };  // doubled: also inside, each written twice
  const char* begin;  // of what stands between the quotes, if there are any
  uint32_t size;
  Quotes quotes;

  std::string_view text() const { return {begin, size}; }
};

class CsvRow {
 public:
  explicit CsvRow(char delimiter) : delimiter_(delimiter) {}

  // Another text, of rows: what is known of the one before is forgotten. kPadding bytes behind it may be
  // read, of which the first is '\n'.
  void start(std::string_view text);

  // Reads the row that begins at `at`, in the text. False: it is a bad one, of one line: fault_at() is the
  // quote that begins what has no end. Cells are valid until the next row is read.
  bool read(const char* at);

  std::span<const CsvCell> cells() const { return {cells_.data(), count_}; }
  // How many newlines its cells hold.
  uint32_t newlines() const { return newlines_; }
  const char* end() const { return end_; }    // of the row: its newline, or the "\r" before that
  const char* next() const { return next_; }  // behind its newline
  const char* fault_at() const { return fault_at_; }

 private:
  const char* special();
  const char* take_bare(const char*& cell);
  void add(const CsvCell& cell);
  void look_from(const char* at);
  bool read_quoted(const char* quote);
  void finish(const char* at, const char* newline);
  bool give_up(const char* at, const char* quote);

  const char delimiter_;
  const char* text_end_ = nullptr;
  // Marks of the text from marked_ on, of which those that were looked at have been taken away.
  static constexpr size_t kBlocks = 32;
  std::array<uint64_t, kBlocks> marks_{};
  const char* marked_ = nullptr;
  size_t block_ = kBlocks;
  bool is_marked_ = false;  // from next_ on

  std::vector<CsvCell> cells_;  // of the row, and room for more
  size_t count_ = 0;
  uint32_t newlines_ = 0;
  const char* end_ = nullptr;
  const char* next_ = nullptr;
  const char* fault_at_ = nullptr;
};

// Appends what the cell says: quotes inside of it are written once.
void append_cell(std::string& out, const CsvCell& cell);

}  // namespace runnel::format
