// Who is given the profiles that are due, and writes or shows them.
#pragma once

#include <span>

#include "op/operator.h"
#include "op/stats/summary.h"

namespace runnel::op {

class ReportTaker {
 public:
  virtual ~ReportTaker() = default;

  // At the end of the input, and with --every at each boundary: one profile, or one a key. `enough` where
  // the output has failed, or its reader has gone.
  virtual Demand take(std::span<const ProfileSummary> profiles) = 0;
  // What was taken leaves now.
  virtual Demand flush() = 0;
  // What to poll, to notice a reader that has gone.
  virtual std::span<const int> watched() const = 0;

  // Live: in how many milliseconds it wants to look at the profiles as they stand; -1 for never, 0 now. Asked
  // on the ordered stage, between batches and while waiting.
  virtual int wants_look_ms() { return -1; }
  // REQUIRES: wants_look_ms() was 0.
  virtual Demand look(std::span<const ProfileSummary> profiles) {
    static_cast<void>(profiles);
    return Demand::more;
  }
};

}  // namespace runnel::op
