#include "base/clock.h"

#include <ctime>

namespace runnel {

namespace {

int64_t read_clock(clockid_t which) {
  timespec time{};
  clock_gettime(which, &time);
  return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

class SystemClock final : public Clock {
 public:
  int64_t now_ns() const override { return read_clock(CLOCK_REALTIME); }
  int64_t monotonic_ns() const override { return read_clock(CLOCK_MONOTONIC); }
};

// Nothing is run at the start of the program for it, nor at its end.
constinit SystemClock system_clock;

}  // namespace

const Clock& Clock::system() {
  return system_clock;
}

}  // namespace runnel
