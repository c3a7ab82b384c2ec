// Where the records of a batch end that are lines, or that its framing has told apart (io::Batch::ends).
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "io/batch.h"

namespace runnel::format {

struct RecordSpan {
  std::string_view text;  // without the newline that ends it, and without a '\r' before that
  const char* next;       // behind that newline
  uint32_t lines;         // so many newlines lie in it, with that one
};

inline bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r") == std::string_view::npos;
}

// The record that begins at `at`.
inline RecordSpan span_at(const io::Batch& batch, const char* at) {
  const char* newline;
  uint32_t lines = 1;
  if (batch.ends.empty()) {
    newline = static_cast<const char*>(std::memchr(at, '\n', static_cast<size_t>(batch.end() - at) + 1));
  } else {
    const auto offset = static_cast<uint32_t>(at - batch.begin());
    const auto end = std::upper_bound(batch.ends.begin(), batch.ends.end(), offset);
    const char* const behind = end == batch.ends.end() ? batch.end() : batch.begin() + *end;
    newline = behind > at && behind[-1] == '\n' ? behind - 1 : behind;
    lines += static_cast<uint32_t>(std::count(at, newline, '\n'));
  }
  auto size = static_cast<size_t>(newline - at);
  if (size > 0 && at[size - 1] == '\r') --size;
  return {{at, size}, newline + 1, lines};
}

}  // namespace runnel::format
