#include "io/reload.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace runnel::io {

ReloadRequest::ReloadRequest() : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

ReloadRequest::~ReloadRequest() {
  if (descriptor_ >= 0) close(descriptor_);
}

void ReloadRequest::request() {
  const int saved = errno;  // we may have interrupted someone who is about to look at it
  requested_.store(true, std::memory_order_release);
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(descriptor_, &one, sizeof one);
  errno = saved;
}

bool ReloadRequest::take() {
  // The descriptor first: a request that comes between the two wakes the next poll once more, for nothing,
  // rather than being lost.
  uint64_t count = 0;
  [[maybe_unused]] const ssize_t size = read(descriptor_, &count, sizeof count);
  return requested_.exchange(false, std::memory_order_acq_rel);
}

}  // namespace runnel::io
