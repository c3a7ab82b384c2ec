// How much a spool may hold, so that it is large only for those who are away.
//
// A peer that is merely slower than what is written to it holds up the writer, as a pipe would, once so much
// as a window waits for it: memory stays small and what is copied stays in the cache. While nobody is there,
// or one takes nothing at all, the spool may grow up to its bound. When that is over it is not worked off
// before anything else is written: what is held may only shrink from then on, down to the window.
#pragma once

#include <algorithm>
#include <cstdint>

namespace runnel::io {

class SpoolLimit {
 public:
  static constexpr uint64_t kWindow = uint64_t{1} << 20;

  explicit SpoolLimit(uint64_t most) : most_(most), limit_(std::min(most, kWindow)) {}

  enum class Pace : uint8_t { taken, stalled };
  // `held`: bytes of memory that the spool has now.
  uint64_t at(Pace pace, uint64_t held) {
    limit_ = pace == Pace::stalled ? most_ : std::min(limit_, held + kWindow);
    return limit_;
  }
  uint64_t last() const { return limit_; }
  bool is_at_most() const { return limit_ == most_; }

 private:
  const uint64_t most_;
  uint64_t limit_;
};

}  // namespace runnel::io
