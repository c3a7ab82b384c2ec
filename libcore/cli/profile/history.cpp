#include "cli/profile/history.h"

#include <algorithm>

#include "cli/profile/texts.h"

namespace runnel::cli {

void ProfileHistory::Series::add(std::optional<double> value) {
  if (values.size() == kMost) values.pop_front();
  values.push_back(value);
}

void ProfileHistory::take(std::span<const op::ProfileSummary> profiles, int64_t now) {
  const double seconds = static_cast<double>(now - looked_at_) / 1e9;
  looked_at_ = now;
  for (const op::ProfileSummary& profile : profiles.first(std::min(profiles.size(), kMostProfiles))) {
    const auto [place, is_new] = streams_.try_emplace(key_text(profile));
    Stream& stream = place->second;
    if (!is_new && seconds > 0) {
      stream.records.add(static_cast<double>(profile.records - stream.records.count) / seconds);
    }
    stream.records.count = profile.records;
    for (const op::FieldSummary& field : profile.fields) {
      if (!field.number.has_value()) continue;
      Series& series = stream.fields[field.path];
      const uint64_t count = field.number->count;
      if (count > series.count) {
        series.add((field.number->sum - series.sum) / static_cast<double>(count - series.count));
      } else {
        series.add(std::nullopt);
      }
      series.count = count;
      series.sum = field.number->sum;
    }
  }
}

ProfileHistory::Trend ProfileHistory::trend_of(const Series& series) {
  return {series.values.begin(), series.values.end()};
}

const ProfileHistory::Stream* ProfileHistory::stream_of(const op::ProfileSummary& profile) const {
  const auto place = streams_.find(key_text(profile));
  return place == streams_.end() ? nullptr : &place->second;
}

ProfileHistory::Trend ProfileHistory::rate(const op::ProfileSummary& profile) const {
  const Stream* const stream = stream_of(profile);
  return stream == nullptr ? Trend() : trend_of(stream->records);
}

ProfileHistory::Trend ProfileHistory::mean(const op::ProfileSummary& profile,
                                           const op::FieldSummary& field) const {
  const Stream* const stream = stream_of(profile);
  if (stream == nullptr) return {};
  const auto series = stream->fields.find(field.path);
  return series == stream->fields.end() ? Trend() : trend_of(series->second);
}

}  // namespace runnel::cli
