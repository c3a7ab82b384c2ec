#include "cli/profile/head.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/columns.h"
#include "base/quantity.h"
#include "cli/losses.h"
#include "cli/profile/phrases.h"
#include "cli/profile/texts.h"
#include "op/stats/figures.h"

namespace runnel::cli {

namespace {

constexpr size_t kIndent = 2;

int64_t length(int64_t from, int64_t to) {
  const uint64_t distance = static_cast<uint64_t>(to) - static_cast<uint64_t>(from);
  return static_cast<int64_t>(std::min<uint64_t>(distance, INT64_MAX));
}

Phrases counts(const op::ProfileSummary& profile) {
  if (profile.records == 0 && profile.bad == 0) return {"no records"};
  Phrases phrases{records(profile.records), format_size(profile.bytes)};
  if (profile.bad > 0) phrases.push_back(fmt::format("{} bad", profile.bad));
  return phrases;
}

Phrases span(const op::TimeSummary& time) {
  if (time.first == time.last) {
    return {(time.by_clock ? "all arrived at " : "all at ") + moment_text(time.first)};
  }
  Phrases phrases{fmt::format("{}{} to {}", time.by_clock ? "arrived " : "", moment_text(time.first),
                              moment_text(time.last)),
                  duration_text(length(time.first, time.last))};
  if (time.rate.has_value()) phrases.push_back(rate_text(*time.rate));
  return phrases;
}

Phrases rates(const op::TimeSummary& time) {
  Phrases phrases{"last second " + rate_text(time.rate_1s), "10 seconds " + rate_text(time.rate_10s),
                  "minute " + rate_text(time.rate_1m)};
  if (time.silence.has_value()) {
    phrases.push_back(fmt::format("longest silence {} from {}",
                                  duration_text(length(time.silence->from, time.silence->to)),
                                  moment_text(time.silence->from)));
  }
  return phrases;
}

Phrases order(const op::TimeSummary& time, uint64_t records) {
  if (time.out_of_order == 0) return {"all in the order of time"};
  Phrases phrases{
      fmt::format("{} out of order ({})", time.out_of_order, percent_text(time.out_of_order, records)),
      fmt::format("--watermark-delay {} keeps all", duration_text(time.lateness_max, Rounding::up))};
  const std::string most = duration_text(time.lateness_p99, Rounding::up);
  if (time.lateness_p99 < time.lateness_max) phrases.push_back(most + " keeps 99 %");
  return phrases;
}

}  // namespace

std::vector<std::string> profile_heading(const op::ProfileSummary& profile, const Screen& screen) {
  std::string text = key_text(profile);
  if (profile.until.has_value()) {
    text += fmt::format("{}until {}", text.empty() ? "" : ", ", moment_text(*profile.until));
  }
  if (text.empty()) return {};
  return {styled(fitted(text, line_width(screen), screen.charset).text, kBold, screen.styles)};
}

std::vector<std::string> profile_head(const op::ProfileSummary& profile, const Screen& screen) {
  std::vector<std::string> lines;
  add_phrases(lines, {}, kIndent, counts(profile), screen);
  lines.front() = styled(lines.front(), kBold, screen.styles);
  if (!profile.time.has_value() || profile.records == 0) return lines;
  add_phrases(lines, {}, kIndent, span(*profile.time), screen);
  if (profile.time->first != profile.time->last)
    add_phrases(lines, {}, kIndent, rates(*profile.time), screen);
  if (!profile.time->by_clock && profile.records > 1) {
    add_phrases(lines, {}, kIndent, order(*profile.time, profile.records), screen);
  }
  return lines;
}

std::vector<std::string> profile_notes(const op::ProfileSummary& profile, const Screen& screen) {
  if (profile.fields_left_out == 0) return {};
  const std::string text = fmt::format("and {} value{} of fields beyond --max-fields, or deeper than 64",
                                       profile.fields_left_out, profile.fields_left_out == 1 ? "" : "s");
  return {styled(fitted(text, line_width(screen), screen.charset).text, kDim, screen.styles)};
}

}  // namespace runnel::cli
