#include "base/time_text.h"

#include <bit>
#include <cstddef>
#include <cstring>

namespace runnel {

namespace {

constexpr int64_t kSecondsADay = 86'400;
constexpr int64_t kNanosecondsASecond = 1'000'000'000;
constexpr int64_t kDaysAnEra = 146'097;             // 400 years
constexpr int64_t kDaysFromMarch0To1970 = 719'468;  // from 0000-03-01

// Eight characters as a number, the first in its lowest byte.
uint64_t load8(const char* text) {
  uint64_t word = 0;
  std::memcpy(&word, text, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

constexpr uint64_t word_of(std::string_view text) {
  uint64_t word = 0;
  for (size_t i = text.size(); i-- > 0;) word = word << 8 | static_cast<unsigned char>(text[i]);
  return word;
}

// Eight characters of which some must be digits and the others are given, looked at together ("SIMD within a
// register"): every byte is taken apart from what it should be, a digit from '0'; what is left is the digit's
// value, or 0.
class Fields {
 public:
  // `form`: '0' for a digit.
  constexpr explicit Fields(std::string_view form) : form_(word_of(form)) {
    for (size_t i = form.size(); i-- > 0;) headroom_ = headroom_ << 8 | (form[i] == '0' ? 0x76U : 0x7fU);
  }

  // Each two characters as a number of two digits, in the byte of the first. What is not of the form leaves
  // bits in `wrong`.
  uint64_t pairs(const char* text, uint64_t& wrong) const {
    const uint64_t values = load8(text) ^ form_;
    // Adding brings the highest bit of a byte up where the value is above 9 (above 0, between fields). It is
    // up already where a carry could disturb the next byte.
    wrong |= (values + headroom_) | values;
    return values * 10 + (values >> 8);
  }

 private:
  uint64_t form_;
  uint64_t headroom_ = 0;
};

constexpr uint64_t kHighBits = 0x8080808080808080;
constexpr Fields kYearMonth("0000-00-");
constexpr Fields kHourMinuteSecond("00:00:00");
constexpr size_t kFixed = std::string_view("2015-03-05T23:51:47").size();

int byte(uint64_t word, int number) {
  return static_cast<int>(word >> (8 * number) & 0xff);
}

int days_in_month(int year, int month) {
  constexpr int8_t kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

// days_from_civil() for years from 0 to 9999 and days that exist: an era is added so that nothing is
// negative.
int64_t days_of_date(int year, int month, int day) {
  constexpr int16_t kDaysFromMarch[] = {306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275};
  const unsigned shifted = static_cast<unsigned>(year + 400 - (month <= 2 ? 1 : 0));
  const unsigned century = shifted / 100;
  const unsigned days = shifted * 365 + shifted / 4 - century + century / 4;
  return int64_t{days} + kDaysFromMarch[month - 1] + day - 1 - kDaysAnEra - kDaysFromMarch0To1970;
}

// The number that eight digits are, by their values from the lowest byte on. Pairs, then fours, then all.
uint32_t eight_digits(uint64_t values) {
  constexpr uint64_t kEveryFourth = 0x000000ff000000ff;
  values = values * 10 + (values >> 8);
  const uint64_t high = (values & kEveryFourth) * (100 + (uint64_t{1'000'000} << 32));
  const uint64_t low = (values >> 16 & kEveryFourth) * (1 + (uint64_t{10'000} << 32));
  return static_cast<uint32_t>((high + low) >> 32);
}

// Takes the digits behind a point off the front of `text`, as nanoseconds; nullopt where there are none.
// REQUIRES: at least eight readable characters stand before the end of `text`.
std::optional<int32_t> take_fraction(std::string_view& text) {
  // Fewer than eight characters are the last of a word that ends where the text does.
  const size_t missing = text.size() < 8 ? 8 - text.size() : 0;
  if (missing == 8) return std::nullopt;
  const uint64_t values = load8(text.data() - missing) >> (8 * missing) ^ 0x3030303030303030;
  const uint64_t others = ((values + 0x7676767676767676) | values) & kHighBits;
  if (others == 0) {  // eight digits, and maybe more of which the first counts
    const uint32_t eight = eight_digits(values);
    size_t end = 8;
    const auto is_digit = [&] { return end < text.size() && text[end] >= '0' && text[end] <= '9'; };
    const uint32_t ninth = is_digit() ? static_cast<uint32_t>(text[end] - '0') : 0;
    while (is_digit()) ++end;
    text.remove_prefix(end);
    return static_cast<int32_t>(eight * 10 + ninth);
  }
  const auto bits =
      static_cast<unsigned>(std::countr_zero(others)) & ~7U;  // of the digits before the first other
  if (bits == 0) return std::nullopt;
  text.remove_prefix(bits / 8);
  return static_cast<int32_t>(eight_digits(values & ((uint64_t{1} << bits) - 1)) * 10);
}

// `+hh:mm` in seconds east of UTC.
std::optional<int64_t> parse_offset(std::string_view text) {
  constexpr Fields kOffset("+00:00??");
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  char padded[8] = {'+', text[1], text[2], text[3], text[4], text[5], '?', '?'};
  uint64_t wrong = 0;
  const uint64_t pairs = kOffset.pairs(padded, wrong);
  const int hours = byte(pairs, 1);
  const int minutes = byte(pairs, 4);
  if ((wrong & kHighBits) != 0 || hours > 23 || minutes > 59) return std::nullopt;
  const int64_t offset = hours * 3600 + minutes * 60;
  return text[0] == '-' ? -offset : offset;
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

std::optional<Rfc3339> read_rfc3339(std::string_view text) {
  if (text.size() < kFixed) return std::nullopt;
  uint64_t wrong = 0;
  const uint64_t date = kYearMonth.pairs(text.data(), wrong);
  const uint64_t clock = kHourMinuteSecond.pairs(text.data() + kFixed - 8, wrong);
  const unsigned tens = static_cast<unsigned char>(text[8]) - unsigned{'0'};
  const unsigned ones = static_cast<unsigned char>(text[9]) - unsigned{'0'};
  const char separator = text[10];
  if ((wrong & kHighBits) != 0 || tens > 9 || ones > 9) return std::nullopt;
  if (separator != 'T' && separator != 't' && separator != ' ') return std::nullopt;

  const int year = byte(date, 0) * 100 + byte(date, 2);
  const int month = byte(date, 5);
  const int day = static_cast<int>(tens * 10 + ones);
  const int hour = byte(clock, 0);
  const int minute = byte(clock, 3);
  const int second = byte(clock, 6);
  if (month < 1 || month > 12 || day < 1 || (day > 28 && day > days_in_month(year, month)))
    return std::nullopt;
  if (hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const int64_t day_number = days_of_date(year, month, day);
  Rfc3339 time{day_number * kSecondsADay + hour * 3600 + minute * 60 + second, 0, Rfc3339::Zone::missing};

  text.remove_prefix(kFixed);
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    const auto fraction = take_fraction(text);
    if (!fraction) return std::nullopt;
    if (second != 60) time.nanoseconds = *fraction;
  }
  if (text.empty()) return time;
  time.zone = Rfc3339::Zone::written;
  if (text.size() == 1 && (text[0] | 0x20) == 'z') return time;
  const auto offset = parse_offset(text);
  if (!offset) return std::nullopt;
  time.seconds -= *offset;
  return time;
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

std::optional<int64_t> parse_rfc3339(std::string_view text) {
  const auto time = read_rfc3339(text);
  return time.has_value() ? to_nanoseconds(time->seconds, time->nanoseconds) : std::nullopt;
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
