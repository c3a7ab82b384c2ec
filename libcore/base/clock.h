// The clock behind an interface, so that a test can move time.
#pragma once

#include <cstdint>

namespace runnel {

// Thread-safe, but for FakeClock::tick().
class Clock {
 public:
  virtual ~Clock() = default;
  virtual int64_t now_ns()
      const = 0;  // nanoseconds since 1970-01-01T00:00:00Z; may jump when the clock is set
  virtual int64_t monotonic_ns()
      const = 0;  // nanoseconds since some fixed moment; never goes back: for durations

  // The machine's. It lives as long as the program.
  static const Clock& system();

 protected:
  constexpr Clock() = default;
};

// Stands still until it is told to move.
class FakeClock : public Clock {
 public:
  int64_t now_ns() const override { return now; }
  int64_t monotonic_ns() const override { return now; }
  void tick(int64_t ns) { now += ns; }
  int64_t now = 0;
};

}  // namespace runnel
