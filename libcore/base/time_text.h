// Times as text and back: int64 nanoseconds since 1970-01-01T00:00:00Z, in civil time (the proleptic
// Gregorian calendar, UTC, no leap seconds). Int64 nanoseconds reach from 1677-09-21T00:12:43.145224192Z to
// 2262-04-11T23:47:16.854775807Z.
//
// The calendar's arithmetic is Howard Hinnant's ("chrono-compatible low-level date algorithms"): years begin
// in March, so that the leap day is the last, and run in eras of 400.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace runnel {

// RFC 3339 in every legal form (a fraction of any length, of which nine digits count; offset; lower-case t
// and z; a blank for T), and without a zone: UTC. A leap second (:60) is the next second's start, whatever
// its fraction. nullopt where it is none, where the date does not exist (month 13, 31 April, 29 February in
// other years, hour 24), or beyond what int64 nanoseconds hold.
std::optional<int64_t> parse_rfc3339(std::string_view text);

// The same, before it is put together: what it says, and whether a zone was among it.
struct Rfc3339 {
  int64_t seconds;      // since 1970, the zone's offset taken off; without a zone as if it were UTC
  int32_t nanoseconds;  // 0 to 999,999,999
  enum class Zone : bool { missing, written } zone;
};
// From year 0 to 9999, so that the caller can tell a time that int64 nanoseconds do not hold from text that
// is no time.
std::optional<Rfc3339> read_rfc3339(std::string_view text);

// nullopt beyond int64. `nanoseconds` is 0 to 999,999,999.
std::optional<int64_t> to_nanoseconds(int64_t seconds, int64_t nanoseconds);

// `2015-03-05T23:51:47Z`, with as many digits of fraction (0, 3, 6 or 9) as needed.
void append_rfc3339(std::string& out, int64_t nanoseconds);

struct CivilTime {
  int64_t year = 1970;
  int month = 1;  // from 1
  int day = 1;    // from 1
  int hour = 0;
  int minute = 0;
  int second = 0;
};

// Days since 1970-01-01. REQUIRES: month is 1 to 12; a day beyond its month's end counts on into the next
// one, as in timegm(3). |year| up to 10^9.
int64_t days_from_civil(int64_t year, int month, int day);

// Seconds since 1970; minute and the others may be beyond their range, as in timegm(3).
int64_t seconds_from_civil(const CivilTime& time);
CivilTime civil_from_seconds(int64_t seconds);

}  // namespace runnel
