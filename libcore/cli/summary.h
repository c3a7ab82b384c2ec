// --summary: what a run did, one `name: value` a line, for people and for awk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace runnel::cli {

// Makes the lines; numbers stand in one column.
class Summary {
 public:
  // `width`: of the names, with their colon.
  explicit Summary(size_t width) : width_(width) {}

  Summary& number(std::string_view name, uint64_t value);
  Summary& text(std::string_view name, std::string_view value);
  // The lines that every summary ends with: bytes, seconds, records/s, bytes/s. `bytes` are those that were
  // read, before decompression.
  Summary& rates(uint64_t records, uint64_t bytes, int64_t elapsed_ns);

  const std::string& lines() const { return lines_; }

 private:
  size_t width_;
  std::string lines_;
};

}  // namespace runnel::cli
