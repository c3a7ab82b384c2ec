#include "cli/time_options.h"

namespace runnel::cli {
namespace {

using Values = std::span<const std::string>;

constexpr FlagGroup kGroup = FlagGroup::time;

void add_reading_flags(CommandLine& line, TimeOptions& options, FlagShown shown) {
  line.add({.name = "time",
            .letter = 't',
            .values = {"EXPR"},
            .group = kGroup,
            .shown = shown,
            .summary = "the event time of a record, such as .ts",
            .details = "Says when a record happened: the first output of EXPR, a program in the same "
                       "language. It is RFC 3339 "
                       "text (`2026-11-22T12:34:56.789Z`), or a number since 1970, whose unit is told by its "
                       "size: below 1e11 "
                       "seconds, below 1e14 milliseconds, below 1e17 microseconds, else nanoseconds. A "
                       "record for which it is "
                       "null, or no time, cannot be processed. stream-time(7) explains event time.",
            .set = keep_text(options.time)});
  line.add(
      {.name = "time-format",
       .values = {"FORMAT"},
       .group = kGroup,
       .shown = FlagShown::manual,
       .summary = "how times are written, if not as RFC 3339",
       .details =
           "Reads times in one form only. FORMAT is `s`, `ms`, `us` or `ns` for a number of that unit since "
           "1970, "
           "or a format of strptime(3) for text, such as `%d/%b/%Y:%H:%M:%S %z` for `17/May/2015:10:05:03 "
           "+0000`. "
           "Beside strptime's own conversions, `%E*S` reads seconds with a fraction, `%Ez` an offset written "
           "`+01:00`, and `%E4Y` a year of four digits. A time without an offset is of the zone of --tz.",
       .default_text = "RFC 3339 text, or a number whose unit is told by its size: what most logs hold.",
       .set = keep_time_format(options.time_format)});
  line.add(
      {.name = "tz",
       .values = {"ZONE"},
       .group = kGroup,
       .shown = FlagShown::manual,
       .summary = "the time zone of times that are written without one",
       .details =
           "Takes times that are written without a zone as local time in ZONE: a name such as "
           "`Europe/Berlin`, or an "
           "offset such as `+05:30`. A local time that is skipped when clocks are put forward is read as if "
           "they "
           "had not been; one that is shown twice is the first of the two. Where there are windows, they "
           "begin and end by the clocks of ZONE too: a day there may have 23 or 25 hours.",
       .default_text = "UTC, which is the same wherever the program runs.",
       .set = [&options](Values v) -> Outcome {
         const auto zone = find_zone(v[0]);
         if (!zone) return zone.error();
         options.tz = v[0];
         return Done{};
       }});
}

void add_max_ahead_flag(CommandLine& line, TimeOptions& options) {
  line.add(
      {.name = "max-ahead",
       .values = {"D"},
       .group = kGroup,
       .shown = FlagShown::manual,
       .summary = "a time so far ahead of the clock is a bad one (default 1d)",
       .details =
           "Takes a record whose time is more than D ahead of this machine's clock for one that cannot be "
           "processed. D is a duration, or `inf` to believe every time.",
       .default_text =
           "`1d`: one machine whose clock is wrong must not make the time of all others pass, and a "
           "day is more than any zone is ahead.",
       .set = keep_duration(options.max_ahead, 0, Endless::allowed)});
}

void add_watermark_flags(CommandLine& line, TimeOptions& options, FlagShown shown) {
  line.add(
      {.name = "watermark-delay",
       .values = {"D"},
       .group = kGroup,
       .shown = shown,
       .summary = "how far out of order records may be (default 5s)",
       .details =
           "Takes the input to be out of order by D at most: when a record of time T has come, none older "
           "than T "
           "minus D is expected any more. A longer delay means later results and fewer late records. D is a "
           "duration such as `500ms` or `1h30m`, or `inf`, with which nothing is said before the end of "
           "input.",
       .default_text =
           "`5s`: enough for what is written by several threads or gathered from several machines, "
           "and little to wait.",
       .set = keep_duration(options.watermark_delay, 0, Endless::allowed)});
  add_max_ahead_flag(line, options);
  line.add({.name = "idle-timeout",
            .values = {"D"},
            .group = kGroup,
            .shown = FlagShown::manual,
            .summary = "an input silent for D holds back no other (default 10s)",
            .details =
                "No longer waits for a pipe or another live input from which nothing has come for D: it does "
                "not hold "
                "back the watermark until it gives a record again. While all inputs are silent the watermark "
                "advances by "
                "the time waited beyond D, so that the last results of a quiet stream come. Only time spent "
                "waiting for "
                "input counts, so a plain file is never idle. D is a duration, or `inf` to wait for ever.",
            .default_text =
                "`10s`: longer than the usual pause between two records, and short enough to be waited for.",
            .set = [&options](Values v) -> Outcome {
              const auto timeout = duration_value(v[0], 0, Endless::allowed);
              if (!timeout) return timeout.error();
              options.idle_timeout = *timeout == kEndless ? std::nullopt : std::optional(*timeout);
              return Done{};
            }});
  line.add(
      {.name = "emit-watermarks",
       .values = {"D"},
       .bare = "1s",
       .group = kGroup,
       .shown = FlagShown::manual,
       .summary = "write a watermark whenever time has crossed a multiple of D",
       .details =
           "Writes the line `{\"$watermark\":\"2026-11-22T12:34:56Z\"}` among the records whenever the "
           "watermark has "
           "crossed a multiple of D, so that the next program of a pipe, run with --watermarks, knows how "
           "far time "
           "has come even where no record passes. No later record of the output is older than that, but for "
           "those that came later than --watermark-delay allows. D is a duration and comes only after "
           "the `=`; --emit-watermarks alone means `1s`.",
       .default_text = "none: the output holds nothing but records.",
       .set = keep_duration(options.emit_watermarks, 1)});
  line.add({.name = "watermarks",
            .group = kGroup,
            .shown = FlagShown::manual,
            .summary = "take the watermarks that the input holds",
            .details = "Takes lines of the form `{\"$watermark\":\"2026-11-22T12:34:56Z\"}` for watermarks, "
                       "as --emit-watermarks "
                       "writes them: they say how far time has come, in place of what the records' own times "
                       "say. They are no "
                       "records: neither a program nor a count sees them.",
            .set = switch_on(options.watermarks)});
}

}  // namespace

void add_time_flags(CommandLine& line, TimeOptions& options, FlagShown shown) {
  add_reading_flags(line, options, shown);
  add_watermark_flags(line, options, shown);
}

void add_time_flags_without_watermarks(CommandLine& line, TimeOptions& options, FlagShown shown) {
  add_reading_flags(line, options, shown);
  add_max_ahead_flag(line, options);
}

Result<EventTimeReader> event_time_reader(const TimeOptions& options) {
  if (!options.time_format.empty() && !options.time.has_value()) {
    return Error{ErrorKind::usage, "--time-format needs -t EXPR, which says where the time stands"};
  }
  std::optional<absl::TimeZone> zone;
  if (options.tz.has_value()) {
    const auto found = find_zone(*options.tz);
    if (!found) return found.error();
    zone = *found;
  }
  return EventTimeReader::make(options.time_format, zone);
}

}  // namespace runnel::cli
