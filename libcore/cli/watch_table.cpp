#include "cli/watch_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/columns.h"
#include "base/time_text.h"

namespace runnel::cli {

namespace {

using Kind = time::WindowSpec::Kind;

constexpr size_t kWidestKey = 32;
constexpr size_t kWidestValue = 28;
constexpr size_t kLongestSparkline = 20;
constexpr size_t kShortestSparkline = 4;
constexpr size_t kGap = 2;  // columns between columns

struct Column {
  enum class Align : bool { left, right } align = Align::left;
  size_t width = 0;
  std::vector<Columns> cells;           // the first is the name
  std::vector<std::string> sparklines;  // of each row, empty where it has none; or none at all

  void add(Columns cell) {
    width = std::max(width, cell.width);
    cells.push_back(std::move(cell));
  }
};

// Puts a table together out of columns.
class Table {
 public:
  Table(const WatchRows& rows, const WatchScreen& screen, size_t count)
      : rows_(rows), screen_(screen), shown_(rows.first(count)) {
    add_times();
    for (size_t i = 0; i < rows.shape().keys.size(); ++i) add_key(i);
    for (size_t i = 0; i < rows.shape().values.size(); ++i) add_value(i);
    shrink();
    add_sparklines();
  }

  std::vector<std::string> lines() const {
    std::vector<std::string> result;
    for (size_t line = 0; line <= shown_.size(); ++line) result.push_back(text(line));
    return result;
  }

 private:
  // The start says which window it is, unless several begin together, or with any record.
  bool shows_end() const {
    const Kind kind = rows_.shape().kind;
    return kind != Kind::tumbling && kind != Kind::sliding;
  }

  void add_times() {
    const TimeForm form = time_form(shown_);
    Column starts;
    starts.add(cell("window", kWidestValue));
    for (const WatchRow* row : shown_) {
      std::string text = time_text(row->start, form);
      if (row->is_open) text += " *";
      if (row->is_approx) text += " ~";
      starts.add(cell(text, kWidestKey));
    }
    columns_.push_back(std::move(starts));
    if (!shows_end()) return;
    Column ends;
    ends.add(cell("end", kWidestValue));
    for (const WatchRow* row : shown_) ends.add(cell(time_text(row->end, form), kWidestKey));
    columns_.push_back(std::move(ends));
  }

  void add_key(size_t number) {
    Column column;
    column.add(cell(rows_.shape().keys[number], kWidestKey));
    for (const WatchRow* row : shown_) column.add(cell(row->keys[number].text, kWidestKey));
    columns_.push_back(std::move(column));
  }

  void add_value(size_t number) {
    Column column;
    column.add(cell(rows_.shape().values[number], kWidestValue));
    const bool is_text = std::any_of(shown_.begin(), shown_.end(), [&](const WatchRow* row) {
      return !row->values[number].text.empty() && !row->values[number].number.has_value();
    });
    for (const WatchRow* row : shown_) column.add(cell(number_text(row->values[number]), kWidestValue));
    column.align = is_text ? Column::Align::left : Column::Align::right;
    if (!is_text) numbers_.push_back({columns_.size(), number});
    columns_.push_back(std::move(column));
  }

  size_t width() const {
    size_t total = kGap * (columns_.size() - 1);
    for (const Column& column : columns_) total += column.width;
    return total;
  }
  size_t most() const { return screen_.columns > 1 ? screen_.columns - 1 : 1; }

  // Takes columns from the widest, as long as they are too wide together.
  void shrink() {
    constexpr size_t kLeast = 6;
    const size_t first = shows_end() ? 2 : 1;
    while (width() > most()) {
      const auto widest = std::max_element(
          columns_.begin() + static_cast<ptrdiff_t>(std::min(first, columns_.size() - 1)), columns_.end(),
          [](const Column& a, const Column& b) { return a.width < b.width; });
      if (widest->width <= kLeast) return;  // what does not fit is cut
      --widest->width;
    }
  }

