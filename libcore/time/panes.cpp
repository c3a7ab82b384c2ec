#include "time/panes.h"

#include <limits>

#include "time/saturate.h"

namespace runnel::time {

namespace {

constexpr int64_t kSecond = 1'000'000'000;
// Seconds of wall clock beyond which no int64 of nanoseconds reaches, in any zone.
constexpr int64_t kFarSeconds = 10'000'000'000;

int64_t to_nanoseconds(absl::Time time) {
  return saturated_multiply(absl::ToUnixSeconds(time), kSecond);
}

// Wall clock as seconds, as if it were UTC's.
int64_t wall_seconds(absl::CivilSecond time) {
  return time - absl::CivilSecond(1970, 1, 1);
}

}  // namespace

Panes::Panes(int64_t length, int64_t offset, std::optional<absl::TimeZone> zone) : zone_(zone) {
  const int64_t unit = zone.has_value() ? kSecond : 1;
  length_ = length / unit;
  whole_offset_ = floor_divide(offset / unit, length_);
  rest_offset_ = offset / unit - whole_offset_ * length_;
}

int64_t Panes::index(int64_t time) const {
  const int64_t at = zone_.has_value() ? wall_reached(time) : time;
  const bool is_before_offset = floor_modulo(at, length_) < rest_offset_;
  return saturated_subtract(floor_divide(at, length_),
                            saturated_add(whole_offset_, is_before_offset ? 1 : 0));
}

int64_t Panes::start(int64_t index) const {
  const int64_t pane = saturated_add(index, whole_offset_);
  // Of a negative product the last pane's length is taken with the offset, so that it is beyond int64 only
  // where the sum is.
  const int64_t at = pane < 0 ? saturated_add(saturated_multiply(pane + 1, length_), rest_offset_ - length_)
                              : saturated_add(saturated_multiply(pane, length_), rest_offset_);
  return zone_.has_value() ? first_moment_of(at) : at;
}

// The latest wall clock that the zone had shown when it was `time`, in seconds. Where an hour is shown for
// the second time this is the end of the first, so that the wall clock stands still and does not go back.
int64_t Panes::wall_reached(int64_t time) const {
  const absl::Time now = absl::FromUnixSeconds(floor_divide(time, kSecond));
  const absl::CivilSecond shown = zone_->At(now).cs;
  const absl::TimeZone::TimeInfo meant = zone_->At(shown);
  if (meant.kind != absl::TimeZone::TimeInfo::REPEATED || now < meant.trans) return wall_seconds(shown);
  return wall_seconds(zone_->At(meant.trans - absl::Seconds(1)).cs);
}

// The first moment at which the zone's wall clock shows `wall` seconds, or more than that.
int64_t Panes::first_moment_of(int64_t wall) const {
  if (wall > kFarSeconds) return std::numeric_limits<int64_t>::max();
  if (wall < -kFarSeconds) return std::numeric_limits<int64_t>::min();
  const absl::TimeZone::TimeInfo meant = zone_->At(absl::CivilSecond(1970, 1, 1) + wall);
  return to_nanoseconds(meant.kind == absl::TimeZone::TimeInfo::SKIPPED ? meant.trans : meant.pre);
}

}  // namespace runnel::time
