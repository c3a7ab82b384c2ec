// The profiles that are known, as they are due to whoever writes or shows them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "op/stats/profiles.h"
#include "op/stats/report_taker.h"

namespace runnel::op {

class ToldProfiles final : public DueProfiles {
 public:
  struct How {
    const std::vector<std::string>& keys;  // the names of --by's members
    uint64_t top;                          // values of each field
    bool by_clock;
    uint64_t bad;                                 // records: told where there is one profile
    std::optional<int64_t> until = std::nullopt;  // the end of a period, which is not the last
  };
  // Both must outlive this, and the profiles stay as they are.
  ToldProfiles(const Profiles& profiles, const How& how)
      : profiles_(profiles), how_(how), told_(profiles.told()) {}

  size_t size() const override { return told_.size(); }
  ProfileSummary at(size_t place) const override {
    ProfileSummary summary = profiles_.summary(told_[place], how_.keys, how_.top, how_.by_clock);
    if (how_.keys.empty()) {
      summary.bad = how_.bad;
      summary.fields_left_out = profiles_.left_out();
    }
    summary.until = how_.until;
    summary.is_final = !how_.until.has_value();
    return summary;
  }

 private:
  const Profiles& profiles_;
  const How how_;
  const std::vector<Profiles::Told> told_;
};

}  // namespace runnel::op
