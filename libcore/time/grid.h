// Windows on a grid (tumbling, sliding, cumulate) as runs of panes.
//
// A window is known by the pane at which it ends: it holds the panes [first_pane(end), end), and no two
// windows end at the same one. So "in order of their end" is the order of that number.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include <absl/time/time.h>

#include "time/panes.h"
#include "time/window_spec.h"

namespace runnel::time {

class Grid {
 public:
  // REQUIRES: spec.on_grid().
  Grid(const WindowSpec& spec, int64_t offset, std::optional<absl::TimeZone> zone);

  const Panes& panes() const { return panes_; }

  // The first pane of the window that ends at `end`. REQUIRES: ends_at(end).
  int64_t first_pane(int64_t end) const;
  // Whether a window ends where pane `end` begins.
  bool ends_at(int64_t end) const;
  // The smallest end of a window that is larger than `end`.
  int64_t next_end(int64_t end) const;
  // The ends of the windows that hold the pane: from `first` to `last` by next_end(). Nothing where the pane
  // lies in a gap between windows (slide larger than size).
  struct Ends {
    int64_t first;
    int64_t last;
  };
  std::optional<Ends> ends_of(int64_t pane) const;

 private:
  Panes panes_;
  WindowSpec::Kind kind_;
  int64_t panes_a_window_;  // cumulate: of the longest one
  int64_t panes_a_step_;
};

}  // namespace runnel::time
