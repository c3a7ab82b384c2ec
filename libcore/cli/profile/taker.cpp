#include "cli/profile/taker.h"

#include <utility>

#include "cli/profile/long_view.h"
#include "cli/profile/table.h"
#include "op/stats/write_json.h"
#include "op/stats/write_prometheus.h"

namespace runnel::cli {

ProfileTaker::ProfileTaker(io::Sink& sink, ProfileForm form, op::FieldChoice choice, const Screen& screen)
    : sink_(sink), form_(form), choice_(std::move(choice)), screen_(screen) {
  if (sink.watch_descriptor() >= 0) watched_.push_back(sink.watch_descriptor());
}

op::Demand ProfileTaker::take(const op::DueProfiles& profiles) {
  if (form_ == ProfileForm::prometheus) {  // the samples of one family stand together
    std::string text;
    op::append_prometheus(text, profiles.first(profiles.size()), choice_);
    sink_.write(text);
    return demand();
  }
  if (profiles.size() == 0 && form_ == ProfileForm::table) sink_.write(lines_of({"no records"}));
  for (size_t i = 0; i < profiles.size(); ++i) {
    const std::string text = text_of(profiles.at(i));
    if (!text.empty() && !sink_.write(text)) break;
  }
  return demand();
}

std::string ProfileTaker::text_of(const op::ProfileSummary& profile) {
  std::string text;
  switch (form_) {
    case ProfileForm::json:
      op::append_profile_json(text, profile, choice_);
      return text;
    case ProfileForm::json_lines:
      op::append_profile_json_lines(text, profile, choice_);
      return text;
    case ProfileForm::table:
      return lines_of(profile_table(profile, choice_, screen_));
    case ProfileForm::long_view:
      return lines_of(long_view(profile, choice_, screen_));
    case ProfileForm::prometheus:
      break;
  }
  return text;
}

// With an empty line between profiles.
std::string ProfileTaker::lines_of(const std::vector<std::string>& lines) {
  std::string text;
  if (lines.empty()) return text;
  if (std::exchange(has_written_, true)) text += '\n';
  for (const std::string& line : lines) (text += line) += '\n';
  return text;
}

op::Demand ProfileTaker::flush() {
  sink_.flush();
  sink_.check_reader();
  return demand();
}

op::Demand ProfileTaker::demand() const {
  return sink_.state() == io::SinkState::open ? op::Demand::more : op::Demand::enough;
}

}  // namespace runnel::cli
