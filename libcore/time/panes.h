// Panes: event time cut into pieces without gaps, numbered by an index that rises with time. Windows on a
// grid are runs of panes, and share them.
//
// Without a zone every pane has the same length, counted from 1970-01-01T00:00:00Z plus an offset. With one
// the boundaries are times of that zone's wall clock: a pane of a day has 23 or 25 hours where the clock is
// changed. Where the wall clock shows an hour twice, the first time counts: a pane that begins within that
// hour begins once, and the second showing belongs to the last pane of the first, so that time never runs
// backwards through the panes. A boundary within an hour that is skipped falls on the moment of the jump, and
// a pane that lies wholly in such an hour is empty: it begins where the next one begins.
//
// Immutable, for all threads at once. index() is a division, and with a zone two or three searches in the
// zone's table: who asks for every record remembers the bounds of the last pane.
#pragma once

#include <absl/time/time.h>

#include <cstdint>
#include <optional>

namespace runnel::time {

class Panes {
 public:
  // REQUIRES: length > 0. `zone`: nothing for UTC. With a zone length and offset are whole seconds.
  Panes(int64_t length, int64_t offset, std::optional<absl::TimeZone> zone);

  // Of the pane that holds `time`, negative ones included: the largest index whose start is at or before it.
  int64_t index(int64_t time) const;
  // Where a pane begins, in nanoseconds; saturates at the ends of int64.
  int64_t start(int64_t index) const;

 private:
  int64_t wall_reached(int64_t time) const;
  int64_t first_moment_of(int64_t wall) const;

  // In nanoseconds; with a zone in seconds of its wall clock. The offset is whole_offset_ * length_ +
  // rest_offset_, and 0 <= rest_offset_ < length_.
  int64_t length_;
  int64_t whole_offset_;
  int64_t rest_offset_;
  std::optional<absl::TimeZone> zone_;
};

}  // namespace runnel::time
