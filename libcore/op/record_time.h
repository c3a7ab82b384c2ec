// The event time of a record, out of the value of -t; and the watermark lines that other programs put between
// records.
//
// Immutable, for all workers at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/event_time.h"
#include "json/value.h"

namespace runnel::op {

class RecordTime {
 public:
  // `max_ahead`: how far ahead of the clock a record may be, in nanoseconds.
  RecordTime(EventTimeReader reader, int64_t max_ahead) : reader_(std::move(reader)), max_ahead_(max_ahead) {}

  // Nothing where the value is no time, or one beyond `latest`. A value of null is a time that is missing.
  std::optional<int64_t> of(const json::Value& value, int64_t latest) const {
    const std::optional<int64_t> time = read(value);
    return time.has_value() && *time <= latest ? time : std::nullopt;
  }
  // The latest time that a record may have, by a clock that shows `now`.
  int64_t latest(int64_t now) const;
  // Why of() gave nothing: `the time "abc" is neither RFC 3339 nor a number`.
  std::string reason(const json::Value& value) const;

 private:
  std::optional<int64_t> read(const json::Value& value) const;

  EventTimeReader reader_;
  int64_t max_ahead_;
};

// What is wrong with a line that is_watermark() and of which watermark_of() knows no time.
constexpr std::string_view kWatermarkExpected =
    R"(a watermark is written {"$watermark":"2026-11-22T12:00:00Z"}, with nothing else in it)";

// A line that may be a watermark, {"$watermark":"2026-11-22T12:00:00Z"}: an object that begins with that key.
// More text than that of the line does no harm.
bool is_watermark(std::string_view line);
// Its time. Nothing where there is more in the object, or the time is none.
std::optional<int64_t> watermark_of(std::string_view line);
void append_watermark(std::string& out, int64_t time);

}  // namespace runnel::op
