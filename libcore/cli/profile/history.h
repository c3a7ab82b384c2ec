// How a stream went lately, out of one look at its profiles after another: the rate of records by the clock,
// and of each field of numbers the mean of those numbers that came between two looks.
//
// Holds kMost looks of at most kMostProfiles profiles. The mean of what came between is worked out of sums,
// so that it means little where the sums are more than 1e15 times as large as it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "op/stats/summary.h"

namespace runnel::cli {

class ProfileHistory {
 public:
  static constexpr size_t kMost = 60;
  static constexpr size_t kMostProfiles = 100;

  using Trend = std::vector<std::optional<double>>;

  // `now`: nanoseconds of a clock that never goes back.
  void take(std::span<const op::ProfileSummary> profiles, int64_t now);

  // Oldest first; empty before the second look.
  Trend rate(const op::ProfileSummary& profile) const;
  // Nothing where no number came between two looks.
  Trend mean(const op::ProfileSummary& profile, const op::FieldSummary& field) const;

 private:
  struct Series {
    uint64_t count = 0;
    double sum = 0;
    std::deque<std::optional<double>> values;
    void add(std::optional<double> value);
  };
  struct Stream {
    Series records;
    std::unordered_map<std::string, Series> fields;
  };

  static Trend trend_of(const Series& series);
  const Stream* stream_of(const op::ProfileSummary& profile) const;

  std::unordered_map<std::string, Stream> streams_;  // by the text of their key
  int64_t looked_at_ = 0;
};

}  // namespace runnel::cli
