#include "cli/profile/watch_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/columns.h"
#include "cli/profile/head.h"
#include "cli/profile/phrases.h"
#include "cli/profile/table.h"
#include "cli/profile/texts.h"
#include "op/stats/figures.h"

namespace runnel::cli {

namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view kOrderNames[kFieldOrders] = {"appearance", "name",     "presence",
                                                        "nulls",      "distinct", "mean"};
constexpr std::string_view kHelp = "s sort by the next column, r reverse, p pause, up/down scroll, q quit";

void append(Lines& lines, const Lines& more) {
  lines.insert(lines.end(), more.begin(), more.end());
}

// What the fields are sorted by, the largest first. Those that have no such figure are the last.
double figure(const op::FieldSummary& field, FieldOrder order) {
  constexpr double kNone = -std::numeric_limits<double>::infinity();
  switch (order) {
    case FieldOrder::present:
      return op::presence(field).value_or(kNone);
    case FieldOrder::null:
      return static_cast<double>(field.nulls) / static_cast<double>(std::max<uint64_t>(field.count, 1));
    case FieldOrder::distinct:
      return op::scalars(field) == 0 ? kNone : static_cast<double>(field.distinct);
    case FieldOrder::mean:
      return field.number.has_value() ? field.number->mean : kNone;
    case FieldOrder::appearance:
    case FieldOrder::name:
      break;
  }
  return kNone;
}

// The rate of the last second or so, and how it went.
Lines rate_lines(const ProfileHistory::Trend& trend, const Screen& screen) {
  constexpr size_t kBesideBars = 20;
  if (trend.empty() || !trend.back().has_value()) return {};
  const std::string text = "now " + rate_text(*trend.back());
  if (line_width(screen) < kBesideBars + 2) return {fitted(text, line_width(screen), screen.charset).text};
  std::span<const std::optional<double>> bars(trend);
  bars = bars.last(std::min(bars.size(), line_width(screen) - kBesideBars));
  return {text + "  " + styled(sparkline(bars, screen.charset), kCyan, screen.styles)};
}

Lines head_lines(const op::ProfileSummary& profile, const ProfileHistory& history, const Screen& screen) {
  Lines lines = profile_heading(profile, screen);
  append(lines, profile_head(profile, screen));
  append(lines, rate_lines(history.rate(profile), screen));
  return lines;
}

}  // namespace

void WatchView::press(Key key) {
  const size_t step = std::max<size_t>(page_size_, 2) - 1;
  switch (key) {
    case Key::sort:
      order_ = static_cast<FieldOrder>((static_cast<size_t>(order_) + 1) % kFieldOrders);
      return;
    case Key::reverse:
      is_reversed_ = !is_reversed_;
      return;
    case Key::pause:
      is_paused_ = !is_paused_;
      return;
    case Key::help:
      shows_help_ = !shows_help_;
      return;
    case Key::up:
      first_ -= std::min<size_t>(first_, 1);
      return;
    case Key::down:
      ++first_;
      return;
    case Key::page_up:
      first_ -= std::min(first_, step);
      return;
    case Key::page_down:
      first_ += step;
      return;
    case Key::quit:
      return;
  }
}

std::vector<const op::FieldSummary*> WatchView::sorted(const op::ProfileSummary& profile) const {
  auto fields = choice_.of(profile);
  if (order_ == FieldOrder::name) {
    std::stable_sort(fields.begin(), fields.end(),
                     [](const auto* a, const auto* b) { return a->path < b->path; });
  } else if (order_ != FieldOrder::appearance) {
    std::stable_sort(fields.begin(), fields.end(), [this](const auto* a, const auto* b) {
      return figure(*a, order_) > figure(*b, order_);
    });
  }
  if (is_reversed_) std::reverse(fields.begin(), fields.end());
  return fields;
}

// With one profile what is said of the stream stays in its place, and so do the names of the columns; with
// several all of it scrolls.
WatchView::Page WatchView::page(std::span<const op::ProfileSummary> profiles, const ProfileHistory& history,
                                const Screen& screen) const {
  Page page;
  if (profiles.empty()) page.fixed = {"no records yet"};
  for (const op::ProfileSummary& profile :
       profiles.first(std::min(profiles.size(), ProfileHistory::kMostProfiles))) {
    Lines head = head_lines(profile, history, screen);
    std::vector<FieldRow> rows;
    for (const op::FieldSummary* field : sorted(profile)) {
      rows.push_back({field, history.mean(profile, *field)});
    }
    Lines table = field_table(rows, screen);
    append(table, profile_notes(profile, screen));
    if (!table.empty()) head.emplace_back();
    if (profiles.size() == 1) {
      page.fixed = std::move(head);
      if (!table.empty()) page.fixed.push_back(table.front());
      if (!table.empty()) table.erase(table.begin());
    } else {
      if (!page.scrolled.empty()) page.scrolled.emplace_back();
      append(page.scrolled, head);
    }
    append(page.scrolled, table);
  }
  if (profiles.size() > ProfileHistory::kMostProfiles) {
    page.scrolled.push_back(fmt::format("... {} more", profiles.size() - ProfileHistory::kMostProfiles));
  }
  return page;
}

Lines WatchView::lines(std::span<const op::ProfileSummary> profiles, const ProfileHistory& history,
                       const Screen& screen) {
  Page page = this->page(profiles, history, screen);
  // A line for the cursor, and one for the state.
  const size_t room = std::max<size_t>(screen.lines, 3) - 2;
  if (page.fixed.size() + 1 > room) {  // hardly any terminal: then everything scrolls
    page.scrolled.insert(page.scrolled.begin(), page.fixed.begin(), page.fixed.end());
    page.fixed.clear();
  }
  page_size_ = room - page.fixed.size();
  const size_t total = page.scrolled.size();
  first_ = std::min(first_, total - std::min(total, page_size_));
  const size_t shown = std::min(page_size_, total - first_);
  Lines lines = std::move(page.fixed);
  const auto begin = page.scrolled.begin() + static_cast<ptrdiff_t>(first_);
  lines.insert(lines.end(), begin, begin + static_cast<ptrdiff_t>(shown));
  lines.push_back(state_line(shown, total, screen));
  return lines;
}

std::string WatchView::state_line(size_t shown, size_t lines, const Screen& screen) const {
  std::string text;
  if (shows_help_) {
    text = kHelp;
  } else {
    text = is_paused_ ? "paused, " : "";
    text +=
        fmt::format("by {}{}", kOrderNames[static_cast<size_t>(order_)], is_reversed_ ? ", reversed" : "");
    if (shown < lines) text += fmt::format(", {} to {} of {}", first_ + 1, first_ + shown, lines);
    text += ", ? for keys";
  }
  return styled(fitted(text, line_width(screen), screen.charset).text, kDim, screen.styles);
}

Lines WatchView::all_lines(std::span<const op::ProfileSummary> profiles, const ProfileHistory& history,
                           const Screen& screen) const {
  Page page = this->page(profiles, history, screen);
  append(page.fixed, page.scrolled);
  return std::move(page.fixed);
}

}  // namespace runnel::cli
