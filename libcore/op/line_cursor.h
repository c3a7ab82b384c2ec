// The lines of a batch, one after another, as every worker walks them.
//
// A worker need not know where a line ends before it has looked at it: what it has read already is not
// searched again for the newline.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "io/batch.h"

namespace runnel::op {

class LineCursor {
 public:
  explicit LineCursor(const io::Batch& batch) : LineCursor(batch, batch.begin(), 0) {}

  // From the line that begins at `at`, which is the one of that number.
  LineCursor(const io::Batch& batch, const char* at, uint32_t number)
      : at_(at), end_(batch.end()), number_(number) {}

  // Goes to the next line that is not empty. False at the end of the batch.
  bool next() {
    while (at_ < end_ && is_empty()) finish(at_);
    return at_ < end_;
  }

  const char* begin() const { return at_; }
  const char* batch_end() const { return end_; }

  // The whole line, without its newline. `looked_at`: up to where the line is known to hold no newline.
  std::string_view text(const char* looked_at) const {
    const void* const newline = std::memchr(looked_at, '\n', static_cast<size_t>(end_ - looked_at) + 1);
    return {at_, static_cast<size_t>(static_cast<const char*>(newline) - at_)};
  }

  // Leaves the line, which ends at `newline`.
  void leave(const char* newline) {
    at_ = newline + 1;
    ++number_;
  }

  // Leaves so many lines at once: the next one begins at `line`.
  void jump(const char* line, uint32_t lines) {
    at_ = line;
    number_ += lines;
  }

  // Of the current line, 0 for the batch's first. After next() has given false: how many lines there were.
  uint32_t number() const { return number_; }

 private:
  bool is_empty() const {
    const char* p = at_;
    while (*p == ' ' || *p == '\t' || *p == '\r') ++p;
    return *p == '\n';
  }

  void finish(const char* from) {
    const std::string_view line = text(from);
    leave(line.data() + line.size());
  }

  const char* at_;
  const char* end_;  // where a '\n' stands, also behind a last line that has none
  uint32_t number_;
};

}  // namespace runnel::op
