#include "op/stats/write_json.h"

#include "base/time_text.h"
#include "json/number.h"
#include "json/writer.h"
#include "op/stats/figures.h"

namespace runnel::op {

namespace {

// The members of an object, one after another.
class Members {
 public:
  explicit Members(std::string& out) : out_(out) { out_ += '{'; }

  // The name of a member, whose value the caller appends to what this returns.
  std::string& name(std::string_view name) {
    separate();
    json::append_quoted(out_, name);
    out_ += ':';
    return out_;
  }
  void number(std::string_view name, json::Number value) { json::append_number(this->name(name), value); }
  void count(std::string_view name, uint64_t value) { number(name, json::Number::unsigned_integer(value)); }
  void real(std::string_view name, double value) { number(name, json::Number::real(value)); }
  void real_or_null(std::string_view name, std::optional<double> value) {
    if (value.has_value()) {
      real(name, *value);
    } else {
      this->name(name) += "null";
    }
  }
  void boolean(std::string_view name, bool value) { this->name(name) += value ? "true" : "false"; }
  void text(std::string_view name, std::string_view value) { json::append_quoted(this->name(name), value); }
  void time(std::string_view name, int64_t nanoseconds) {
    append_rfc3339(this->name(name) += '"', nanoseconds);
    out_ += '"';
  }
  Members object(std::string_view name) { return Members(this->name(name)); }
  void end() { out_ += '}'; }

 private:
  void separate() {
    if (!is_first_) out_ += ',';
    is_first_ = false;
  }

