#include "cli/format_times.h"

#include <fmt/format.h>

#include <algorithm>

#include "state/state_file.h"

namespace runnel::cli {

using format::FormatTime;

FormatTimes::FormatTimes(const InputFormats& formats, const StateOptions& state)
    : formats_(formats), state_(state) {}

// `side`: `left-`, or empty for both.
FormatTimes::Names FormatTimes::names_of(std::string_view side) {
  return {fmt::format("--{}time (of the format)", side),
          fmt::format("--{}time-format (of the format)", side)};
}

void FormatTimes::set(TimeOptions& options) {
  const Set set = take(options, time_of_all(options), names_of(""));
  if (set.time) options.time = set.time;
  if (set.format) options.time_format = *set.format;
}

void FormatTimes::set(const TimeOptions& both, SideTimeOptions& side, size_t input) {
  const Names names = names_of(fmt::format("{}-", kSideNames[input]));
  const TimeOptions asked = on_side(both, side);
  const auto found = formats_.is_unknown(input) ? saved(asked, names) : formats_.time_of(input);
  const Set set = take(asked, found, names);
  if (set.time) side.time = set.time;
  if (set.format) side.time_format = set.format;
}

// Nothing unless all inputs agree of which anything is known.
std::optional<FormatTime> FormatTimes::time_of_all(const TimeOptions& asked) const {
  std::optional<FormatTime> common;
  bool is_any_known = false;
  for (size_t input = 0; input < formats_.inputs().size(); ++input) {
    if (formats_.is_unknown(input)) continue;
    const auto time = formats_.time_of(input);
    const bool agrees =
        time && (!is_any_known || (time->expr == common->expr && time->format == common->format));
    if (!agrees) return std::nullopt;
    is_any_known = true;
    common = time;
  }
  return is_any_known ? common : saved(asked, names_of(""));
}

std::optional<FormatTime> FormatTimes::saved(const TimeOptions& asked, const Names& names) const {
  if (!state_.path) return std::nullopt;
  const state::Meaning before = state::peek_meaning(*state_.path).value_or(state::Meaning{});
  FormatTime time{.expr = asked.time.value_or("")};
  bool is_there = false;
  for (const auto& [name, value] : before.parts()) {
    is_there = is_there || name == names.time || name == names.format;
    if (name == names.time) time.expr = value;
    if (name == names.format) time.format = value;
  }
  return is_there ? std::optional(time) : std::nullopt;
}

FormatTimes::Set FormatTimes::take(const TimeOptions& asked, const std::optional<FormatTime>& time,
                                   const Names& names) {
  Set set;
  if (!time) return set;
  if (!asked.time) set.time = time->expr;
  const bool is_its_time = asked.time.value_or(time->expr) == time->expr;
  if (is_its_time && asked.time_format.empty() && !time->format.empty()) set.format = time->format;
  if (set.time) found_.emplace_back(names.time, *set.time);
  if (set.format) found_.emplace_back(names.format, *set.format);
  return set;
}

}  // namespace runnel::cli
