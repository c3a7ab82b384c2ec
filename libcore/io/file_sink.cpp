#include "io/file_sink.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "io/durable.h"
#include "io/resumed_file.h"

namespace runnel::io {

FileSink::FileSink(std::string name, Descriptor descriptor)
    : FileSink(std::move(name), std::move(descriptor), {}, Durability::left_to_system) {}

FileSink::FileSink(std::string name, Descriptor descriptor, std::string path, Durability durability)
    : Sink(std::move(name)),
      descriptor_(std::move(descriptor)),
      path_(std::move(path)),
      durability_(durability) {
  look_at_descriptor();
}

void FileSink::look_at_descriptor() {
  struct stat status;
  if (::fstat(descriptor_.get(), &status) != 0) return;
  is_plain_ = S_ISREG(status.st_mode);
  reader_may_leave_ = S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode);
  watched_ = reader_may_leave_ || ::isatty(descriptor_.get()) == 1;
}

FileSink::~FileSink() {
  FileSink::close();
}

bool FileSink::write(std::string_view text) {
  if (state_ != SinkState::open) return false;
  bytes_ += text.size();
  if (text.size() >= kDirect) return write_out(text);
  // Emptied before it overflows and not in the middle of `text`, so that writes end where lines end.
  if (buffer_.size() + text.size() > kBufferSize && !write_out({})) return false;
  if (buffer_.capacity() < kBufferSize) buffer_.reserve(kBufferSize);
  buffer_.append(text);
  return true;
}

bool FileSink::flush() {
  return state_ == SinkState::open && write_out({});
}

bool FileSink::close() {
  if (!descriptor_.valid()) return state_ == SinkState::open;
  flush();
  const int number = descriptor_.release();
  watched_ = false;
  // An interrupted close has closed: Linux gives the number free first.
  const int code = ::close(number) == 0 || errno == EINTR ? 0 : errno;
  // Where stdout was closed from the start, that only matters to those who write to it.
  const bool never_open = code == EBADF && bytes_ == 0;
  if (code != 0 && !never_open && state_ == SinkState::open) fail(system_error(ErrorKind::sink, name_, code));
  // What is opened later must not take the place of stdout.
  if (number <= STDERR_FILENO && !reserve_standard_descriptors() && state_ == SinkState::open) {
    fail(system_error(ErrorKind::sink, "/dev/null", errno));
  }
  return state_ == SinkState::open;
}

bool FileSink::has_moved() const {
  const int descriptor = file_descriptor();
  if (descriptor < 0) return false;
  struct stat status;
  if (::stat(path_.c_str(), &status) != 0) return errno == ENOENT;
  return io::file_id(descriptor) != FileId{status.st_dev, status.st_ino};
}

Outcome FileSink::reopen() {
  if (!has_moved() || !flush()) return Done{};
  Descriptor next = durability_ == Durability::synced
                        ? open_to_append(path_)
                        : open_descriptor(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT);
  if (!next.valid()) return system_error(ErrorKind::sink, name_, errno);
  if (!leave_file()) return Done{};
  descriptor_ = std::move(next);
  look_at_descriptor();
  if (durability_ == Durability::synced) {
    if (const int code = sync_folder_of(path_); code != 0) fail(system_error(ErrorKind::sink, name_, code));
  }
  return Done{};
}

// What stands in it must be there for good, since no checkpoint will sync it any more. False: failed.
bool FileSink::leave_file() {
  int code = durability_ == Durability::synced ? sync_data(descriptor_.get()) : 0;
  if (::close(descriptor_.release()) != 0 && errno != EINTR && code == 0) code = errno;
  return code == 0 || fail(system_error(ErrorKind::sink, name_, code));
}

// Writes what is buffered and then `text`, in as few calls as the descriptor takes.
bool FileSink::write_out(std::string_view text) {
  std::array<std::string_view, 2> pieces = {buffer_, text};
  while (!pieces[0].empty() || !pieces[1].empty()) {
    std::array<iovec, 2> vectors;
    int count = 0;
    for (std::string_view piece : pieces) {
      if (!piece.empty()) vectors[count++] = {const_cast<char*>(piece.data()), piece.size()};
    }
    const ssize_t written = ::writev(descriptor_.get(), vectors.data(), count);
    if (written < 0 && !wait_or_fail(errno)) return false;
    size_t left = written < 0 ? 0 : static_cast<size_t>(written);
    for (std::string_view& piece : pieces) {
      const size_t part = std::min(left, piece.size());
      piece.remove_prefix(part);
      left -= part;
    }
  }
  buffer_.clear();
  return true;
}

// True if the write is to be tried again.
bool FileSink::wait_or_fail(int code) {
  if (code == EINTR) return true;
  if (code == EAGAIN) {
    wait_for(descriptor_.get(), POLLOUT);
    return true;
  }
  if (reader_may_leave_ && (code == EPIPE || code == ECONNRESET)) return lose_reader();
  return fail(system_error(ErrorKind::sink, name_, code));
}

}  // namespace runnel::io