  std::string& out_;
  bool is_first_ = true;
};

void put_time(Members& record, const TimeSummary& time) {
  Members members = record.object("time");
  if (time.by_clock) members.boolean("by_clock", true);
  members.time("first", time.first);
  members.time("last", time.last);
  members.real_or_null("rate", time.rate);
  members.real("rate_1s", time.rate_1s);
  members.real("rate_10s", time.rate_10s);
  members.real("rate_1m", time.rate_1m);
  if (time.silence.has_value()) {
    Members silence = members.object("silence");
    silence.real("seconds", seconds(*time.silence));
    silence.time("from", time.silence->from);
    silence.time("to", time.silence->to);
    silence.end();
  } else {
    members.name("silence") += "null";
  }
  if (!time.by_clock) {
    members.count("out_of_order", time.out_of_order);
    members.real("lateness_max", in_seconds(time.lateness_max));
    members.real("lateness_p99", in_seconds(time.lateness_p99));
  }
  members.end();
}

// Which profile it is: its key, and its period.
void put_identity(Members& record, const ProfileSummary& profile) {
  if (!profile.key.empty()) {
    Members by = record.object("by");
    for (const auto& [name, value] : profile.key) by.name(name) += value;
    by.end();
  }
  if (profile.is_other) record.boolean("other", true);
  if (profile.until.has_value()) {
    record.time("until", *profile.until);
    record.boolean("final", profile.is_final);
  }
}

void put_stream(Members& record, const ProfileSummary& profile) {
  record.count("records", profile.records);
  record.count("bytes", profile.bytes);
  record.count("bad", profile.bad);
  if (profile.time.has_value()) put_time(record, *profile.time);
}

void put_types(Members& field, const FieldSummary& summary) {
  Members types = field.object("types");
  const auto put = [&](std::string_view name, uint64_t count) {
    if (count > 0) types.count(name, count);
  };
  put("null", summary.nulls);
  put("boolean", summary.booleans);
  put("number", summary.numbers);
  put("string", summary.strings);
  put("array", summary.arrays);
  put("object", summary.objects);
  types.end();
}

void put_histogram(Members& members, const agg::Points& points) {
  std::string& out = members.name("histogram");
  out += '[';
  bool is_first = true;
  for (const agg::Bucket& bucket : agg::decimal_buckets(points)) {
    if (!is_first) out += ',';
    is_first = false;
    Members one(out);
    one.real("from", bucket.from);
    one.real("to", bucket.to);
    one.count("count", bucket.count);
    one.end();
  }
  out += ']';
}

void put_number(Members& field, const NumberSummary& number) {
  Members members = field.object("number");
  members.count("count", number.count);
  members.count("whole", number.whole);
  members.number("min", number.min);
  members.number("max", number.max);
  members.real("sum", number.sum);
  members.real("mean", number.mean);
  members.real_or_null("stddev", number.stddev);
  for (const auto& [name, q] : kQuantiles) members.real_or_null(name, quantile(number, q));
  members.real("quantile_error", number.error);
  put_histogram(members, number.points);
  members.end();
}

void put_string(Members& field, const StringSummary& string) {
  Members members = field.object("string");
  members.count("count", string.count);
  members.count("empty", string.empty);
  members.count("min_length", string.least_length);
  members.count("max_length", string.most_length);
  members.real("mean_length", string.mean_length);
  members.text("min", string.min);
  members.text("max", string.max);
  Members kinds = members.object("kinds");
  for (size_t kind = 0; kind < kTextKinds; ++kind) {
    if (string.kinds[kind] > 0) kinds.count(text_kind_name(static_cast<TextKind>(kind)), string.kinds[kind]);
  }
  kinds.end();
  members.end();
}

void put_array(Members& field, const ArraySummary& array) {
  Members members = field.object("array");
  members.count("count", array.count);
  members.count("min_length", array.least_length);
  members.count("max_length", array.most_length);
  members.real("mean_length", array.mean_length);
  members.end();
}

void put_top(Members& field, const FieldSummary& summary) {
  std::string& out = field.name("top");
  out += '[';
  for (const TopValue& top : summary.top) {
    if (&top != &summary.top.front()) out += ',';
    Members one(out);
    one.name("value") += top.json;
    one.count("count", top.count);
    one.count("error", top.error);
    if (top.is_cut) one.boolean("cut", true);
    one.end();
  }
  out += ']';
  if (summary.top_floor > 0) field.count("top_floor", summary.top_floor);
}

void put_field(Members& field, const FieldSummary& summary) {
  field.count("count", summary.count);
  if (const auto part = presence(summary)) field.real("presence", *part);
  field.count("nulls", summary.nulls);
  put_types(field, summary);
  if (scalars(summary) > 0) {
    field.count("distinct", summary.distinct);
    field.real("distinct_error", summary.distinct_error);
  }
  if (summary.number.has_value()) put_number(field, *summary.number);
  if (summary.string.has_value()) put_string(field, *summary.string);
  if (summary.array.has_value()) put_array(field, *summary.array);
  if (scalars(summary) > 0) put_top(field, summary);
  if (summary.is_map) field.boolean("map", true);
}

void put_left_out(Members& record, const ProfileSummary& profile) {
  if (profile.fields_left_out > 0) record.count("fields_left_out", profile.fields_left_out);
}

}  // namespace

void append_profile_json(std::string& out, const ProfileSummary& profile, const FieldChoice& choice) {
  Members record(out);
  put_identity(record, profile);
  put_stream(record, profile);
  Members fields = record.object("fields");
  for (const FieldSummary* summary : choice.of(profile)) {
    Members field = fields.object(summary->path);
    put_field(field, *summary);
    field.end();
  }
  fields.end();
  put_left_out(record, profile);
  record.end();
  out += '\n';
}

void append_profile_json_lines(std::string& out, const ProfileSummary& profile, const FieldChoice& choice) {
  Members record(out);
  put_identity(record, profile);
  put_stream(record, profile);
  put_left_out(record, profile);
  record.end();
  out += '\n';
  for (const FieldSummary* summary : choice.of(profile)) {
    Members field(out);
    field.text("field", summary->path);
    put_identity(field, profile);
    put_field(field, *summary);
    field.end();
    out += '\n';
  }
}

}  // namespace runnel::op
