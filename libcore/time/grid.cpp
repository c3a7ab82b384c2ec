#include "time/grid.h"

#include <numeric>

#include "time/saturate.h"

namespace runnel::time {

namespace {

// The longest pane of which every window is made.
int64_t pane_length(const WindowSpec& spec) {
  return spec.kind == WindowSpec::Kind::cumulate ? spec.step : std::gcd(spec.size, spec.step);
}

// After so long the windows come again. A longer offset says nothing more.
int64_t period(const WindowSpec& spec) {
  return spec.kind == WindowSpec::Kind::cumulate ? spec.size : spec.step;
}

}  // namespace

Grid::Grid(const WindowSpec& spec, int64_t offset, std::optional<absl::TimeZone> zone)
    : panes_(pane_length(spec), offset % period(spec), zone),
      kind_(spec.kind),
      panes_a_window_(spec.size / pane_length(spec)),
      panes_a_step_(spec.step / pane_length(spec)) {}

// The windows that slide begin at the multiples of a step. Those that cumulate begin at the multiples of the
// longest one, and one ends with each pane.

int64_t Grid::first_pane(int64_t end) const {
  if (kind_ != WindowSpec::Kind::cumulate) return saturated_subtract(end, panes_a_window_);
  const int64_t last = saturated_subtract(end, 1);
  return saturated_subtract(last, floor_modulo(last, panes_a_window_));
}

bool Grid::ends_at(int64_t end) const {
  if (kind_ == WindowSpec::Kind::cumulate) return true;
  return floor_modulo(end, panes_a_step_) == panes_a_window_ % panes_a_step_;
}

int64_t Grid::next_end(int64_t end) const {
  if (kind_ == WindowSpec::Kind::cumulate) return saturated_add(end, 1);
  // How far `end` is behind the last end at or before it.
  const int64_t behind =
      floor_modulo(floor_modulo(end, panes_a_step_) - panes_a_window_ % panes_a_step_, panes_a_step_);
  return saturated_add(end, panes_a_step_ - behind);
}

std::optional<Grid::Ends> Grid::ends_of(int64_t pane) const {
  const int64_t first = next_end(pane);
  if (kind_ == WindowSpec::Kind::cumulate) {
    return Ends{first, saturated_add(pane, panes_a_window_ - floor_modulo(pane, panes_a_window_))};
  }
  // Windows begin at or before the pane.
  const int64_t last_start = saturated_subtract(pane, floor_modulo(pane, panes_a_step_));
  const int64_t last = saturated_add(last_start, panes_a_window_);
  if (last <= pane) return std::nullopt;
  return Ends{first, last};
}

}  // namespace runnel::time
