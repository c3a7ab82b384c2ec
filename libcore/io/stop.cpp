#include "io/stop.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace runnel::io {

StopRequest::StopRequest() : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

StopRequest::~StopRequest() {
  if (descriptor_ >= 0) close(descriptor_);
}

void StopRequest::request(int signal) {
  const int saved = errno;  // we may have interrupted someone who is about to look at it
  if (!requested_.load(std::memory_order_relaxed)) signal_.store(signal, std::memory_order_relaxed);
  requested_.store(true, std::memory_order_release);
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(descriptor_, &one, sizeof one);
  errno = saved;
}

}  // namespace runnel::io
