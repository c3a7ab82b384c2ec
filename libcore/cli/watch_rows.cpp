#include "cli/watch_rows.h"

#include <algorithm>
#include <limits>

#include "base/time_text.h"
#include "json/parse.h"
#include "json/writer.h"

namespace runnel::cli {

namespace {

using Kind = time::WindowSpec::Kind;

constexpr int64_t kNoTime = std::numeric_limits<int64_t>::min();

// In the order in which they stand in a record.
const json::Value* find(const json::Value& record, std::string_view name) {
  for (const auto& [key, value] : record.members()) {
    if (key.text() == name) return &value;
  }
  return nullptr;
}

bool is_true(const json::Value& record, std::string_view name) {
  const json::Value* const value = find(record, name);
  return value != nullptr && value->truthy();
}

std::optional<int64_t> time_of(const json::Value& record, std::string_view name) {
  const json::Value* const value = find(record, name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return parse_rfc3339(value->text());
}

// What top() gives, in the length that a person reads: `/: 12, /buy: 3`. Empty where it is something else.
std::string ranked_text(const json::Value& value) {
  std::string out;
  if (!value.is_array()) return out;
  for (const json::Value& item : value.items()) {
    const json::Value* const what = item.is_object() ? find(item, "value") : nullptr;
    const json::Value* const count = item.is_object() ? find(item, "count") : nullptr;
    if (what == nullptr || count == nullptr) return {};
    if (!out.empty()) out += ", ";
    if (what->is_string()) {
      out += what->text();
    } else {
      json::append_json(out, *what);
    }
    out += ": ";
    json::append_json(out, *count);
  }
  return out;
}

WatchCell cell_of(const json::Value* value) {
  WatchCell cell;
  if (value == nullptr || value->is_null()) return cell;
  cell.text = ranked_text(*value);
  if (!cell.text.empty()) return cell;
  if (value->is_string()) {
    cell.text = value->text();
    return cell;
  }
  json::append_json(cell.text, *value);
  if (value->is_number()) cell.number = value->number().as_double();
  return cell;
}

}  // namespace

void WatchRows::take(std::string_view lines) {
  while (!lines.empty()) {
    const size_t end = lines.find('\n');
    take_result(lines.substr(0, end));
    lines.remove_prefix(end == lines.npos ? lines.size() : end + 1);
  }
}

void WatchRows::take_result(std::string_view line) {
  const auto record = json::parse(line);
  if (!record || !record->is_object() || find(*record, "window_start") == nullptr) return;
  WatchRow row = row_of(*record);
  const std::optional<Place> old = replaced(row);
  if (is_true(*record, "retracted")) {
    if (old.has_value()) drop(*old);
    return;
  }
  if (shape_.kind == Kind::session) drop_open_parts(row);
  Place place = place_of(row);
  if (old.has_value()) {
    if (shape_.kind == Kind::count) place = *old;
    if (!shape_.top.has_value()) place.number = old->number;
    drop(*old);
  }
  by_key_[row.key].insert(place);
  rows_.insert_or_assign(place, std::move(row));
  if (shape_.top.has_value()) keep_best(place);
  if (rows_.size() <= kMost) return;
  has_dropped_ = true;
  drop(std::prev(rows_.end())->first);
}

WatchRow WatchRows::row_of(const json::Value& record) const {
  WatchRow row;
  row.start = time_of(record, "window_start");
  row.end = time_of(record, "window_end");
  for (const std::string& name : shape_.keys) {
    const json::Value* const value = find(record, name);
    row.keys.push_back(cell_of(value));
    if (value != nullptr) json::append_json(row.key, *value);
    row.key += '\n';
  }
  for (const std::string& name : shape_.values) row.values.push_back(cell_of(find(record, name)));
  const json::Value* const is_final = find(record, "final");
  row.is_open = is_final != nullptr && !is_final->truthy();
  row.is_approx = is_true(record, "approx");
  return row;
}

WatchRows::Place WatchRows::place_of(const WatchRow& row) {
  const Place place{row.end.value_or(kNoTime), row.start.value_or(kNoTime), next_number_++};
  // There is one window, whatever its bounds are by now; and of windows of N records the last is the newest.
  if (shape_.kind == Kind::all) return {0, 0, place.number};
  if (shape_.kind == Kind::count) return {static_cast<int64_t>(place.number), 0, place.number};
  return place;
}

std::optional<WatchRows::Place> WatchRows::replaced(const WatchRow& row) const {
  const auto places = by_key_.find(row.key);
  if (places == by_key_.end()) return std::nullopt;
  for (const Place& place : places->second) {
    const WatchRow& other = rows_.at(place);
    const bool is_same = shape_.kind == Kind::all     ? true
                         : shape_.kind == Kind::count ? other.is_open
                                                      : other.start == row.start && other.end == row.end;
    if (is_same) return place;
    if (shape_.kind == Kind::count || (other.end < row.end && shape_.kind != Kind::session)) break;
  }
  return std::nullopt;
}

// A session has grown, or two have become one: what was said of its parts no longer holds.
void WatchRows::drop_open_parts(const WatchRow& row) {
  const auto places = by_key_.find(row.key);
  if (places == by_key_.end()) return;
  std::vector<Place> parts;
  for (const Place& place : places->second) {
    const WatchRow& other = rows_.at(place);
    if (other.end < row.start) break;
    const bool is_row = other.start == row.start && other.end == row.end;
    if (other.is_open && !is_row && other.start >= row.start && other.end <= row.end) parts.push_back(place);
  }
  for (const Place& part : parts) drop(part);
}

void WatchRows::drop(const Place& place) {
  const auto row = rows_.find(place);
  const auto places = by_key_.find(row->second.key);
  places->second.erase(place);
  if (places->second.empty()) by_key_.erase(places);
  rows_.erase(row);
}

// Of a window the K rows that came last: they are the best of now, in their order.
void WatchRows::keep_best(const Place& place) {
  const auto window = rows_.lower_bound({place.end, place.start, 0});
  uint64_t count = 0;
  for (auto at = window; at != rows_.end() && at->first.end == place.end && at->first.start == place.start;
       ++at) {
    ++count;
  }
  if (count > *shape_.top) drop(window->first);
}

std::vector<const WatchRow*> WatchRows::first(size_t count) const {
  std::vector<const WatchRow*> result;
  for (const auto& [place, row] : rows_) {
    if (result.size() == count) break;
    result.push_back(&row);
  }
  return result;
}

bool WatchRows::is_newest(const WatchRow& row) const {
  return &rows_.at(*by_key_.at(row.key).begin()) == &row;
}

std::vector<std::optional<double>> WatchRows::history(const WatchRow& row, size_t value, size_t most) const {
  std::vector<std::optional<double>> numbers;
  bool has_come = false;
  for (const Place& place : by_key_.at(row.key)) {
    const WatchRow& at = rows_.at(place);
    has_come = has_come || &at == &row;
    if (!has_come) continue;
    if (numbers.size() == most) break;
    numbers.push_back(at.values[value].number);
  }
  std::reverse(numbers.begin(), numbers.end());
  return numbers;
}

}  // namespace runnel::cli
