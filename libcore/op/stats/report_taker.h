// Who is given the profiles that are due, and writes or shows them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "op/operator.h"
#include "op/stats/summary.h"

namespace runnel::op {

// One profile, or with --by one a key. Each is worked out when it is asked for, since there may be many, and
// what a profile says takes more room than what it knows.
class DueProfiles {
 public:
  virtual ~DueProfiles() = default;
  virtual size_t size() const = 0;
  // REQUIRES: place < size().
  virtual ProfileSummary at(size_t place) const = 0;

  // The first ones, at most so many.
  std::vector<ProfileSummary> first(size_t most) const {
    std::vector<ProfileSummary> all;
    for (size_t i = 0; i < std::min(most, size()); ++i) all.push_back(at(i));
    return all;
  }
};

// Profiles that are there already.
class GivenProfiles final : public DueProfiles {
 public:
  // Borrows them.
  explicit GivenProfiles(std::span<const ProfileSummary> profiles) : profiles_(profiles) {}
  size_t size() const override { return profiles_.size(); }
  ProfileSummary at(size_t place) const override { return profiles_[place]; }

 private:
  std::span<const ProfileSummary> profiles_;
};

class ReportTaker {
 public:
  virtual ~ReportTaker() = default;

  // At the end of the input, and with --every at each boundary. `enough` where the output has failed, or its
  // reader has gone.
  virtual Demand take(const DueProfiles& profiles) = 0;
  // What was taken leaves now.
  virtual Demand flush() = 0;
  // What to poll, to notice a reader that has gone.
  virtual std::span<const int> watched() const = 0;

  // Live: in how many milliseconds it wants to look at the profiles as they stand; -1 for never, 0 now. Asked
  // on the ordered stage, between batches and while waiting.
  virtual int wants_look_ms() { return -1; }
  // REQUIRES: wants_look_ms() was 0.
  virtual Demand look(const DueProfiles& profiles) {
    static_cast<void>(profiles);
    return Demand::more;
  }
};

}  // namespace runnel::op
