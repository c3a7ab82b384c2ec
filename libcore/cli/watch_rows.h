// What --watch shows: of each window and key the result that came last, the newest window first.
//
// Results come as they would be written into a pipe, one JSON record a line. An early result, or a
// correction, takes the place of what was there for its window and key, and a retraction takes that away.
// What a window is known by depends on its kind: early results of one session, or of one window of N records,
// have other bounds each time.
//
// Holds at most kMost rows; the oldest windows go first. Not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "json/value.h"
#include "time/window_spec.h"

namespace runnel::cli {

// What the results look like.
struct WatchShape {
  time::WindowSpec::Kind kind = time::WindowSpec::Kind::tumbling;
  std::vector<std::string> keys;    // the names of the members that --by makes
  std::vector<std::string> values;  // and AGGREGATES
  std::optional<uint64_t> top;      // keys of each window; they come in their rank's order
};

struct WatchCell {
  std::string text;              // a string without quotes; else JSON
  std::optional<double> number;  // where it is one
};

struct WatchRow {
  std::optional<int64_t> start, end;  // nothing where records have no time
  std::vector<WatchCell> keys;
  std::vector<WatchCell> values;
  bool is_open = false;    // there are more results to come
  bool is_approx = false;  // something in it is an estimate
  std::string key;         // all keys as one text
};

class WatchRows {
 public:
  explicit WatchRows(WatchShape shape) : shape_(std::move(shape)) {}

  static constexpr size_t kMost = 20'000;

  // Whole lines. Watermarks among them are passed over.
  void take(std::string_view lines);

  const WatchShape& shape() const { return shape_; }
  size_t size() const { return rows_.size(); }
  // Rows were left out since there were too many.
  bool has_dropped() const { return has_dropped_; }

  // The first `count` rows. Valid until take().
  std::vector<const WatchRow*> first(size_t count) const;
  // Whether it is the newest row of its key, and the numbers that one of its values had in the last `most`
  // windows of the key, the oldest first.
  bool is_newest(const WatchRow& row) const;
  std::vector<std::optional<double>> history(const WatchRow& row, size_t value, size_t most) const;

 private:
  // Newest windows first; within a window in the order of their coming.
  struct Place {
    int64_t end, start;
    uint64_t number;
    bool operator<(const Place& other) const {
      if (end != other.end) return end > other.end;
      if (start != other.start) return start > other.start;
      return number < other.number;
    }
  };

  void take_result(std::string_view line);
  WatchRow row_of(const json::Value& record) const;
  Place place_of(const WatchRow& row);
  std::optional<Place> replaced(const WatchRow& row) const;
  void drop_open_parts(const WatchRow& row);
  void drop(const Place& place);
  void keep_best(const Place& place);

  const WatchShape shape_;
  std::map<Place, WatchRow> rows_;
  std::unordered_map<std::string, std::set<Place>> by_key_;
  uint64_t next_number_ = 1;
  bool has_dropped_ = false;
};

}  // namespace runnel::cli
