#include "op/stats/write_prometheus.h"

#include <algorithm>
#include <set>

#include "json/parse.h"
#include "op/stats/figures.h"
#include "op/stats/prometheus_text.h"

namespace runnel::op {

namespace {

using Type = PrometheusFamily::Type;

// Where the samples of one family go, with the labels of what is just being written.
struct Samples {
  PrometheusFamily& family;
  const PrometheusLabels& labels;

  void operator()(double value, PrometheusFamily::Label more = {}, std::string_view suffix = {}) const {
    family.sample(labels, value, more, suffix);
  }
  void operator()(uint64_t value, PrometheusFamily::Label more = {}, std::string_view suffix = {}) const {
    family.sample(labels, static_cast<double>(value), more, suffix);
  }
};

struct StreamFamily {
  std::string_view name;
  std::string_view help;
  void (*put)(const ProfileSummary& profile, const Samples& samples);
};

struct FieldFamily {
  std::string_view name;
  std::string_view help;
  void (*put)(const FieldSummary& field, const Samples& samples);
  Type type = Type::gauge;
};

template <auto kMember>
void put_seconds(const ProfileSummary& profile, const Samples& samples) {
  if (profile.time.has_value()) samples(in_seconds((*profile.time).*kMember));
}

// What has a meaning by event time only.
template <auto kMember>
void put_lateness(const ProfileSummary& profile, const Samples& samples) {
  if (profile.time.has_value() && !profile.time->by_clock) samples(in_seconds((*profile.time).*kMember));
}

void put_rates(const ProfileSummary& profile, const Samples& samples) {
  if (!profile.time.has_value()) return;
  if (profile.time->rate.has_value()) samples(*profile.time->rate, {"over", "all"});
  samples(profile.time->rate_1s, {"over", "1s"});
  samples(profile.time->rate_10s, {"over", "10s"});
  samples(profile.time->rate_1m, {"over", "1m"});
}

void put_silence(const ProfileSummary& profile, const Samples& samples) {
  if (!profile.time.has_value() || !profile.time->silence.has_value()) return;
  samples(seconds(*profile.time->silence));
}

constexpr StreamFamily kStream[] = {
    {"runnel_stats_records", "Records that were profiled.",
     [](const ProfileSummary& p, const Samples& put) { put(p.records); }},
    {"runnel_stats_bytes", "Bytes of the lines of these records.",
     [](const ProfileSummary& p, const Samples& put) { put(p.bytes); }},
    {"runnel_stats_bad_records", "Lines that could not be processed.",
     [](const ProfileSummary& p, const Samples& put) { put(p.bad); }},
    {"runnel_stats_values_left_out", "Values of fields beyond --max-fields.",
     [](const ProfileSummary& p, const Samples& put) { put(p.fields_left_out); }},
    {"runnel_stats_until_timestamp_seconds", "The end of the period of the profile.",
     [](const ProfileSummary& p, const Samples& put) {
       if (p.until.has_value()) put(in_seconds(*p.until));
     }},
    {"runnel_stats_first_timestamp_seconds", "The least time of a record.", put_seconds<&TimeSummary::first>},
    {"runnel_stats_last_timestamp_seconds", "The largest time of a record.", put_seconds<&TimeSummary::last>},
    {"runnel_stats_records_per_second", "Rate by the records' times, over all of them or the last of them.",
     put_rates},
    {"runnel_stats_longest_silence_seconds", "The longest time without a record.", put_silence},
    {"runnel_stats_out_of_order_records", "Records with a time less than the largest before them.",
     [](const ProfileSummary& p, const Samples& put) {
       if (p.time.has_value() && !p.time->by_clock) put(p.time->out_of_order);
     }},
    {"runnel_stats_lateness_max_seconds", "How far a record was behind the largest time before it at most.",
     put_lateness<&TimeSummary::lateness_max>},
    {"runnel_stats_lateness_p99_seconds",
     "How far 99 % of the records were behind the largest time before them at most.",
     put_lateness<&TimeSummary::lateness_p99>},
};

void put_types(const FieldSummary& field, const Samples& put) {
  const std::pair<std::string_view, uint64_t> types[] = {
      {"null", field.nulls},     {"boolean", field.booleans}, {"number", field.numbers},
      {"string", field.strings}, {"array", field.arrays},     {"object", field.objects}};
  for (const auto& [name, count] : types) {
    if (count > 0) put(count, {"type", name});
  }
}

void put_numbers(const FieldSummary& field, const Samples& put) {
  if (!field.number.has_value()) return;
  constexpr std::string_view kTexts[] = {"0.01", "0.05", "0.25", "0.5", "0.75", "0.95", "0.99", "0.999"};
  static_assert(std::size(kTexts) == kQuantiles.size());
  for (size_t i = 0; i < kQuantiles.size(); ++i) {
    if (const auto value = quantile(*field.number, kQuantiles[i].q)) put(*value, {"quantile", kTexts[i]});
  }
  put(field.number->sum, {}, "_sum");
  put(field.number->count, {}, "_count");
}

template <auto kMember>
void put_number(const FieldSummary& field, const Samples& put) {
  if (field.number.has_value()) put(((*field.number).*kMember).as_double());
}

template <auto kMember>
void put_string(const FieldSummary& field, const Samples& put) {
  if (field.string.has_value()) put((*field.string).*kMember);
}

template <auto kMember>
void put_array(const FieldSummary& field, const Samples& put) {
  if (field.array.has_value()) put((*field.array).*kMember);
}

void put_kinds(const FieldSummary& field, const Samples& put) {
  if (!field.string.has_value()) return;
  for (size_t kind = 0; kind < kTextKinds; ++kind) {
    const uint64_t count = field.string->kinds[kind];
    if (count > 0) put(count, {"kind", text_kind_name(static_cast<TextKind>(kind))});
  }
}

// A string without its quotes and escapes, anything else as JSON writes it.
std::string text_of(std::string_view json) {
  const auto value = json::parse(json);
  return value.ok() && value->is_string() ? std::string(value->text()) : std::string(json);
}

std::string_view type_of(std::string_view json) {
  return json.starts_with('"') ? "string" : json == "true" || json == "false" ? "boolean" : "number";
}

void put_values(const FieldSummary& field, const Samples& put) {
  const bool is_whole =
      field.distinct_error == 0 && field.top.size() == field.distinct && field.top_floor == 0;
  if (!is_whole || field.distinct > kMostPrometheusValues) return;
  if (std::any_of(field.top.begin(), field.top.end(), [](const TopValue& top) { return top.is_cut; })) return;
  for (const TopValue& top : field.top) {
    PrometheusLabels labels = put.labels;
    labels.emplace_back("type", type_of(top.json));
    labels.emplace_back("value", text_of(top.json));
    Samples{put.family, labels}(top.count);
  }
}

constexpr FieldFamily kFields[] = {
    {"runnel_stats_field_values", "Values of the field, nulls among them.",
     [](const FieldSummary& f, const Samples& put) { put(f.count); }},
    {"runnel_stats_field_presence_ratio", "In which part of the objects where it could be the field is.",
     [](const FieldSummary& f, const Samples& put) {
       if (const auto part = presence(f)) put(*part);
     }},
    {"runnel_stats_field_nulls", "Values that are null.",
     [](const FieldSummary& f, const Samples& put) { put(f.nulls); }},
    {"runnel_stats_field_type_values", "Values of each type.", put_types},
    {"runnel_stats_field_distinct_values", "Different values; an estimate where there are many.",
     [](const FieldSummary& f, const Samples& put) {
       if (scalars(f) > 0) put(f.distinct);
     }},
    {"runnel_stats_field_value_occurrences",
     "How often each value occurs, of fields that have few different ones.", put_values},
    {"runnel_stats_field_number", "The distribution of the numbers.", put_numbers, Type::summary},
    {"runnel_stats_field_number_min", "The least number.", put_number<&NumberSummary::min>},
    {"runnel_stats_field_number_max", "The largest number.", put_number<&NumberSummary::max>},
    {"runnel_stats_field_number_mean", "The arithmetic mean of the numbers.",
     [](const FieldSummary& f, const Samples& put) {
       if (f.number.has_value()) put(f.number->mean);
     }},
    {"runnel_stats_field_number_stddev", "The standard deviation of the numbers, as of a sample.",
     [](const FieldSummary& f, const Samples& put) {
       if (f.number.has_value() && f.number->stddev.has_value()) put(*f.number->stddev);
     }},
    {"runnel_stats_field_string_length_min", "Characters of the shortest string.",
     put_string<&StringSummary::least_length>},
    {"runnel_stats_field_string_length_max", "Characters of the longest string.",
     put_string<&StringSummary::most_length>},
    {"runnel_stats_field_string_length_mean", "Characters of the strings, on average.",
     put_string<&StringSummary::mean_length>},
    {"runnel_stats_field_string_kind_values", "What the strings look like.", put_kinds},
    {"runnel_stats_field_array_length_min", "Elements of the shortest array.",
     put_array<&ArraySummary::least_length>},
    {"runnel_stats_field_array_length_max", "Elements of the longest array.",
     put_array<&ArraySummary::most_length>},
    {"runnel_stats_field_array_length_mean", "Elements of the arrays, on average.",
     put_array<&ArraySummary::mean_length>},
};

constexpr std::string_view kOurs[] = {"field", "kind", "other", "over", "quantile", "type", "value"};

enum class KeyForm : bool { text, json };

PrometheusLabels labels_of(const ProfileSummary& profile, KeyForm form) {
  PrometheusLabels labels;
  std::set<std::string> used(std::begin(kOurs), std::end(kOurs));
  for (const auto& [name, value] : profile.key) {
    std::string label = prometheus_label_name(name);
    if (used.contains(label)) label.insert(0, "by_");
    while (!used.insert(label).second) label += '_';
    labels.emplace_back(std::move(label), form == KeyForm::text ? text_of(value) : value);
  }
  if (profile.is_other) labels.emplace_back("other", "true");
  return labels;
}

std::vector<PrometheusLabels> labels_of_all(std::span<const ProfileSummary> profiles, KeyForm form) {
  std::vector<PrometheusLabels> result;
  for (const ProfileSummary& profile : profiles) result.push_back(labels_of(profile, form));
  return result;
}

// No two series may have the same labels, which the keys 1 and "1" would: then all keys are written as JSON.
std::vector<PrometheusLabels> different_labels(std::span<const ProfileSummary> profiles) {
  auto labels = labels_of_all(profiles, KeyForm::text);
  const std::set<PrometheusLabels> different(labels.begin(), labels.end());
  return different.size() == labels.size() ? labels : labels_of_all(profiles, KeyForm::json);
}

}  // namespace

void append_prometheus(std::string& out, std::span<const ProfileSummary> profiles,
                       const FieldChoice& choice) {
  const auto labels = different_labels(profiles);
  for (const StreamFamily& stream : kStream) {
    PrometheusFamily family(out, stream.name, stream.help);
    for (size_t i = 0; i < profiles.size(); ++i) stream.put(profiles[i], {family, labels[i]});
  }
  for (const FieldFamily& field : kFields) {
    PrometheusFamily family(out, field.name, field.help, field.type);
    for (size_t i = 0; i < profiles.size(); ++i) {
      PrometheusLabels with_field = labels[i];
      with_field.emplace_back("field", "");
      for (const FieldSummary* summary : choice.of(profiles[i])) {
        with_field.back().second = summary->path;
        field.put(*summary, {family, with_field});
      }
    }
  }
}

}  // namespace runnel::op
