#include "format/csv_row.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace runnel::format {

namespace {

constexpr size_t kFewCells = 16;

}  // namespace

void CsvRow::start(std::string_view text) {
  text_end_ = text.data() + text.size();
  is_marked_ = false;
}

// The marks begin at `at`.
void CsvRow::look_from(const char* at) {
  const auto left = static_cast<size_t>(text_end_ - at) + 1;  // with the newline behind the text
  const size_t blocks = std::min((left + kCsvBlock - 1) / kCsvBlock, kBlocks);
  std::array<CsvMarks, kBlocks> marks;
  mark_csv(at, blocks, delimiter_, marks.data());
  for (size_t i = 0; i < blocks; ++i) marks_[i] = marks[i].any();
  std::fill(marks_.begin() + static_cast<ptrdiff_t>(blocks), marks_.end(), 0);
  marked_ = at;
  block_ = 0;
}

// The next quote, delimiter or newline. There is one: behind the text stands a newline.
inline const char* CsvRow::special() {
  for (;;) {
    if (block_ == kBlocks) look_from(marked_ + kBlocks * kCsvBlock);
    uint64_t& marks = marks_[block_];
    if (marks != 0) {
      const char* const found = marked_ + block_ * kCsvBlock + std::countr_zero(marks);
      marks &= marks - 1;
      return found;
    }
    ++block_;
  }
}

bool CsvRow::read(const char* at) {
  if (!is_marked_ || at != next_) look_from(at);
  is_marked_ = true;
  count_ = 0;
  newlines_ = 0;
  const char* cell = at;
  for (;;) {
    const char* const found = take_bare(cell);
    if (*found == '\n') {
      finish(at, found);
      add({cell, static_cast<uint32_t>(std::max(end_, cell) - cell), CsvCell::Quotes::none});
      return true;
    }
    if (found != cell) continue;  // a quote within a cell
    if (!read_quoted(found)) return give_up(at, found);
    if (*next_ == '\n' || *next_ == '\r') {
      finish(at, *next_ == '\n' ? next_ : next_ + 1);
      return true;
    }
    cell = next_ + 1;
  }
}

// Takes cells from the one that begins at `cell` on, up to the next quote or newline, which is returned; in
// front of it stands what `cell` begins then. Most rows are nothing but that.
const char* CsvRow::take_bare(const char*& cell) {
  const char delimiter = delimiter_;
  const char* begin = cell;
  CsvCell* next = cells_.data() + count_;
  const CsvCell* room = cells_.data() + cells_.size();
  uint64_t marks = marks_[block_];
  const char* base = marked_ + block_ * kCsvBlock;
  for (;;) {
    while (marks == 0) {
      if (++block_ == kBlocks) look_from(marked_ + kBlocks * kCsvBlock);
      marks = marks_[block_];
      base = marked_ + block_ * kCsvBlock;
    }
    const char* const found = base + std::countr_zero(marks);
    marks &= marks - 1;
    if (*found != delimiter) {
      marks_[block_] = marks;
      count_ = static_cast<size_t>(next - cells_.data());
      cell = begin;
      return found;
    }
    if (next == room) {
      const auto count = static_cast<size_t>(next - cells_.data());
      cells_.resize(2 * count + kFewCells);
      next = cells_.data() + count;
      room = cells_.data() + cells_.size();
    }
    *next++ = {begin, static_cast<uint32_t>(found - begin), CsvCell::Quotes::none};
    begin = found + 1;
  }
}

void CsvRow::add(const CsvCell& cell) {
  if (count_ == cells_.size()) cells_.resize(2 * count_ + kFewCells);
  cells_[count_++] = cell;
}

// The row that begins at `at` ends with this newline.
void CsvRow::finish(const char* at, const char* newline) {
  next_ = newline + 1;
  end_ = newline > at && newline[-1] == '\r' ? newline - 1 : newline;
}

// The cell that begins with this quote; next_ is what stands behind it then.
bool CsvRow::read_quoted(const char* quote) {
  CsvCell cell{quote + 1, 0, CsvCell::Quotes::around};
  for (;;) {
    const char* const found = special();
    if (found >= text_end_) return false;
    if (*found != '"') {
      if (*found == '\n') ++newlines_;
      continue;
    }
    const char* const behind = found + 1;
    if (*behind == '"' && behind < text_end_) {
      special();
      cell.quotes = CsvCell::Quotes::doubled;
      continue;
    }
    const bool is_line_end = *behind == '\n' || (*behind == '\r' && behind < text_end_ && behind[1] == '\n');
    if (*behind != delimiter_ && !is_line_end) return false;
    cell.size = static_cast<uint32_t>(found - cell.begin);
    add(cell);
    next_ = behind;
    special();  // the delimiter, or the newline
    return true;
  }
}

// Only its first line is the bad record, so that what is wrong is looked for there: what stands behind it
// need not have come yet.
bool CsvRow::give_up(const char* at, const char* quote) {
  const void* const newline = std::memchr(at, '\n', static_cast<size_t>(text_end_ - at) + 1);
  const auto* const line_end = static_cast<const char*>(newline);
  is_marked_ = false;
  if (quote > line_end) {
    const char* const text_end = std::exchange(text_end_, line_end);
    read(at);
    text_end_ = text_end;
    return false;
  }
  fault_at_ = quote;
  next_ = line_end + 1;
  end_ = line_end > at && line_end[-1] == '\r' ? line_end - 1 : line_end;
  return false;
}

void append_cell(std::string& out, const CsvCell& cell) {
  std::string_view text = cell.text();
  if (cell.quotes != CsvCell::Quotes::doubled) {
    out += text;
    return;
  }
  for (size_t quote = text.find('"'); quote != text.npos; quote = text.find('"')) {
    out += text.substr(0, quote + 1);
    text.remove_prefix(quote + 2);
  }
  out += text;
}

}  // namespace runnel::format
