// epoll: which of many descriptors are ready, at a cost that does not grow with those that are not.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "io/descriptors.h"

namespace runnel::io {

class Epoll {
 public:
  static constexpr size_t kAtOnce = 256;  // events that wait() gives at most

  Epoll();

  // Polls as readable once any of them is ready.
  int descriptor() const { return descriptor_.get(); }

  // `events`: EPOLLIN and so on; `tag` comes back with them. False: errno says why.
  bool add(int descriptor, uint32_t events, uint64_t tag);
  bool change(int descriptor, uint32_t events, uint64_t tag);
  // Before it is closed, if it has duplicates.
  void remove(int descriptor);

  // Waits at most timeout_ms (-1: without bound); signals end the wait early. Valid until the next call.
  // There may be more than are given at once.
  std::span<const epoll_event> wait(int timeout_ms);

 private:
  Descriptor descriptor_;
  std::array<epoll_event, kAtOnce> events_{};
};

}  // namespace runnel::io
