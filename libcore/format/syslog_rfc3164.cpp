#include "format/syslog_rfc3164.h"

#include <array>
#include <cstring>

#include "base/time_text.h"

namespace runnel::format {

namespace {

constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
constexpr size_t kHeadSize = 15;  // of `Oct 11 22:14:15`
constexpr int64_t kNanoseconds = 1'000'000'000;
constexpr int64_t kDay = 86'400;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// -1 where these are not two digits.
int two_digits(const char* p) {
  return is_digit(p[0]) && is_digit(p[1]) ? (p[0] - '0') * 10 + (p[1] - '0') : -1;
}

void put_two_digits(char*& out, int number) {
  *out++ = static_cast<char>('0' + number / 10);
  *out++ = static_cast<char>('0' + number % 10);
}

// From 1; 0 where it is none.
int month_of(const char* name) {
  for (int month = 1; month <= 12; ++month) {
    if (std::memcmp(kMonths.data() + (month - 1) * 3, name, 3) == 0) return month;
  }
  return 0;
}

bool is_date(int64_t year, int month, int day) {
  const CivilTime date = civil_from_seconds(days_from_civil(year, month, day) * kDay);
  return date.month == month && date.day == day;
}

}  // namespace

// The day may be written `1`, ` 1` or `01`.
bool Rfc3164::read_old_time(const SyslogCursor& cursor, OldTime& time, const char*& behind) {
  const char* p = cursor.p;
  if (cursor.end - p < static_cast<ptrdiff_t>(kHeadSize) - 1 || p[3] != ' ') return false;
  time.month = month_of(p);
  p += 4;
  if (*p == ' ') ++p;
  if (time.month == 0 || !is_digit(*p)) return false;
  time.day = *p++ - '0';
  if (is_digit(*p)) time.day = time.day * 10 + (*p++ - '0');
  if (*p++ != ' ' || cursor.end - p < 8 || p[2] != ':' || p[5] != ':') return false;
  time.hour = two_digits(p);
  time.minute = two_digits(p + 3);
  time.second = two_digits(p + 6);
  if (time.hour < 0 || time.minute < 0 || time.second < 0) return false;
  if (time.day < 1 || time.day > 31 || time.hour > 23 || time.minute > 59 || time.second > 60) return false;
  const char* end = p + 8;
  if (end + 1 < cursor.end && *end == '.' && is_digit(end[1])) {
    while (++end < cursor.end && is_digit(*end)) {
    }
  }
  time.clock = {p, static_cast<size_t>(end - p)};
  // Cisco's routers write a ':' behind it.
  if (end < cursor.end && *end == ':') ++end;
  if (end < cursor.end && *end != ' ') return false;
  behind = end;
  return true;
}

int64_t Rfc3164::year_of(const OldTime& time) const {
  const int64_t latest = clock_.now_ns() / kNanoseconds + kDay;
  const int64_t last = civil_from_seconds(latest).year;
  // A 29 February is at most eight years away.
  for (int64_t year = last; year >= last - 8; --year) {
    if (!is_date(year, time.month, time.day)) continue;
    if (seconds_from_civil({year, time.month, time.day, time.hour, time.minute, time.second}) <= latest) {
      return year;
    }
  }
  return 0;
}

bool Rfc3164::take_time(SyslogCursor& cursor) const {
  OldTime time;
  const char* behind = nullptr;
  if (!read_old_time(cursor, time, behind)) {
    const std::string_view word = cursor.word();
    if (word.empty() || !is_digit(word.front()) || !read_rfc3339(word)) return false;
    cursor.fields.add("timestamp", word);
    cursor.p += word.size();
    return true;
  }
  const int64_t year = year_of(time);
  if (year < 1 || year > 9999) return false;
  constexpr size_t kDateSize = 11;  // of `2003-10-11T`
  const size_t size = kDateSize + time.clock.size();
  char* const begin = cursor.fields.arena.alloc(size);
  char* out = begin;
  put_two_digits(out, static_cast<int>(year / 100));
  put_two_digits(out, static_cast<int>(year % 100));
  *out++ = '-';
  put_two_digits(out, time.month);
  *out++ = '-';
  put_two_digits(out, time.day);
  *out++ = 'T';
  std::memcpy(out, time.clock.data(), time.clock.size());
  cursor.fields.add("timestamp", {begin, size});
  cursor.p = behind;
  return true;
}

// `tag: `, `tag[pid]: ` or `tag[pid] `.
void Rfc3164::take_tag(SyslogCursor& cursor) {
  const char* p = cursor.p;
  while (p < cursor.end && *p != ' ' && *p != ':' && *p != '[') ++p;
  // Colons within: `a::b: message`.
  while (p + 1 < cursor.end && *p == ':' && p[1] != ' ') {
    ++p;
    while (p < cursor.end && *p != ' ' && *p != ':' && *p != '[') ++p;
  }
  if (p == cursor.p || p == cursor.end || *p == ' ') return;
  const std::string_view tag(cursor.p, static_cast<size_t>(p - cursor.p));
  std::string_view pid;
  if (*p == '[') {
    const char* const close = find_either(p, cursor.end, ']', ' ');
    if (close == cursor.end || *close != ']') return;
    pid = {p + 1, static_cast<size_t>(close - p - 1)};
    p = close + 1;
    if (p < cursor.end && *p != ':' && *p != ' ') return;
  }
  cursor.fields.add("app", tag);
  if (!pid.empty()) cursor.fields.add("procid", pid);
  if (p < cursor.end && *p == ':') ++p;
  cursor.p = p;
  cursor.skip_blank();
}

bool Rfc3164::take_header(SyslogCursor& cursor) const {
  if (!take_time(cursor)) return false;
  cursor.skip_blank();
  const std::string_view host = cursor.word();
  const bool is_tag = host.ends_with(':');
  if (!host.empty() && !is_tag) {
    cursor.fields.add("host", host);
    cursor.p += host.size();
    cursor.skip_blank();
  }
  take_tag(cursor);
  cursor.add_message();
  return true;
}

}  // namespace runnel::format
