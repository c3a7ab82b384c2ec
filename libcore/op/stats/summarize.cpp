// Profiles to what they say: op/stats/summary.h.
#include <algorithm>

#include "json/writer.h"
#include "op/stats/profiles.h"

namespace runnel::op {

namespace {

using agg::FieldProfile;
using Kind = agg::Scalar::Kind;

// The bound that the headers of the sketches state.
constexpr double kQuantileError = 0.01;
constexpr double kDistinctError = 0.0081;

agg::Points exact_points(const agg::ValueCounts& values) {
  agg::Points points;
  for (const auto& entry : values.entries()) {
    const agg::Scalar scalar = values.value(entry);
    if (scalar.is_number()) points.push_back({scalar.as_number().as_double(), entry.count});
  }
  std::sort(points.begin(), points.end(),
            [](const agg::Point& a, const agg::Point& b) { return a.value < b.value; });
  return points;
}

// Of equal values one is kept: large integers may be the same double.
agg::Points united(const agg::Points& points) {
  agg::Points united;
  for (const agg::Point& point : points) {
    if (!united.empty() && united.back().value == point.value) {
      united.back().count += point.count;
    } else {
      united.push_back(point);
    }
  }
  return united;
}

NumberSummary number_summary(const agg::NumberProfile& numbers, const FieldProfile& field) {
  NumberSummary summary{.count = numbers.count(),
                        .whole = numbers.whole(),
                        .min = numbers.min(),
                        .max = numbers.max(),
                        .sum = numbers.sum(),
                        .mean = numbers.mean(),
                        .stddev = numbers.stddev(),
                        .points = {},
                        .error = field.is_exact() ? 0 : kQuantileError};
  agg::Points points;
  if (field.is_exact()) {
    points = exact_points(field.values());
  } else {
    numbers.sketch().each([&](double value, uint64_t count) { points.push_back({value, count}); });
  }
  summary.points = united(points);
  return summary;
}

StringSummary string_summary(const agg::StringProfile& strings) {
  return {.count = strings.count(),
          .empty = strings.empty(),
          .least_length = strings.least_length(),
          .most_length = strings.most_length(),
          .mean_length = strings.mean_length(),
          .min = std::string(agg::whole_characters(strings.min())),
          .max = std::string(agg::whole_characters(strings.max())),
          .kinds = strings.kinds()};
}

TopValue top_value(const agg::ValueCounts& values, const agg::ValueCounts::Entry& entry) {
  const agg::Scalar scalar = values.value(entry);
  json::Value value;
  if (scalar.is_number()) {
    value = json::Value::number(scalar.as_number());
  } else if (scalar.is_string()) {
    value = json::Value::string(agg::whole_characters(scalar.as_text()));
  } else {
    value = json::Value::boolean(scalar.kind == Kind::boolean_true);
  }
  TopValue top{.json = {}, .is_cut = entry.is_cut, .count = entry.count, .error = entry.error};
  json::append_json(top.json, value);
  return top;
}

// What a value that is not listed may have occurred at most.
uint64_t most_unlisted(const agg::ValueCounts& values,
                       const std::vector<const agg::ValueCounts::Entry*>& listed) {
  uint64_t most = values.floor();
  for (const auto& entry : values.entries()) {
    if (entry.count > most && std::find(listed.begin(), listed.end(), &entry) == listed.end()) {
      most = entry.count;
    }
  }
  return most;
}

FieldSummary field_summary(const FieldProfile& field, uint64_t top) {
  FieldSummary summary;
  summary.count = field.count();
  summary.nulls = field.count(Kind::null);
  summary.booleans = field.count(Kind::boolean_false) + field.count(Kind::boolean_true);
  summary.numbers =
      field.count(Kind::integer) + field.count(Kind::unsigned_integer) + field.count(Kind::real);
  summary.strings = field.count(Kind::string);
  summary.arrays = field.count(Kind::array);
  summary.objects = field.count(Kind::object);
  if (summary.numbers > 0 || summary.strings > 0) {
    field.with_figures([&](const FieldProfile::Figures& figures) {
      if (summary.numbers > 0) summary.number = number_summary(figures.numbers, field);
      if (summary.strings > 0) summary.string = string_summary(figures.strings);
    });
  }
  if (summary.arrays > 0) {
    const FieldProfile::Lengths lengths = field.lengths();
    summary.array = ArraySummary{summary.arrays, lengths.least, lengths.most, lengths.mean};
  }
  summary.distinct = field.distinct();
  summary.distinct_error = field.is_exact() ? 0 : kDistinctError;
  const auto listed = field.values().top(top);
  for (const auto* entry : listed) summary.top.push_back(top_value(field.values(), *entry));
  if (!field.values().is_exact()) summary.top_floor = most_unlisted(field.values(), listed);
  return summary;
}

// From the first moment to the last, which may be further apart than int64 nanoseconds.
uint64_t length(const time::Silences& line) {
  return static_cast<uint64_t>(line.last()) - static_cast<uint64_t>(line.first());
}

// Over so much time, but not less than a second, or since the first record.
double recent_rate(const agg::TimeProfile& time, size_t buckets) {
  constexpr double kSecond = 1e9;
  const int64_t now = time.silences().last();
  const double seconds = static_cast<double>(buckets * time::RecentCounts::kBucket) / kSecond;
  const double since = static_cast<double>(length(time.silences())) / kSecond;
  return static_cast<double>(time.recent().count(buckets, now)) / std::clamp(since, 1.0, seconds);
}

TimeSummary time_summary(const agg::TimeProfile& time, bool by_clock) {
  const time::Silences& line = time.silences();
  TimeSummary summary;
  summary.by_clock = by_clock;
  summary.first = line.first();
  summary.last = line.last();
  if (line.last() > line.first()) {
    summary.rate = static_cast<double>(time.count()) / (static_cast<double>(length(line)) / 1e9);
  }
  summary.rate_1s = recent_rate(time, 10);
  summary.rate_10s = recent_rate(time, 100);
  summary.rate_1m = recent_rate(time, 600);
  if (const auto longest = line.longest()) summary.silence = TimeSummary::Silence{longest->from, longest->to};
  summary.out_of_order = time.out_of_order();
  summary.lateness_max = time.most_lateness();
  summary.lateness_p99 = time.lateness_at(0.99);
  return summary;
}

std::vector<std::pair<std::string, std::string>> named(const std::vector<std::string>& names,
                                                       std::string_view shown) {
  std::vector<std::pair<std::string, std::string>> key;
  for (const std::string& name : names) {
    const size_t end = std::min(shown.find('\n'), shown.size());
    key.emplace_back(name, shown.substr(0, end));
    shown.remove_prefix(std::min(end + 1, shown.size()));
  }
  return key;
}

}  // namespace

std::vector<Profiles::Told> Profiles::told() const {
  std::vector<Told> told;
  if (whole_ != nullptr) told.push_back({whole_.get(), KeyTable::kNone});
  for (KeyId key = 0; key < by_key_.size(); ++key) {
    if (by_key_[key]->records > 0) told.push_back({by_key_[key].get(), key});
  }
  if (other_ != nullptr && other_->records > 0) told.push_back({other_.get(), KeyTable::kNone});
  return told;
}

ProfileSummary Profiles::summary(const Told& of, const std::vector<std::string>& names, uint64_t top,
                                 bool by_clock) const {
  const Profile& profile = *of.profile;
  ProfileSummary summary;
  if (of.key != KeyTable::kNone) summary.key = named(names, keys_.shown(of.key));
  summary.is_other = &profile == other_.get();
  summary.records = profile.records;
  summary.bytes = profile.bytes;
  if (profile.time != nullptr && profile.time->count() > 0) {
    summary.time = time_summary(*profile.time, by_clock);
  }
  for (const FieldId id : tree_.in_order()) {
    const FieldProfile* const field = profile.find(id);
    if (field == nullptr || field->count() == 0) continue;
    // Records that are objects are told by their members.
    if (id == FieldTree::kRecord && field->count() == field->count(Kind::object)) continue;
    FieldSummary told = field_summary(*field, top);
    told.path = tree_.path(id);
    told.is_map = tree_.is_map(id);
    if (id == FieldTree::kRecord) {
      told.places = profile.records;
    } else if (const FieldProfile* const parent = profile.find(tree_.parent(id));
               tree_.step(id) == FieldStep::member && parent != nullptr) {
      // There are more where an expression of --of gives several.
      const uint64_t objects = parent->count(Kind::object);
      if (told.count <= objects) told.places = objects;
    }
    summary.fields.push_back(std::move(told));
  }
  return summary;
}

}  // namespace runnel::op
