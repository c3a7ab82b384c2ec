// Summaries to write and to show.
#pragma once

#include <algorithm>

#include "op/stats/summary.h"

namespace runnel::op {

inline FieldSummary number_field(std::string path, agg::Points points) {
  FieldSummary field;
  field.path = std::move(path);
  NumberSummary number;
  for (const agg::Point& point : points) {
    field.count += point.count;
    number.sum += point.value * static_cast<double>(point.count);
  }
  number.count = number.whole = field.numbers = field.count;
  field.places = field.count;
  field.distinct = points.size();
  number.mean = number.sum / static_cast<double>(number.count);
  number.min = json::Number::real(points.front().value);
  number.max = json::Number::real(points.back().value);
  number.points = std::move(points);
  field.number = std::move(number);
  return field;
}

inline FieldSummary string_field(std::string path, std::vector<TopValue> top) {
  FieldSummary field;
  field.path = std::move(path);
  StringSummary string;
  for (const TopValue& value : top) {
    field.count += value.count;
    const uint64_t length = value.json.size() - 2;
    string.mean_length += static_cast<double>(length * value.count);
    string.least_length = field.distinct == 0 ? length : std::min(string.least_length, length);
    string.most_length = std::max(string.most_length, length);
    ++field.distinct;
  }
  string.count = field.strings = field.count;
  field.places = field.count;
  string.mean_length /= static_cast<double>(string.count);
  string.kinds[0] = string.count;
  string.min = string.max = top.front().json.substr(1, top.front().json.size() - 2);
  field.string = std::move(string);
  field.top = std::move(top);
  return field;
}

}  // namespace runnel::op
