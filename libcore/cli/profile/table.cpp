#include "cli/profile/table.h"

#include <algorithm>
#include <functional>

#include "base/columns.h"
#include "cli/profile/gist.h"
#include "cli/profile/head.h"
#include "cli/profile/phrases.h"
#include "cli/profile/spread.h"
#include "cli/profile/texts.h"
#include "op/stats/figures.h"

namespace runnel::cli {

namespace {

constexpr size_t kGap = 2;
constexpr size_t kWidestField = 44;
constexpr size_t kNarrowestField = 8;
// From here on integers of ten digits are written in full, and types with their share.
constexpr size_t kWideScreen = 120;
constexpr size_t kWidestType = 16;
constexpr size_t kNarrowSpread = 8;
constexpr size_t kWideSpread = 12;
constexpr size_t kShortestTrend = 6;
constexpr size_t kLongestTrend = 20;
// From here on the most frequent values of everything stand in the last column.
constexpr size_t kWideTop = 40;
constexpr size_t kNarrowTop = 16;

enum class Align : bool { left, right };

struct Column {
  std::string_view name;
  Align align;
  std::string_view style;
  bool is_of_numbers;
  std::vector<Columns> cells = {};  // of the rows; some may be empty
  size_t width = 0;
  bool is_shown = false;
};

class Table {
 public:
  Table(std::span<const FieldRow> rows, const Screen& screen) : rows_(rows), screen_(screen) {
    add_columns();
    choose();
    widen();
  }

  std::vector<std::string> lines() const {
    std::vector<std::string> result{header()};
    for (size_t row = 0; row < rows_.size(); ++row) result.push_back(line(row));
    return result;
  }

 private:
  using Text = std::function<std::string(const op::FieldSummary&)>;

  size_t most() const { return line_width(screen_); }

  // In the order in which they stand.
  void add_columns() {
    add_fields();
    add({"type", Align::left, kDim, false}, kWidestType,
        [this](const auto& f) { return is_wide() ? type_text(f) : short_type_text(f); });
    add({"present", Align::right, {}, false}, kWidestType, present);
    add({"null", Align::right, {}, false}, kWidestType,
        [](const auto& f) { return f.nulls == 0 ? std::string() : percent_text(f.nulls, f.count); });
    add({"distinct", Align::right, {}, false}, kWidestType, distinct);
    add({"length", Align::right, kDim, false}, kWidestType, length_text);
    add_numbers("min", [this](const op::NumberSummary& n) { return number_text(n.min, digits()); });
    add_numbers("mean", [this](const op::NumberSummary& n) { return number_text(n.mean, digits()); });
    add_numbers("stddev", [this](const op::NumberSummary& n) {
      return n.stddev.has_value() ? number_text(*n.stddev, digits()) : std::string();
    });
    add_quantile("p5", 0.05);
    add_quantile("p50", 0.5);
    add_quantile("p95", 0.95);
    add_quantile("p99", 0.99);
    add_numbers("max", [this](const op::NumberSummary& n) { return number_text(n.max, digits()); });
    spread_ = columns_.size();
    columns_.push_back({"spread", Align::left, kCyan, true});
    trend_ = columns_.size();
    columns_.push_back({"lately", Align::left, kCyan, true});
    for (Column* column : {&columns_[spread_], &columns_[trend_]}) column->cells.resize(rows_.size());
  }

  bool is_wide() const { return screen_.columns >= kWideScreen; }
  size_t digits() const { return is_wide() ? 10 : 7; }

  // A path that does not fit is cut at its beginning: what tells it from others is rather its end.
  void add_fields() {
    const size_t part = screen_.columns * 28 / 100;
    const size_t widest = std::clamp(part, kNarrowestField, kWidestField);
    columns_.push_back({"field", Align::left, {}, false});
    for (const FieldRow& row : rows_) {
      columns_[0].cells.push_back(fitted_end(row.field->path, widest, screen_.charset));
      columns_[0].width = std::max({columns_[0].width, columns_[0].cells.back().width, size_t{5}});
    }
  }

