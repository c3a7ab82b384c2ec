// A thread with a stack of a given size, for programs that recurse deeper than the system's default lets
// them; and how much stack the current thread has.
//
// Joins when it is destroyed. Memory is only taken as far as the stack is used.
#pragma once

#include <pthread.h>

#include <cstddef>
#include <functional>

namespace runnel {

class Thread {
 public:
  // Runs the work at once. `stack`: bytes, 0 for the system's default. Not joinable() where the system gives
  // no more threads; then nothing was run.
  Thread(std::function<void()> work, size_t stack);
  ~Thread() { join(); }
  Thread(Thread&& other) noexcept;
  Thread& operator=(Thread&&) = delete;

  bool joinable() const { return running_; }
  void join();

 private:
  pthread_t thread_{};
  bool running_ = false;
};

// The lowest address that the current thread's stack may come to, with room left for calls of the system.
const char* stack_end();

}  // namespace runnel
