#include "io/durable.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "io/descriptors.h"

namespace runnel::io {

namespace {

int code_of(int (*sync)(int), int descriptor) {
  while (sync(descriptor) != 0) {
    if (errno == EINTR) continue;
    // Some file systems have nothing to sync for a directory, and say so thus.
    return errno == EINVAL || errno == ENOTSUP ? 0 : errno;
  }
  return 0;
}

}  // namespace

int sync_data(int descriptor) {
  return code_of(::fdatasync, descriptor);
}

int sync_file(int descriptor) {
  return code_of(::fsync, descriptor);
}

int sync_folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string folder = slash == path.npos ? "." : path.substr(0, slash + 1);
  const Descriptor descriptor = open_descriptor(folder.c_str(), O_RDONLY | O_DIRECTORY);
  // One may be allowed to make files where one may not look.
  if (!descriptor.valid()) return errno == EACCES ? 0 : errno;
  return sync_file(descriptor.get());
}

}  // namespace runnel::io