  void add(Column column, size_t widest, const Text& text) {
    for (const FieldRow& row : rows_) {
      column.cells.push_back(fitted(text(*row.field), widest, screen_.charset));
      column.width = std::max(column.width, column.cells.back().width);
    }
    if (column.width > 0) column.width = std::max(column.width, column.name.size());
    columns_.push_back(std::move(column));
  }

  using NumberText = std::function<std::string(const op::NumberSummary&)>;

  void add_numbers(std::string_view name, const NumberText& text) {
    add({name, Align::right, {}, true}, kWidestType, [&text](const op::FieldSummary& f) {
      return f.number.has_value() ? text(*f.number) : std::string();
    });
  }

  void add_quantile(std::string_view name, double q) {
    add_numbers(name, [this, q](const op::NumberSummary& n) {
      const auto value = op::quantile(n, q);
      return value.has_value() ? number_text(*value, digits()) : std::string();
    });
  }

  static std::string present(const op::FieldSummary& field) {
    const auto part = op::presence(field);
    return part.has_value() ? percent_text(field.count, *field.places) : std::string();
  }

  static std::string distinct(const op::FieldSummary& field) {
    if (op::scalars(field) == 0) return {};
    return (field.distinct_error > 0 ? "~" : "") + count_text(field.distinct);
  }

  Column& column(std::string_view name) {
    return *std::find_if(columns_.begin(), columns_.end(), [&](const Column& c) { return c.name == name; });
  }

  bool is_any_absent() const {
    return std::any_of(rows_.begin(), rows_.end(), [](const FieldRow& row) {
      return row.field->places.has_value() && row.field->count < *row.field->places;
    });
  }

  // The most important ones first, until one does not fit any more.
  void choose() {
    draw_spreads(kNarrowSpread);
    draw_trends();
    columns_[0].width = std::min(columns_[0].width, most());
    show(columns_[0]);
    std::vector<std::string_view> names{"type",   "distinct", "p50",  "max", "present",
                                        "lately", "spread",   "null", "min", "p99"};
    // Where all fields are always there, that is said last.
    if (!is_any_absent()) std::rotate(names.begin() + 4, names.begin() + 5, names.end());
    for (const std::string_view name : names) {
      if (!show(column(name))) return;
    }
    if (most() - used_ < kWideTop + kGap) return;  // for the most frequent values first
    for (const std::string_view name : {"length", "mean", "p95", "stddev", "p5"}) {
      const Column& next = column(name);
      if (next.width > 0 && used_ + kGap + next.width + kGap + kWideTop > most()) return;
      show(column(name));
    }
  }

  bool show(Column& column) {
    if (column.width == 0) return true;  // there is nothing in it
    const size_t wanted = column.width + (used_ == 0 ? 0 : kGap);
    if (used_ + wanted > most()) return false;
    column.is_shown = true;
    used_ += wanted;
    return true;
  }

  // What is left goes to the most frequent values, which have the last column.
  void widen() {
    Column& spread = columns_[spread_];
    if (spread.is_shown && most() - used_ >= kWideTop + kGap + kWideSpread) {
      used_ += kWideSpread - spread.width;
      draw_spreads(kWideSpread);
    }
    const size_t left = most() - used_;
    if (left >= kNarrowTop + kGap) top_ = left - kGap;
  }

  void draw_spreads(size_t cells) {
    Column& spread = columns_[spread_];
    for (size_t row = 0; row < rows_.size(); ++row) {
      const auto& number = rows_[row].field->number;
      if (!number.has_value()) continue;
      spread.cells[row] = {spread_line(*number, cells, screen_.charset), cells};
      spread.width = cells;
    }
  }

