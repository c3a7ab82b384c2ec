// Writes the profiles of stream-stats that are due, in the form that is asked for.
//
// Each time all of them are written one behind the other; of several times (--every) each follows the last. A
// file of metrics for Prometheus may hold those of one time only, so each time is one write():
// cli/profile/replaced_file.h is the sink for it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/screen.h"
#include "io/sink.h"
#include "op/stats/field_choice.h"
#include "op/stats/report_taker.h"

namespace runnel::cli {

enum class ProfileForm : uint8_t {
  json,        // a record a profile
  json_lines,  // a record for the stream, and one a field
  table,
  long_view,  // of the fields that are chosen
  prometheus,
};

class ProfileTaker final : public op::ReportTaker {
 public:
  // `screen` counts for table and long view. The sink must outlive this.
  ProfileTaker(io::Sink& sink, ProfileForm form, op::FieldChoice choice, const Screen& screen);

  op::Demand take(const op::DueProfiles& profiles) override;
  op::Demand flush() override;
  std::span<const int> watched() const override { return watched_; }

 private:
  std::string text_of(const op::ProfileSummary& profile);
  std::string lines_of(const std::vector<std::string>& lines);
  op::Demand demand() const;

  io::Sink& sink_;
  const ProfileForm form_;
  const op::FieldChoice choice_;
  const Screen screen_;
  std::vector<int> watched_;
  bool has_written_ = false;
};

}  // namespace runnel::cli
