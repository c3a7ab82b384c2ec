#include "state/state_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <thread>

namespace runnel::state {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kPause{10};
constexpr mode_t kMode = 0600;

// Behind links, so that two names of a state have one lock, and it is the file that is replaced, not a link.
Result<std::string> real_path(const std::string& path) {
  struct stat status;
  if (::lstat(path.c_str(), &status) != 0) return path;
  char* const found = ::realpath(path.c_str(), nullptr);
  if (found == nullptr) {
    if (errno == ENOENT)
      return Error{ErrorKind::state, path + ": is a symbolic link to a file that is not there"};
    return io::system_error(ErrorKind::state, path, errno);
  }
  std::string real = found;
  std::free(found);
  return real;
}

io::Descriptor open_lock(const std::string& path) {
  int number;
  do {
    number = ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, kMode);
  } while (number < 0 && errno == EINTR);
  return io::Descriptor(number);
}

// Whoever removes the lock of a run that goes on makes room for a second one; the last to come must see that
// what it locked is still there.
bool stands_at(const std::string& path, int descriptor) {
  struct stat status;
  const auto id = io::file_id(descriptor);
  return ::stat(path.c_str(), &status) == 0 && id == io::FileId{status.st_dev, status.st_ino};
}

// `pid N` of who holds it, as far as it has said so.
std::string holder(int descriptor) {
  std::array<char, 32> text;
  const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
  const std::string_view line(text.data(), size > 0 ? static_cast<size_t>(size) : 0);
  const std::string_view number = line.substr(0, line.find_first_not_of("0123456789"));
  return number.empty() ? "pid not known" : "pid " + std::string(number);
}

int write_holder(int descriptor) {
  const std::string text = fmt::format("{}\n", ::getpid());
  if (::ftruncate(descriptor, 0) != 0) return errno;
  return ::pwrite(descriptor, text.data(), text.size(), 0) < 0 ? errno : 0;
}

}  // namespace

Result<StateLock> StateLock::take(const std::string& path, milliseconds patience) {
  const auto real = real_path(path);
  if (!real) return real.error();
  const std::string lock_path = *real + ".lock";
  const auto until = steady_clock::now() + patience;
  for (;;) {
    io::Descriptor file = open_lock(lock_path);
    if (!file.valid()) return io::system_error(ErrorKind::state, lock_path, errno);
    if (::flock(file.get(), LOCK_EX | LOCK_NB) == 0) {
      if (!stands_at(lock_path, file.get())) continue;
      if (const int code = write_holder(file.get()); code != 0) {
        return io::system_error(ErrorKind::state, lock_path, code);
      }
      return StateLock(path, *real, std::move(file));
    }
    if (errno != EWOULDBLOCK && errno != EINTR) return io::system_error(ErrorKind::state, lock_path, errno);
    if (errno == EWOULDBLOCK && steady_clock::now() >= until) {
      return Error{ErrorKind::state,
                   fmt::format("{}: another run is using this state ({})", path, holder(file.get()))};
    }
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace runnel::state
