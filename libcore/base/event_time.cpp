#include "base/event_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/decimal_time.h"
#include "base/spelling.h"
#include "base/time_text.h"

namespace runnel {

namespace {

// Decimal places from each unit to nanoseconds.
constexpr int kSeconds = 9;
constexpr int kMilliseconds = 6;
constexpr int kMicroseconds = 3;

struct UnitName {
  std::string_view name;
  std::string_view unit;
};
// Words for which somebody means one of the four.
constexpr std::array<UnitName, 10> kUnitNames{{{"sec", "s"},
                                               {"second", "s"},
                                               {"seconds", "s"},
                                               {"unix", "s"},
                                               {"epoch", "s"},
                                               {"milliseconds", "ms"},
                                               {"millis", "ms"},
                                               {"microseconds", "us"},
                                               {"micros", "us"},
                                               {"nanoseconds", "ns"}}};

constexpr size_t kDate = std::string_view("2018-01-02").size();

bool is_date(std::string_view text) {
  return text.size() == kDate && text[4] == '-' && text[7] == '-';
}

std::optional<Rfc3339> midnight(std::string_view date) {
  constexpr std::string_view kMidnight = "T00:00:00";
  std::array<char, kDate + kMidnight.size()> text;
  std::copy(date.begin(), date.end(), text.begin());
  std::copy(kMidnight.begin(), kMidnight.end(), text.begin() + kDate);
  return read_rfc3339({text.data(), text.size()});
}

absl::string_view view(std::string_view text) {
  return {text.data(), text.size()};
}

Error no_format(std::string_view format) {
  std::string message = fmt::format("'{}' is no time format", format);
  for (const UnitName& known : kUnitNames) {
    if (format == known.name) {
      return {ErrorKind::usage, fmt::format("{}; did you mean {}?", message, known.unit)};
    }
  }
  message +=
      "; write s, ms, us or ns for numbers, or for text a format of strptime such as %Y-%m-%d %H:%M:%S";
  return {ErrorKind::usage, message};
}

// A format in which some time cannot be written and read back holds a conversion that is none.
Outcome check_format(const std::string& format) {
  const absl::Time some_time = absl::FromUnixSeconds(1'431'857'103);
  const std::string written = absl::FormatTime(format, some_time, absl::UTCTimeZone());
  absl::Time read;
  std::string error;
  if (absl::ParseTime(format, written, absl::UTCTimeZone(), &read, &error)) return Done{};
  const auto has = [&](std::string_view part) { return format.find(part) != format.npos; };
  std::string message = fmt::format("no time can be read by '{}'", format);
  if (has("%f") || has("%N") || has("%L")) {
    message += "; seconds with a fraction are %E*S";
  } else if (has("%Y%")) {
    message += "; a year with more digits behind it is %E4Y";
  } else {
    message += "; its conversions are those of strptime, such as %Y-%m-%d %H:%M:%S %z";
  }
  return Error{ErrorKind::usage, message};
}

}  // namespace

Result<EventTimeReader> EventTimeReader::make(std::string_view format, std::optional<absl::TimeZone> zone) {
  EventTimeReader reader;
  reader.zone_ = zone;
  if (format.empty()) return reader;
  if (format == "s") {
    reader.unit_ = Unit::seconds;
  } else if (format == "ms") {
    reader.unit_ = Unit::milliseconds;
  } else if (format == "us") {
    reader.unit_ = Unit::microseconds;
  } else if (format == "ns") {
    reader.unit_ = Unit::nanoseconds;
  } else {
    if (format.find('%') == format.npos) return no_format(format);
    reader.unit_ = Unit::text;
    reader.format_ = format;
    if (const auto checked = check_format(reader.format_); !checked) return checked.error();
    reader.quick_format_ = TimeFormat::make(format);
  }
  return reader;
}

std::optional<int64_t> EventTimeReader::from_text(std::string_view text) const {
  if (unit_ == Unit::text) return by_format(text);
  if (unit_ == Unit::by_magnitude) {
    if (const auto time = is_date(text) ? midnight(text) : read_rfc3339(text)) return by_zone(*time);
  }
  const auto decimal = DecimalNumber::parse(text);
  return decimal.has_value() ? by_unit(*decimal) : std::nullopt;
}

std::optional<int64_t> EventTimeReader::from_number_text(std::string_view text) const {
  if (unit_ == Unit::text) return by_format(text);
  const auto decimal = DecimalNumber::parse(text);
  return decimal.has_value() ? by_unit(*decimal) : std::nullopt;
}

std::optional<int64_t> EventTimeReader::from_integer(int64_t number) const {
  std::array<char, 24> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return from_number_text({text.data(), static_cast<size_t>(end - text.data())});
}

// By the shortest text that means this double: 0.1 is a tenth of a second, and not 100,000,000.000000006 ns.
std::optional<int64_t> EventTimeReader::from_number(double number) const {
  if (!std::isfinite(number)) return std::nullopt;
  std::array<char, 400> text;  // enough for the largest
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed).ptr;
  return from_number_text({text.data(), static_cast<size_t>(end - text.data())});
}

// Without a zone of its own the time is of the reader's.
std::optional<int64_t> EventTimeReader::by_zone(const Rfc3339& time) const {
  if (!zone_.has_value() || time.zone == Rfc3339::Zone::written) {
    return to_nanoseconds(time.seconds, time.nanoseconds);
  }
  const absl::CivilSecond local = absl::CivilSecond(1970, 1, 1) + time.seconds;
  return to_nanoseconds(absl::ToUnixSeconds(zone_->At(local).pre), time.nanoseconds);
}

std::optional<int64_t> EventTimeReader::by_format(std::string_view text) const {
  if (quick_format_.has_value()) {
    if (const auto time = quick_format_->read(text)) return by_zone(*time);
  }
  absl::Time time;
  std::string error;
  const absl::TimeZone zone = zone_.value_or(absl::UTCTimeZone());
  if (!absl::ParseTime(format_, view(text), zone, &time, &error)) return std::nullopt;
  if (time == absl::InfiniteFuture() || time == absl::InfinitePast()) return std::nullopt;
  const int64_t seconds = absl::ToUnixSeconds(time);  // rounded down
  return to_nanoseconds(seconds, absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds)));
}

std::optional<int64_t> EventTimeReader::by_unit(const DecimalNumber& number) const {
  switch (unit_) {
    case Unit::seconds:
      return number.shifted(kSeconds);
    case Unit::milliseconds:
      return number.shifted(kMilliseconds);
    case Unit::microseconds:
      return number.shifted(kMicroseconds);
    case Unit::nanoseconds:
      return number.shifted(0);
    case Unit::by_magnitude:
    case Unit::text:
      break;
  }
  if (number.whole_digits() <= 11) return number.shifted(kSeconds);
  if (number.whole_digits() <= 14) return number.shifted(kMilliseconds);
  if (number.whole_digits() <= 17) return number.shifted(kMicroseconds);
  return number.shifted(0);
}

}  // namespace runnel
