// Event time out of what a record holds: text or numbers, to nanoseconds since 1970-01-01T00:00:00Z.
//
// Text is RFC 3339 (base/time_text.h), or a date alone, which is its midnight; without a zone it is of the
// reader's zone, UTC by default. A local time that the zone skips is read by the clock before the change, and
// one that it shows twice is the first. Digits that are written as text are read as a number. A number is
// told apart by its magnitude, if its unit is not forced: below 1e11 seconds, 1e14 milliseconds, 1e17
// microseconds, else nanoseconds; what is below a nanosecond is rounded down, and nothing else is lost where
// the number comes as text.
//
// A strptime format is absl::ParseTime's: beside the conversions of strptime(3), %E*S and %E3S are seconds
// with a fraction, %z is an offset written +hhmm, %Ez one with or without a colon, either may be Z, and %E4Y
// is a year of four digits (%Y takes as many as there are). A number is read by such a format as it is
// written.
//
// Immutable, for all threads at once.
#pragma once

#include <absl/time/time.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time_format.h"

namespace runnel {

class DecimalNumber;

class EventTimeReader {
 public:
  // RFC 3339, or a number by its magnitude; text without a zone is UTC.
  EventTimeReader() = default;

  // `format`, as --time-format has it: empty (RFC 3339 or a number by magnitude), s, ms, us, ns, or a
  // strptime format, of which text is read. `zone`: nothing for UTC. Kind usage for a format that is none.
  static Result<EventTimeReader> make(std::string_view format, std::optional<absl::TimeZone> zone);

  // nullopt where it is no time, or beyond what int64 nanoseconds hold.
  std::optional<int64_t> from_text(std::string_view text) const;
  std::optional<int64_t> from_number(double number) const;
  std::optional<int64_t> from_integer(int64_t number) const;
  // A JSON number as it is written: 1713571200.123456 is exact.
  std::optional<int64_t> from_number_text(std::string_view text) const;

 private:
  std::optional<int64_t> by_format(std::string_view text) const;
  std::optional<int64_t> by_unit(const DecimalNumber& number) const;
  std::optional<int64_t> by_zone(const Rfc3339& time) const;

  enum class Unit : uint8_t { by_magnitude, seconds, milliseconds, microseconds, nanoseconds, text };
  Unit unit_ = Unit::by_magnitude;
  std::string format_;                      // text: as absl::ParseTime has it
  std::optional<TimeFormat> quick_format_;  // the same, if it is a common one
  std::optional<absl::TimeZone> zone_;
};

// A zone by its name in the zone database (Europe/Berlin), UTC, Z, or +hh:mm. Kind usage, with the nearest
// thing to do, where there is none.
Result<absl::TimeZone> find_zone(std::string_view name);

}  // namespace runnel
