#include "io/net/epoll.h"

#include <algorithm>

namespace runnel::io {
namespace {

bool control(int epoll, int operation, int descriptor, uint32_t events, uint64_t tag) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = tag;
  return ::epoll_ctl(epoll, operation, descriptor, &event) == 0;
}

}  // namespace

Epoll::Epoll() : descriptor_(::epoll_create1(EPOLL_CLOEXEC)) {}

bool Epoll::add(int descriptor, uint32_t events, uint64_t tag) {
  return control(descriptor_.get(), EPOLL_CTL_ADD, descriptor, events, tag);
}

bool Epoll::change(int descriptor, uint32_t events, uint64_t tag) {
  return control(descriptor_.get(), EPOLL_CTL_MOD, descriptor, events, tag);
}

void Epoll::remove(int descriptor) {
  control(descriptor_.get(), EPOLL_CTL_DEL, descriptor, 0, 0);
}

std::span<const epoll_event> Epoll::wait(int timeout_ms) {
  const int ready =
      ::epoll_wait(descriptor_.get(), events_.data(), static_cast<int>(events_.size()), timeout_ms);
  return {events_.data(), static_cast<size_t>(std::max(ready, 0))};
}

}  // namespace runnel::io
