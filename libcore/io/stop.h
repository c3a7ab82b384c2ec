// A request to stop, from a signal handler or another thread, that also wakes a poll.
#pragma once

#include <atomic>

namespace runnel::io {

class StopRequest {
 public:
  StopRequest();
  ~StopRequest();
  StopRequest(const StopRequest&) = delete;
  StopRequest& operator=(const StopRequest&) = delete;

  // Async-signal-safe. `signal` is kept (the first counts); 0 for a stop without one.
  void request(int signal);
  bool requested() const { return requested_.load(std::memory_order_acquire); }
  int signal() const { return signal_.load(std::memory_order_relaxed); }

  // Polls as readable once requested.
  int descriptor() const { return descriptor_; }

 private:
  std::atomic<bool> requested_{false};
  std::atomic<int> signal_{0};
  int descriptor_;
};

}  // namespace runnel::io
