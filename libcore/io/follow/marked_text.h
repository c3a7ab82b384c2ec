// Text that is read from its beginning on, of which as much is kept as makes a mark (io/file_mark.h): so the
// mark can be had when the file has other text by then, or was compressed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "io/file_mark.h"

namespace runnel::io {

class MarkedText {
 public:
  // What comes next.
  void take(std::string_view text);
  // Begins again with the first `known` bytes of a plain file. False where they are not there.
  [[nodiscard]] bool take_file(int descriptor, uint64_t known);

  uint64_t known() const { return known_; }
  // Whether the file still has, before the place that is known, what it had there.
  bool is_in(int descriptor) const;

  // Without device, inode and time.
  FileMark mark() const;

 private:
  uint64_t known_ = 0;
  std::string head_;
  std::string tail_;
};

}  // namespace runnel::io
