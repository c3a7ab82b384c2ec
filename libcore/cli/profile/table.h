// A profile as a table for a terminal: a few lines about the stream, then a row a field.
//
// A row says where the field is, what it is, how often it is there and how many different values it has. Of
// numbers: least, median, 99th percentile, largest, and a small histogram, on a logarithmic scale where they
// are spread widely (cli/profile/spread.h). Of all else the most frequent values, or from which to which.
// Where there is room: nulls, mean, standard deviation, further quantiles, lengths, and the most frequent
// values of numbers. Columns for which there is no room are left out.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/screen.h"
#include "op/stats/field_choice.h"
#include "op/stats/summary.h"

namespace runnel::cli {

struct FieldRow {
  const op::FieldSummary* field;
  std::vector<std::optional<double>> trend = {};  // how a figure of it went lately; drawn as small bars
};

// The names of the columns, and a line a row: each at most screen.columns - 1 columns wide, since some
// terminals wrap behind the last one. Nothing without rows.
std::vector<std::string> field_table(std::span<const FieldRow> rows, const Screen& screen);

// Key, stream, fields and what was left out.
std::vector<std::string> profile_table(const op::ProfileSummary& profile, const op::FieldChoice& choice,
                                       const Screen& screen);

}  // namespace runnel::cli
