#include "base/time_format.h"

#include <array>

namespace runnel {

struct TimeFormat::Fields {
  CivilTime time;
  int32_t nanoseconds = 0;
  int offset = 0;  // seconds east of UTC
  Rfc3339::Zone zone = Rfc3339::Zone::missing;
};

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Takes exactly so many digits off the front; -1 where there are fewer, or another one follows.
int take_digits(std::string_view& text, size_t count) {
  if (text.size() < count || (text.size() > count && is_digit(text[count]))) return -1;
  int value = 0;
  for (size_t i = 0; i < count; ++i) {
    if (!is_digit(text[i])) return -1;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take_number(std::string_view& text, size_t count, int least, int most, int& value) {
  value = take_digits(text, count);
  return value >= least && value <= most;
}

// `May`, `may`; a longer name is left to others.
int take_month(std::string_view& text) {
  static constexpr std::array<std::string_view, 12> kNames{"jan", "feb", "mar", "apr", "may", "jun",
                                                           "jul", "aug", "sep", "oct", "nov", "dec"};
  if (text.size() < 3) return 0;
  const char name[] = {static_cast<char>(text[0] | 0x20), static_cast<char>(text[1] | 0x20),
                       static_cast<char>(text[2] | 0x20)};
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] != std::string_view(name, 3)) continue;
    text.remove_prefix(3);
    return static_cast<int>(i) + 1;
  }
  return 0;
}

// What may stand behind seconds: `.` and digits. False for a point without them.
bool take_fraction(std::string_view& text, int32_t& nanoseconds) {
  if (!text.starts_with('.')) return true;
  int32_t unit = 100'000'000;
  size_t end = 1;
  for (; end < text.size() && is_digit(text[end]); ++end, unit /= 10) nanoseconds += (text[end] - '0') * unit;
  text.remove_prefix(end);
  return end > 1;
}

// `+hhmm`.
bool take_offset(std::string_view& text, int& offset) {
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return false;
  const int sign = text[0] == '-' ? -60 : 60;
  text.remove_prefix(1);
  const int value = take_digits(text, 4);
  if (value < 0 || value / 100 > 23 || value % 100 > 59) return false;
  offset = (value / 100 * 60 + value % 100) * sign;
  return !text.starts_with(':');
}

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

}  // namespace

// Takes a conversion, percent included, off the front of the format.
std::optional<TimeFormat::Part> TimeFormat::part_of(std::string_view& format) {
  struct Conversion {
    std::string_view text;
    Part part;
  };
  static constexpr std::array<Conversion, 11> kConversions{{{"%Y", Part::year},
                                                            {"%E4Y", Part::year},
                                                            {"%m", Part::month},
                                                            {"%b", Part::month_name},
                                                            {"%d", Part::day},
                                                            {"%H", Part::hour},
                                                            {"%M", Part::minute},
                                                            {"%S", Part::second},
                                                            {"%E*S", Part::exact_second},
                                                            {"%z", Part::offset},
                                                            {"%Ez", Part::offset}}};
  for (const Conversion& conversion : kConversions) {
    if (!format.starts_with(conversion.text)) continue;
    format.remove_prefix(conversion.text.size());
    return conversion.part;
  }
  return std::nullopt;
}

std::optional<TimeFormat> TimeFormat::make(std::string_view format) {
  TimeFormat made;
  unsigned seen = 0;
  while (!format.empty()) {
    if (format[0] != '%') {
      if (is_blank(format[0]) && format[0] != ' ') return std::nullopt;
      made.steps_.push_back({Part::character, format[0]});
      format.remove_prefix(1);
      continue;
    }
    const auto part = part_of(format);
    if (!part) return std::nullopt;
    // A month is a month, however written.
    Part kind = *part == Part::month_name ? Part::month : *part;
    if (kind == Part::exact_second) kind = Part::second;
    const unsigned bit = 1U << static_cast<unsigned>(kind);
    if ((seen & bit) != 0) return std::nullopt;
    seen |= bit;
    made.steps_.push_back({*part});
  }
  for (const Part needed : {Part::year, Part::month, Part::day}) {
    if ((seen & 1U << static_cast<unsigned>(needed)) == 0) return std::nullopt;
  }
  return made;
}

bool TimeFormat::take(const Step& step, std::string_view& text, Fields& fields) {
  int year = 0;
  switch (step.part) {
    case Part::character:
      if (!text.starts_with(step.character)) return false;
      text.remove_prefix(1);
      // A blank of the format stands for any number of them: more than one is left to others.
      return step.character != ' ' || text.empty() || !is_blank(text[0]);
    case Part::year:
      if (!take_number(text, 4, 0, 9999, year)) return false;
      fields.time.year = year;
      return true;
    case Part::month:
      return take_number(text, 2, 1, 12, fields.time.month);
    case Part::month_name:
      fields.time.month = take_month(text);
      return fields.time.month != 0;
    case Part::day:
      return take_number(text, 2, 1, 31, fields.time.day);
    case Part::hour:
      return take_number(text, 2, 0, 23, fields.time.hour);
    case Part::minute:
      return take_number(text, 2, 0, 59, fields.time.minute);
    case Part::second:
      return take_number(text, 2, 0, 59, fields.time.second);
    case Part::exact_second:
      return take_number(text, 2, 0, 59, fields.time.second) && take_fraction(text, fields.nanoseconds);
    case Part::offset:
      fields.zone = Rfc3339::Zone::written;
      return take_offset(text, fields.offset);
  }
  return false;
}

std::optional<Rfc3339> TimeFormat::read(std::string_view text) const {
  Fields fields;
  for (const Step& step : steps_) {
    if (!take(step, text, fields)) return std::nullopt;
  }
  if (!text.empty()) return std::nullopt;
  const int64_t seconds = seconds_from_civil(fields.time);
  // A day that its month does not have has become one of the next month.
  if (fields.time.day > 28 && civil_from_seconds(seconds).day != fields.time.day) return std::nullopt;
  return Rfc3339{seconds - fields.offset, fields.nanoseconds, fields.zone};
}

}  // namespace runnel
