#include "op/join/lookup/file_look.h"

#include <sys/stat.h>

#include "io/uri.h"

namespace runnel::op {

FileLook look_at_file(std::string_view input) {
  const auto uri = io::parse_uri(input, io::Direction::in);
  struct stat status;
  if (!uri || uri->kind != io::Uri::Kind::file || ::stat(uri->path.c_str(), &status) != 0 ||
      !S_ISREG(status.st_mode)) {
    return {};
  }
  return {.is_there = true,
          .device = status.st_dev,
          .inode = status.st_ino,
          .size = static_cast<uint64_t>(status.st_size),
          .changed = int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
}

}  // namespace runnel::op
