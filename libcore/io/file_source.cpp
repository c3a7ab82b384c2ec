#include "io/file_source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace runnel::io {
namespace {

constexpr int kPipeSize = 1 << 20;

// Fewer and larger reads. Unprivileged users have a limit on the sum of their pipes, so a refusal is no
// error.
void enlarge_pipe(int descriptor) {
  const int size = ::fcntl(descriptor, F_GETPIPE_SZ);
  if (size >= 0 && size < kPipeSize) ::fcntl(descriptor, F_SETPIPE_SZ, kPipeSize);
}

// An inherited descriptor may stand anywhere in its file.
uint64_t bytes_ahead(int descriptor, off_t size) {
  const off_t offset = std::max<off_t>(::lseek(descriptor, 0, SEEK_CUR), 0);
  return static_cast<uint64_t>(std::max<off_t>(size - offset, 0));
}

}  // namespace

FileSource::FileSource(std::string name, int descriptor, Ownership ownership)
    : Source(std::move(name)), descriptor_(descriptor), ownership_(ownership) {
  struct stat status;
  if (::fstat(descriptor, &status) != 0) return;
  waits_ = !S_ISREG(status.st_mode) && !S_ISBLK(status.st_mode);
  if (S_ISFIFO(status.st_mode)) enlarge_pipe(descriptor);
  is_plain_ = S_ISREG(status.st_mode);
  if (!is_plain_) return;
  size_ = bytes_ahead(descriptor, status.st_size);
  ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
}

FileSource::~FileSource() {
  if (ownership_ == Ownership::inherited) descriptor_.release();
}

Result<size_t> FileSource::read(char* buffer, size_t size) {
  for (;;) {
    const ssize_t got = ::read(descriptor_.get(), buffer, size);
    if (got >= 0) {
      consumed_ += static_cast<uint64_t>(got);
      return static_cast<size_t>(got);
    }
    if (errno == EAGAIN) {
      // Somebody else set O_NONBLOCK on what we inherited, and what made it readable went to another reader.
      wait_for(descriptor_.get(), POLLIN);
    } else if (errno != EINTR) {
      return system_error(ErrorKind::source, name(), errno);
    }
  }
}

}  // namespace runnel::io