  // For as many values as there is room for, and as long as there is room for in all of these.
  void add_sparklines() {
    const size_t used = width();
    if (used >= most()) return;
    numbers_.resize(std::min(numbers_.size(), (most() - used) / (kShortestSparkline + 1)));
    if (numbers_.empty()) return;
    size_t longest = 0;
    for (const WatchRow* row : shown_) {
      if (!rows_.is_newest(*row)) continue;
      longest = std::max(longest, rows_.history(*row, numbers_[0].value, kLongestSparkline).size());
    }
    if (longest < 2) return;
    const size_t length = std::min((most() - used) / numbers_.size() - 1, longest);
    for (const auto& [column, value] : numbers_) {
      columns_[column].sparklines.push_back(std::string(length, ' '));
      for (const WatchRow* row : shown_) {
        columns_[column].sparklines.push_back(sparkline_of(*row, value, length));
      }
    }
  }

  std::string sparkline_of(const WatchRow& row, size_t value, size_t length) const {
    if (!rows_.is_newest(row)) return std::string(length, ' ');
    const auto history = rows_.history(row, value, length);
    std::string bars = sparkline(history, screen_.charset);
    const std::string blanks(length - history.size(), ' ');
    if (screen_.styles == WatchScreen::Styles::some) bars = std::string(kCyan) + bars + std::string(kPlain);
    return blanks + bars;
  }

  Columns cell(std::string_view text, size_t widest) const { return fitted(text, widest, screen_.charset); }

  std::string text(size_t line) const {
    std::string out;
    size_t left = most();
    for (const Column& column : columns_) {
      const size_t gap = out.empty() ? 0 : kGap;
      if (left <= gap) break;
      left -= gap;
      const size_t room = std::min(left, column.width);
      const Columns shown = fitted(column.cells[line].text, room, screen_.charset);
      const std::string blanks(room - shown.width, ' ');
      out.append(gap, ' ');
      out += column.align == Column::Align::right ? blanks + shown.text : shown.text + blanks;
      left -= room;
      if (column.sparklines.empty()) continue;
      out += ' ' + column.sparklines[line];
      left -= 1 + column.sparklines[0].size();  // the first one is blanks
    }
    out.resize(out.find_last_not_of(' ') + 1);
    const bool is_name = line == 0 && screen_.styles == WatchScreen::Styles::some;
    return is_name ? std::string(kBold) + out + std::string(kPlain) : out;
  }

  // A column of numbers, and which of the values it shows.
  struct Numbers {
    size_t column;
    size_t value;
  };

  const WatchRows& rows_;
  const WatchScreen& screen_;
  const std::vector<const WatchRow*> shown_;
  std::vector<Column> columns_;
  std::vector<Numbers> numbers_;
};

}  // namespace

TimeForm time_form(const std::vector<const WatchRow*>& rows) {
  constexpr int64_t kMinute = 60'000'000'000;
  constexpr int64_t kDay = 24 * 60 * kMinute;
  const auto all_are = [&](int64_t multiples) {
    return std::all_of(rows.begin(), rows.end(), [&](const WatchRow* row) {
      return row->start.value_or(0) % multiples == 0 && row->end.value_or(0) % multiples == 0;
    });
  };
  return all_are(kDay) ? TimeForm::day : all_are(kMinute) ? TimeForm::minute : TimeForm::full;
}

std::string time_text(std::optional<int64_t> time, TimeForm form) {
  if (!time.has_value()) return "-";
  std::string text;
  append_rfc3339(text, *time);
  if (form == TimeForm::full) return text;
  constexpr size_t kToDay = 10;
  constexpr size_t kToMinute = 16;
  return form == TimeForm::day ? text.substr(0, kToDay) : text.substr(0, kToMinute) + "Z";
}

std::string number_text(const WatchCell& cell) {
  const bool is_fraction =
      cell.number.has_value() && cell.text.find_first_of(".eE") != cell.text.npos && cell.text.size() > 7;
  return is_fraction ? fmt::format("{:.6g}", *cell.number) : cell.text;
}

std::vector<std::string> watch_table(const WatchRows& rows, const WatchScreen& screen) {
  const size_t lines = std::max<size_t>(screen.lines, 3) - 1;
  const auto one = [&](const std::string& text) {
    return fitted(text, std::max<size_t>(screen.columns, 2) - 1, screen.charset).text;
  };
  if (rows.size() == 0) return {one("no results yet")};
  if (rows.size() + 1 <= lines && !rows.has_dropped()) return Table(rows, screen, rows.size()).lines();
  const size_t count = std::min(rows.size(), lines - 2);
  std::vector<std::string> result = Table(rows, screen, count).lines();
  result.push_back(one(fmt::format("... {}{} more", rows.has_dropped() ? "over " : "", rows.size() - count)));
  return result;
}

}  // namespace runnel::cli
