// How a file looks from outside: what tells that it has changed, without reading it.
#pragma once

#include <cstdint>
#include <string_view>

namespace runnel::op {

struct FileLook {
  bool is_there = false;  // a plain file, and it can be looked at
  uint64_t device = 0;
  uint64_t inode = 0;
  uint64_t size = 0;
  int64_t changed = 0;  // when its content was, in nanoseconds

  bool operator==(const FileLook&) const = default;
};

// `input` as on the command line (io/uri.h).
FileLook look_at_file(std::string_view input);

}  // namespace runnel::op
