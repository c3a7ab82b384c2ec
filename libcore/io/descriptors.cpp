#include "io/descriptors.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace runnel::io {

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    if (valid()) ::close(number_);
    number_ = other.release();
  }
  return *this;
}

Descriptor::~Descriptor() {
  if (valid()) ::close(number_);
}

Descriptor open_descriptor(const char* path, int flags) {
  constexpr mode_t kMode = 0666;  // the umask takes away what the user does not want
  int number;
  do {
    number = ::open(path, flags | O_CLOEXEC | O_NOCTTY, kMode);
  } while (number < 0 && errno == EINTR);
  return Descriptor(number);
}

std::optional<FileId> file_id(int descriptor) {
  struct stat status;
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return FileId{status.st_dev, status.st_ino};
}

void wait_for(int descriptor, short events) {
  pollfd entry{descriptor, events, 0};
  while (::poll(&entry, 1, -1) < 0 && errno == EINTR) {
  }
}

Error system_error(ErrorKind kind, std::string_view name, int code) {
  return {kind, std::string(name) + ": " + std::generic_category().message(code)};
}

bool reserve_standard_descriptors() {
  for (int number = 0; number <= 2; ++number) {
    if (::fcntl(number, F_GETFD) != -1) continue;
    // The lowest free number is given out, and all below `number` are taken by now.
    if (::open("/dev/null", number == 0 ? O_WRONLY : O_RDONLY) != number) return false;
  }
  return true;
}

}  // namespace runnel::io
