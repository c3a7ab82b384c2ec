// What the tests and fuzz targets of the record path share: a line as the reader hands it out, in memory that
// ends where reading it must end, and every instruction set in turn.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

#include "json/isa.h"
#include "json/validator.h"

namespace runnel::json {

// A line, its newline, and kPadding bytes behind that, in an allocation of exactly that size, so that
// AddressSanitizer sees a read of one byte more. The padding repeats `filler`, which must change nothing.
class PaddedLine {
 public:
  explicit PaddedLine(std::string_view line, std::string_view filler = "\n")
      : size_(line.size()), memory_(new char[line.size() + 1 + kPadding]) {
    if (!line.empty()) std::memcpy(memory_.get(), line.data(), line.size());
    memory_[size_] = '\n';
    for (size_t i = 0; i < kPadding; ++i) memory_[size_ + 1 + i] = filler[i % filler.size()];
  }

  const char* begin() const { return memory_.get(); }
  const char* newline() const { return memory_.get() + size_; }
  std::string_view text() const { return {memory_.get(), size_}; }

 private:
  size_t size_;
  std::unique_ptr<char[]> memory_;
};

// What would be taken for a part of the line if it were looked at.
inline constexpr std::string_view kFillers[] = {"\n", "\"", "}", "{",      "\\",      "]",   "0",
                                                ",",  ":",  " ", "a\":1,", {"\0", 1}, "\xff"};

// Calls what(name) once for every instruction set that this build has code for and this machine can run, the
// baseline among them, with all of our own kernels forced to it.
template <class What>
void on_every_target(const What& what) {
  constexpr const char* kNames[] = {"baseline", "sse4", "avx2", "avx512"};
  for (uint8_t i = 0; i <= static_cast<uint8_t>(best_isa()); ++i) {
    use_isa(static_cast<Isa>(i));
    what(kNames[i]);
  }
  use_isa(best_isa());
}

}  // namespace runnel::json