  void draw_trends() {
    Column& trend = columns_[trend_];
    size_t longest = 0;
    for (const FieldRow& row : rows_) longest = std::max(longest, row.trend.size());
    if (longest < 2) return;
    trend.width = std::clamp(longest, kShortestTrend, kLongestTrend);
    for (size_t row = 0; row < rows_.size(); ++row) {
      std::span<const std::optional<double>> numbers(rows_[row].trend);
      if (numbers.size() > trend.width) numbers = numbers.last(trend.width);
      if (numbers.empty()) continue;
      trend.cells[row] = {sparkline(numbers, screen_.charset), numbers.size()};
    }
  }

  // One line, put together from left to right.
  class Line {
   public:
    Line(const Screen& screen, size_t most) : screen_(screen), most_(most) {}
    // Text at a column; what does not fit any more is cut.
    void put(size_t at, const Columns& text, std::string_view style) {
      if (text.text.empty() || at >= most_) return;
      out_.append(at - at_, ' ');
      const Columns shown = at + text.width <= most_ ? text : fitted(text.text, most_ - at, screen_.charset);
      out_ += style.empty() ? shown.text : styled(shown.text, style, screen_.styles);
      at_ = at + shown.width;
    }
    std::string take() { return std::move(out_); }

   private:
    const Screen& screen_;
    const size_t most_;
    std::string out_;
    size_t at_ = 0;
  };

  std::string header() const {
    Line line(screen_, most());
    size_t at = 0;
    for (const Column& column : columns_) {
      if (!column.is_shown) continue;
      const Columns name = fitted(column.name, column.width, screen_.charset);
      line.put(at + (column.align == Align::right ? column.width - name.width : 0), name, {});
      at += column.width + kGap;
    }
    if (top_ > 0) line.put(at, {"most frequent", 13}, {});
    return styled(line.take(), kBold, screen_.styles);
  }

  std::string line(size_t row) const {
    const op::FieldSummary& field = *rows_[row].field;
    // What has no numbers uses their columns, unless there is much room behind them.
    const bool spans = !field.number.has_value() && top_ < kWideTop;
    Line line(screen_, most());
    size_t at = 0;
    for (const Column& column : columns_) {
      if (!column.is_shown) continue;
      if (spans && column.is_of_numbers) break;
      const Columns& cell = column.cells[row];
      const Columns shown =
          cell.width > column.width ? fitted(cell.text, column.width, screen_.charset) : cell;
      line.put(at + (column.align == Align::right ? column.width - shown.width : 0), shown, column.style);
      at += column.width + kGap;
    }
    if (at >= most()) return line.take();
    const size_t left = most() - at;
    if (field.number.has_value()) {
      if (top_ > 0)
        line.put(at, fitted(top_shares(field, left, screen_.charset), left, screen_.charset), kDim);
    } else {
      line.put(at, fitted(gist(field, left, screen_.charset), left, screen_.charset), {});
    }
    return line.take();
  }

  const std::span<const FieldRow> rows_;
  const Screen& screen_;
  std::vector<Column> columns_;
  size_t spread_ = 0;
  size_t trend_ = 0;
  size_t used_ = 0;
  size_t top_ = 0;  // columns for the most frequent values behind all others; 0: none
};

}  // namespace

std::vector<std::string> field_table(std::span<const FieldRow> rows, const Screen& screen) {
  if (rows.empty()) return {};
  return Table(rows, screen).lines();
}

std::vector<std::string> profile_table(const op::ProfileSummary& profile, const op::FieldChoice& choice,
                                       const Screen& screen) {
  std::vector<std::string> lines = profile_heading(profile, screen);
  const auto append = [&](const std::vector<std::string>& more) {
    lines.insert(lines.end(), more.begin(), more.end());
  };
  append(profile_head(profile, screen));
  std::vector<FieldRow> rows;
  for (const op::FieldSummary* field : choice.of(profile)) rows.push_back({field});
  if (!rows.empty()) lines.emplace_back();
  append(field_table(rows, screen));
  append(profile_notes(profile, screen));
  return lines;
}

}  // namespace runnel::cli
