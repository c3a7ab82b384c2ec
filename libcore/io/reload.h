// A request to read something again, from a signal handler or another thread, that also wakes a poll. Unlike
// a stop (io/stop.h) it can be made any number of times; those that nobody has taken yet are one.
#pragma once

#include <atomic>

namespace runnel::io {

class ReloadRequest {
 public:
  ReloadRequest();
  ~ReloadRequest();
  ReloadRequest(const ReloadRequest&) = delete;
  ReloadRequest& operator=(const ReloadRequest&) = delete;

  // Async-signal-safe.
  void request();

  // True if there were requests since the last call. For one thread: who takes it must answer it.
  bool take();

  // Polls as readable from a request until it is taken.
  int descriptor() const { return descriptor_; }

 private:
  std::atomic<bool> requested_{false};
  int descriptor_;
};

}  // namespace runnel::io
