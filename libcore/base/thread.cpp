#include "base/thread.h"

#include <memory>
#include <utility>

namespace runnel {

namespace {

void* run(void* work) {
  const std::unique_ptr<std::function<void()>> owned(static_cast<std::function<void()>*>(work));
  (*owned)();
  return nullptr;
}

const char* find_stack_end() {
  constexpr size_t kUnknown = size_t{256} << 10;  // what is surely there
  constexpr size_t kRoom = size_t{128} << 10;
  const auto* const here = static_cast<const char*>(__builtin_frame_address(0));
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return here - kUnknown;
  void* address = nullptr;
  size_t size = 0;
  const bool known = pthread_attr_getstack(&attributes, &address, &size) == 0 && size > 2 * kRoom;
  pthread_attr_destroy(&attributes);
  return known ? static_cast<const char*>(address) + kRoom : here - kUnknown;
}

}  // namespace

Thread::Thread(std::function<void()> work, size_t stack) {
  auto owned = std::make_unique<std::function<void()>>(std::move(work));
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return;
  if (stack > 0) pthread_attr_setstacksize(&attributes, stack);
  running_ = pthread_create(&thread_, &attributes, run, owned.get()) == 0;
  pthread_attr_destroy(&attributes);
  if (running_) owned.release();
}

Thread::Thread(Thread&& other) noexcept
    : thread_(other.thread_), running_(std::exchange(other.running_, false)) {}

void Thread::join() {
  if (std::exchange(running_, false)) pthread_join(thread_, nullptr);
}

const char* stack_end() {
  thread_local const char* const end = find_stack_end();
  return end;
}

}  // namespace runnel
