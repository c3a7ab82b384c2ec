#include "expr/functions/calendar.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cmath>
#include <ctime>
#include <iterator>
#include <optional>
#include <string>

#include "expr/functions/lists.h"
#include "expr/functions/support.h"

namespace runnel::expr {

using json::Value;

namespace {

enum class Zone : uint8_t { utc, local };

constexpr std::string_view kNoDate = "error converting number of seconds since epoch to datetime";

// False where the year does not fit.
bool break_down(double seconds, Zone zone, std::tm& time) {
  constexpr double kLimit = 9e18;
  if (!(seconds > -kLimit && seconds < kLimit)) return false;
  const auto whole = static_cast<std::time_t>(seconds);
  return (zone == Zone::utc ? ::gmtime_r(&whole, &time) : ::localtime_r(&whole, &time)) != nullptr;
}

// With the fraction of the seconds that the time was made from.
Value broken_down(Context& context, const std::tm& time, double seconds, std::string_view rest = {}) {
  ItemList parts(context.arena, 9);
  const auto add = [&parts](int part) { parts.add(Value::integer(part)); };
  parts.add(Value::integer(int64_t{time.tm_year} + 1900));
  add(time.tm_mon);
  add(time.tm_mday);
  add(time.tm_hour);
  add(time.tm_min);
  const double fraction = seconds - std::floor(seconds);
  fraction == 0 ? add(time.tm_sec) : parts.add(Value::real(time.tm_sec + fraction));
  add(time.tm_wday);
  add(time.tm_yday);
  if (!rest.empty()) parts.add(Value::string(rest));
  return parts.take();
}

template <Zone zone>
Flow to_parts(Context& context, const Value& input, Value& output) {
  if (!input.is_number()) {
    return context.fail(zone == Zone::utc ? "gmtime() requires numeric inputs"
                                          : "localtime() requires numeric inputs");
  }
  const double seconds = input.number().as_double();
  std::tm time{};
  if (!break_down(seconds, zone, time)) return context.fail(kNoDate);
  return give(output, broken_down(context, time, seconds));
}

// An item, without its fraction, within int.
int whole_part(double number) {
  return number < INT_MIN ? INT_MIN : number > INT_MAX ? INT_MAX : static_cast<int>(number);
}

// The fields that the array has; what is missing is 0. False where an item is no number.
bool read_parts(Context& context, const Value& array, std::tm& time) {
  const Value parts = opened(context, array);
  int* const fields[] = {&time.tm_year, &time.tm_mon, &time.tm_mday, &time.tm_hour,
                         &time.tm_min,  &time.tm_sec, &time.tm_wday, &time.tm_yday};
  for (size_t i = 0; i < std::size(fields) && i < parts.items().size(); ++i) {
    if (!parts.items()[i].is_number()) return false;
    const double number = parts.items()[i].number().as_double();
    if (std::isnan(number)) return false;
    *fields[i] = whole_part(i == 0 ? number - 1900 : number);
  }
  return true;
}

// Brings the fields into their ranges, works out the days of week and year, and which zone it is.
std::time_t settle(Zone zone, std::tm& time) {
  if (zone == Zone::utc) return ::timegm(&time);
  time.tm_isdst = -1;
  return ::mktime(&time);
}

// strftime's output; a character more than the format's tells text that is empty from text that is too long.
// Empty where it is of no reasonable length: a conversion may have a width.
std::optional<std::string_view> formatted(Context& context, std::string_view format, const std::tm& time) {
  std::string with_mark(format.substr(0, format.find('\0')));
  with_mark += '.';
  std::string& text = context.scratch;
  constexpr size_t kMaxRoom = size_t{1} << 20;
  for (size_t room = with_mark.size() + 128; room <= kMaxRoom + with_mark.size(); room *= 2) {
    text.resize(room);
    const size_t length = std::strftime(text.data(), room, with_mark.c_str(), &time);
    if (length > 0) return std::string_view(text).substr(0, length - 1);
  }
  return std::nullopt;
}

struct Wording {
  std::string_view no_time;
  std::string_view no_format;
  std::string_view too_long;
};

constexpr Wording kUtcWording{"strftime/1 requires parsed datetime inputs",
                              "strftime/1 requires a string format", "strftime/1: unknown system failure"};
constexpr Wording kLocalWording{"strflocaltime/1 requires parsed datetime inputs",
                                "strflocaltime/1 requires a string format",
                                "strflocaltime/1: unknown system failure"};

Flow format(Context& context, const Value& input, const Value& format, Zone zone, Value& output) {
  const Wording& wording = zone == Zone::utc ? kUtcWording : kLocalWording;
  std::tm time{};
  if (input.is_number()) {
    std::tm exact{};
    if (!break_down(input.number().as_double(), zone, exact)) return context.fail(kNoDate);
    time.tm_year = exact.tm_year;
    time.tm_mon = exact.tm_mon;
    time.tm_mday = exact.tm_mday;
    time.tm_hour = exact.tm_hour;
    time.tm_min = exact.tm_min;
    time.tm_sec = exact.tm_sec;
  } else if (!input.is_array()) {
    return context.fail(wording.no_time);
  }
  if (!format.is_string()) return context.fail(wording.no_format);
  if (input.is_array() && !read_parts(context, input, time)) return context.fail(wording.no_time);
  settle(zone, time);
  const auto text = formatted(context, format.text(), time);
  return text ? give_copy(context, output, *text) : context.fail(wording.too_long);
}

// A copy in the arena that the C library can read.
const char* c_string(Context& context, std::string_view text) {
  char* const copy = context.arena.alloc(text.size() + 1);
  std::copy(text.begin(), text.end(), copy);
  copy[text.size()] = '\0';
  return copy;
}

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

}  // namespace

Flow call_gmtime(Context& context, const Value& input, const Arguments&, Value& output) {
  return to_parts<Zone::utc>(context, input, output);
}

Flow call_localtime(Context& context, const Value& input, const Arguments&, Value& output) {
  return to_parts<Zone::local>(context, input, output);
}

Flow call_mktime(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!input.is_array()) return context.fail("mktime requires array inputs");
  std::tm time{};
  if (!read_parts(context, input, time)) return context.fail("mktime requires parsed datetime inputs");
  errno = 0;  // -1 is a time too
  const std::time_t seconds = settle(Zone::utc, time);
  if (seconds == -1 && errno != 0) return context.fail("invalid gmtime representation");
  return give(output, Value::integer(seconds));
}

Flow call_strftime(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  return format(context, input, arguments.values[0], Zone::utc, output);
}

Flow call_strflocaltime(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  return format(context, input, arguments.values[0], Zone::local, output);
}

// What follows the time behind white space comes as a ninth item, as in jq.
Flow call_strptime(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  const Value& format = arguments.values[0];
  if (!input.is_string() || !format.is_string()) {
    return context.fail("strptime/1 requires string inputs and arguments");
  }
  const char* const text = c_string(context, input.text());
  const char* const pattern = c_string(context, format.text());
  std::tm time{};
  time.tm_wday = 8;  // jq's marks for days that the text does not tell
  time.tm_yday = 367;
  const char* const end = ::strptime(text, pattern, &time);
  if (end == nullptr || (*end != '\0' && !is_space(*end))) {
    std::string message = "date \"";
    message += text;
    message += "\" does not match format \"";
    message += pattern;
    return context.fail(message += '"');
  }
  return give(output, broken_down(context, time, 0, end));
}

}  // namespace runnel::expr
