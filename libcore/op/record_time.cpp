#include "op/record_time.h"

#include <fmt/format.h>

#include "base/quantity.h"
#include "base/time_text.h"
#include "json/parse.h"
#include "json/writer.h"

namespace runnel::op {

namespace {

constexpr std::string_view kWatermark = R"("$watermark")";

std::string_view without_blanks(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r");
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

}  // namespace

std::optional<int64_t> RecordTime::read(const json::Value& value) const {
  if (value.is_string()) return reader_.from_text(value.text());
  if (!value.is_number()) return std::nullopt;
  if (const std::string_view text = value.number_source(); !text.empty())
    return reader_.from_number_text(text);
  const json::Number number = value.number();
  if (number.kind == json::Number::Kind::integer) return reader_.from_integer(number.i);
  return reader_.from_number(number.as_double());
}

int64_t RecordTime::latest(int64_t now) const {
  int64_t latest = 0;
  return __builtin_add_overflow(now, max_ahead_, &latest) ? INT64_MAX : latest;
}

std::string RecordTime::reason(const json::Value& value) const {
  if (value.is_null()) return "the record has no time";
  const std::optional<int64_t> time = read(value);
  if (time.has_value()) {
    std::string text;
    append_rfc3339(text, *time);
    return fmt::format("the time {} is more than {} ahead of the clock (--max-ahead)", text,
                       format_duration(max_ahead_));
  }
  const std::string shown = json::abbreviated_json(value, 60);
  if (!value.is_string() && !value.is_number()) {
    return fmt::format("the time {} ({}) is neither text nor a number", shown, json::type_name(value.type()));
  }
  const auto rfc3339 = value.is_string() ? read_rfc3339(value.text()) : std::nullopt;
  if (rfc3339.has_value() && !to_nanoseconds(rfc3339->seconds, rfc3339->nanoseconds).has_value()) {
    return fmt::format("the time {} is out of range: from 1677 to 2262", shown);
  }
  return fmt::format("the time {} cannot be read", shown);
}

bool is_watermark(std::string_view line) {
  line = without_blanks(line);
  return line.starts_with('{') && without_blanks(line.substr(1)).starts_with(kWatermark);
}

std::optional<int64_t> watermark_of(std::string_view line) {
  if (!is_watermark(line)) return std::nullopt;
  const auto value = json::parse(line);
  if (!value || !value->is_object() || value->members().size() != 1) return std::nullopt;
  const json::Value& time = value->members()[0].second;
  return time.is_string() ? parse_rfc3339(time.text()) : std::nullopt;
}

void append_watermark(std::string& out, int64_t time) {
  out += R"({"$watermark":")";
  append_rfc3339(out, time);
  out += "\"}\n";
}

}  // namespace runnel::op
