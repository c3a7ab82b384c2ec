// The bytes that not every reader has taken yet: lines are appended at the end, and dropped from the front
// once the slowest has passed them. A position counts the bytes since the beginning, so it stays what it is
// whatever is dropped.
//
// What was appended by one call stays in one piece, so that whoever was offered a part of it is offered the
// same bytes again. Memory is taken in chunks and counted with what is not used of them. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace runnel::io {

// As many whole lines at the beginning of `text` as are no longer than `most`, all of it if it is not longer.
// Empty: the first line is longer.
std::string_view lines_within(std::string_view text, size_t most);
// The first line with its newline, or all of it.
std::string_view first_line(std::string_view text);

// How far a reader is, and where the line begins that it is in the middle of.
struct Place {
  uint64_t at = 0;
  uint64_t line = 0;  // <= at; the same between two lines

  void pass(std::string_view taken);
};

class Spool {
 public:
  static constexpr size_t kChunk = 64 * 1024;

  uint64_t begin() const { return begin_; }
  uint64_t end() const { return end_; }
  bool empty() const { return begin_ == end_; }
  // Bytes of memory.
  uint64_t held() const { return held_; }
  // How many bytes can be appended so that held() does not exceed `limit`.
  uint64_t room(uint64_t limit) const;

  void append(std::string_view text);
  // So many bytes need not be held: all have taken them. REQUIRES: empty().
  void pass(uint64_t count);
  // REQUIRES: begin() <= position <= end().
  void drop_to(uint64_t position);
  // What stands from there on in one piece; empty only at the end. Valid until the next change.
  // REQUIRES: begin() <= position <= end().
  std::string_view from(uint64_t position) const;

 private:
  struct Chunk {
    uint64_t begin;
    std::string text;  // its capacity is what was reserved for it
    uint64_t end() const { return begin + text.size(); }
  };

  void begin_chunk(size_t size);
  void drop_front();

  std::deque<Chunk> chunks_;  // none is empty
  std::string spare_;         // of the size that most have, so that none is freed and asked for all the time
  uint64_t begin_ = 0;
  uint64_t end_ = 0;
  uint64_t held_ = 0;
};

}  // namespace runnel::io
