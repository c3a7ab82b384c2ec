#include "format/csv_rows.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "format/bits.h"

namespace runnel::format {

namespace {

constexpr size_t kBlocksAtOnce = 64;

size_t behind_newline(const char* text, size_t from, size_t size) {
  const void* const newline = std::memchr(text + from, '\n', size - from);
  return newline == nullptr ? 0 : static_cast<size_t>(static_cast<const char*>(newline) - text) + 1;
}

}  // namespace

size_t CsvRows::find(const char* text, size_t size) {
  std::array<CsvMarks, kBlocksAtOnce> marks;
  while (at_ < size) {
    if (skips_line_) {
      const size_t end = behind_newline(text, at_, size);
      if (end == 0) {
        at_ = size;
        return end_;
      }
      end_ = end;
      at_ = end;
      skips_line_ = false;
      in_quotes_ = closes_ = false;
      begins_cell_ = true;
      continue;
    }
    // Most files have few quotes or none.
    const bool is_plain = !in_quotes_ && !closes_;
    const void* const quote = is_plain ? std::memchr(text + at_, '"', size - at_) : text + at_;
    const size_t plain_end =
        quote == nullptr ? size : static_cast<size_t>(static_cast<const char*>(quote) - text);
    if (plain_end - at_ >= 4 * kCsvBlock || quote == nullptr) {
      if (const void* const newline = memrchr(text + at_, '\n', plain_end - at_)) {
        end_ = static_cast<size_t>(static_cast<const char*>(newline) - text) + 1;
      }
      at_ = plain_end;
      begins_cell_ = text[at_ - 1] == delimiter_ || text[at_ - 1] == '\n';
      continue;
    }
    const size_t blocks = std::min((size - at_ + kCsvBlock - 1) / kCsvBlock, kBlocksAtOnce);
    mark_csv(text + at_, blocks, delimiter_, marks.data());
    Went went = Went::on;
    for (size_t i = 0; i < blocks && went == Went::on; ++i) went = look_at_block(text, size, marks[i]);
    if (went == Went::nowhere) return end_;
  }
  return end_;
}

// The block at at_, of which so many bytes of the text are left. Goes behind it, or back where a row turns
// out to be bad. Nowhere, if a "\r" is the text's last byte, and what it is will be seen with the next one.
CsvRows::Went CsvRows::look_at_block(const char* text, size_t size, const CsvMarks& marks) {
  size_t count = std::min(size - at_, kCsvBlock);
  const bool is_cut = text[size - 1] == '\r' && at_ + count == size;
  if (is_cut && --count == 0) return Went::nowhere;
  const uint64_t valid = bits_below(count);
  uint64_t quotes = marks.quotes & valid;
  const uint64_t boundaries = (marks.delimiters | marks.newlines) & valid;
  const uint64_t newlines = marks.newlines & valid;
  const uint64_t carry = in_quotes_ ? ~uint64_t{0} : 0;
  const auto take_rows = [&](uint64_t rows) {
    if (rows != 0) end_ = at_ + 64 - static_cast<size_t>(std::countl_zero(rows));
  };
  uint64_t inside;
  uint64_t closing;
  for (;;) {
    inside = prefix_xor(quotes) ^ carry;
    closing = quotes & ~inside;
    const uint64_t may_open = (boundaries | closing) << 1 | (begins_cell_ ? 1 : 0);
    const uint64_t stray = quotes & inside & ~may_open;
    const uint64_t text_behind =
        without_line_ends((closing << 1 | (closes_ ? 1 : 0)) & ~(boundaries | quotes) & valid, text);
    const uint64_t lowest_stray = lowest_bit(stray);
    const uint64_t lowest_text = lowest_bit(text_behind);
    if (lowest_text != 0 && (lowest_stray == 0 || lowest_text < lowest_stray)) {
      take_rows(newlines & ~inside & (lowest_text - 1));
      rewind(text, size, end_);
      return Went::back;
    }
    if (lowest_stray == 0) break;
    quotes &= ~lowest_stray;  // a character like others
  }
  take_rows(newlines & ~inside);
  const uint64_t last = uint64_t{1} << (count - 1);
  in_quotes_ = (inside & last) != 0;
  closes_ = (closing & last) != 0;
  begins_cell_ = ((boundaries | closing) & last) != 0;
  at_ += count;
  return is_cut ? Went::nowhere : Went::on;
}

// Of these bytes behind closing quotes, those that are not the "\r" of a line's end.
uint64_t CsvRows::without_line_ends(uint64_t bytes, const char* text) const {
  uint64_t left = bytes;
  for (uint64_t rest = bytes; rest != 0; rest &= rest - 1) {
    const char* const at = text + at_ + std::countr_zero(rest);
    if (at[0] == '\r' && at[1] == '\n') left &= ~(lowest_bit(rest));
  }
  return left;
}

// The row that begins there is bad: its first line is one of its own.
void CsvRows::rewind(const char* text, size_t size, size_t row) {
  const size_t end = behind_newline(text, row, size);
  in_quotes_ = closes_ = false;
  begins_cell_ = true;
  skips_line_ = end == 0;
  at_ = end == 0 ? size : end;
  if (end != 0) end_ = end;
}

size_t CsvRows::give_up(const char* text, size_t size) {
  rewind(text, size, end_);
  if (skips_line_) {  // the reader leaves out the rest of it
    skips_line_ = false;
    at_ = end_ = 0;
    return 0;
  }
  return find(text, size);
}

void CsvRows::leave(size_t bytes) {
  at_ = std::max(at_, bytes) - bytes;
  end_ = 0;
}

}  // namespace runnel::format
