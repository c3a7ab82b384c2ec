#include "base/time_text.h"

#include <cstddef>

namespace runnel {

namespace {

constexpr int64_t kSecondsADay = 86'400;
constexpr int64_t kNanosecondsASecond = 1'000'000'000;
constexpr int64_t kDaysAnEra = 146'097;             // 400 years
constexpr int64_t kDaysFromMarch0To1970 = 719'468;  // from 0000-03-01

// Reads digits at fixed places and remembers whether all of them were digits, so that the caller tests once.
class DigitReader {
 public:
  explicit DigitReader(const char* text) : text_(text) {}

  int two(size_t at) { return digit(at) * 10 + digit(at + 1); }
  int four(size_t at) { return two(at) * 100 + two(at + 2); }
  void expect(size_t at, char c) { wrong_ |= static_cast<unsigned>(text_[at] != c); }
  bool ok() const { return wrong_ == 0; }

 private:
  int digit(size_t at) {
    const unsigned value = static_cast<unsigned char>(text_[at]) - unsigned{'0'};
    wrong_ |= static_cast<unsigned>(value > 9);
    return static_cast<int>(value);
  }

  const char* text_;
  unsigned wrong_ = 0;
};

int days_in_month(int year, int month) {
  constexpr int8_t kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

// Takes `.digits` off the front, as nanoseconds; 0 where there is none. nullopt for a point without digits.
std::optional<int64_t> take_fraction(std::string_view& text) {
  if (text.empty() || text[0] != '.') return 0;
  int64_t nanoseconds = 0;
  int64_t unit = kNanosecondsASecond;
  size_t i = 1;
  for (; i < text.size(); ++i) {
    const unsigned digit = static_cast<unsigned char>(text[i]) - unsigned{'0'};
    if (digit > 9) break;
    unit /= 10;  // 0 from the tenth digit on
    nanoseconds += digit * unit;
  }
  if (i == 1) return std::nullopt;
  text.remove_prefix(i);
  return nanoseconds;
}

// What stands after the seconds and their fraction: nothing, Z or +hh:mm. Seconds east of UTC.
std::optional<int64_t> parse_zone(std::string_view text) {
  if (text.empty()) return 0;
  if (text.size() == 1 && (text[0] == 'Z' || text[0] == 'z')) return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  DigitReader digits(text.data());
  const int hours = digits.two(1);
  const int minutes = digits.two(4);
  digits.expect(3, ':');
  if (!digits.ok() || hours > 23 || minutes > 59) return std::nullopt;
  const int64_t offset = hours * 3600 + minutes * 60;
  return text[0] == '-' ? -offset : offset;
}

std::optional<int64_t> to_nanoseconds(int64_t seconds, int64_t nanoseconds) {
  if (seconds < 0 && nanoseconds > 0) {  // the earliest second does not fit as a whole
    seconds += 1;
    nanoseconds -= kNanosecondsASecond;
  }
  int64_t total = 0;
  if (__builtin_mul_overflow(seconds, kNanosecondsASecond, &total)) return std::nullopt;
  if (__builtin_add_overflow(total, nanoseconds, &total)) return std::nullopt;
  return total;
}

void append_padded(std::string& out, int64_t number, int width) {
  char digits[20];
  int count = 0;
  for (; number != 0 || count < width; number /= 10) digits[count++] = static_cast<char>('0' + number % 10);
  while (count > 0) out += digits[--count];
}

int64_t floor_divide(int64_t a, int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}  // b > 0

}  // namespace

int64_t days_from_civil(int64_t year, int month, int day) {
  const int64_t shifted_year = year - (month <= 2 ? 1 : 0);
  const int64_t era = floor_divide(shifted_year, 400);
  const int64_t year_of_era = shifted_year - era * 400;
  const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * kDaysAnEra + day_of_era - kDaysFromMarch0To1970;
}

int64_t seconds_from_civil(const CivilTime& time) {
  return days_from_civil(time.year, time.month, time.day) * kSecondsADay + time.hour * int64_t{3600} +
         time.minute * int64_t{60} + time.second;
}

CivilTime civil_from_seconds(int64_t seconds) {
  const int64_t day = floor_divide(seconds, kSecondsADay);
  const auto second_of_day = static_cast<int>(seconds - day * kSecondsADay);
  const int64_t shifted = day + kDaysFromMarch0To1970;
  const int64_t era = floor_divide(shifted, kDaysAnEra);
  const int64_t day_of_era = shifted - era * kDaysAnEra;
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t month_from_march = (5 * day_of_year + 2) / 153;
  const auto month = static_cast<int>(month_from_march + (month_from_march < 10 ? 3 : -9));
  return {.year = year_of_era + era * 400 + (month <= 2 ? 1 : 0),
          .month = month,
          .day = static_cast<int>(day_of_year - (153 * month_from_march + 2) / 5 + 1),
          .hour = second_of_day / 3600,
          .minute = second_of_day / 60 % 60,
          .second = second_of_day % 60};
}

std::optional<int64_t> parse_rfc3339(std::string_view text) {
  constexpr size_t kFixed = std::string_view("2015-03-05T23:51:47").size();
  if (text.size() < kFixed) return std::nullopt;
  DigitReader digits(text.data());
  const int year = digits.four(0);
  const int month = digits.two(5);
  const int day = digits.two(8);
  const int hour = digits.two(11);
  const int minute = digits.two(14);
  const int second = digits.two(17);
  digits.expect(4, '-');
  digits.expect(7, '-');
  digits.expect(13, ':');
  digits.expect(16, ':');
  const char separator = text[10];
  if (!digits.ok() || (separator != 'T' && separator != 't' && separator != ' ')) return std::nullopt;
  if (month < 1 || month > 12 || day < 1 || (day > 28 && day > days_in_month(year, month)))
    return std::nullopt;
  if (hour > 23 || minute > 59 || second > 60) return std::nullopt;

  text.remove_prefix(kFixed);
  const auto fraction = take_fraction(text);
  if (!fraction) return std::nullopt;
  const auto offset = parse_zone(text);
  if (!offset) return std::nullopt;
  const int64_t seconds = seconds_from_civil({year, month, day, hour, minute, second}) - *offset;
  return to_nanoseconds(seconds, second == 60 ? 0 : *fraction);
}

void append_rfc3339(std::string& out, int64_t nanoseconds) {
  const int64_t seconds = floor_divide(nanoseconds, kNanosecondsASecond);
  int64_t fraction = nanoseconds % kNanosecondsASecond;
  if (fraction < 0) fraction += kNanosecondsASecond;
  const CivilTime time = civil_from_seconds(seconds);
  append_padded(out, time.year, 4);
  out += '-';
  append_padded(out, time.month, 2);
  out += '-';
  append_padded(out, time.day, 2);
  out += 'T';
  append_padded(out, time.hour, 2);
  out += ':';
  append_padded(out, time.minute, 2);
  out += ':';
  append_padded(out, time.second, 2);
  if (fraction != 0) {
    int width = 9;
    for (; fraction % 1000 == 0; fraction /= 1000) width -= 3;
    out += '.';
    append_padded(out, fraction, width);
  }
  out += 'Z';
}

}  // namespace runnel
