// Times: numbers of seconds since 1970, RFC 3339 text, and the table of all that is about them.
#include <cmath>
#include <optional>
#include <string>

#include "base/time_text.h"
#include "expr/function.h"
#include "expr/functions/arithmetic.h"
#include "expr/functions/calendar.h"
#include "expr/functions/support.h"
#include "json/number.h"

namespace runnel::expr {

using json::Number;
using json::Value;

namespace {

constexpr int64_t kNanosecondsASecond = 1'000'000'000;

// Whole seconds as an integer. Else the parts are converted one by one, since 19 digits are too many for a
// double.
Value seconds_of(int64_t nanoseconds) {
  const int64_t whole = nanoseconds / kNanosecondsASecond;
  const int64_t rest = nanoseconds % kNanosecondsASecond;
  if (rest == 0) return Value::integer(whole);
  return Value::real(static_cast<double>(whole) + static_cast<double>(rest) / 1e9);
}

Flow call_now(Context& context, const Value&, const Arguments&, Value& output) {
  return give(output, seconds_of(context.clock->now_ns()));
}

// Reads fields as strptime(3) does: white space, then digits up to a number of them and a largest value.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : text_(text) {}

  std::optional<int> number(int least, int most, int digits) {
    while (place_ < text_.size() && is_space(text_[place_])) ++place_;
    if (!at_digit()) return std::nullopt;
    int value = 0;
    do {
      value = value * 10 + (text_[place_++] - '0');
    } while (--digits > 0 && value * 10 <= most && at_digit());
    if (value < least || value > most) return std::nullopt;
    return value;
  }

  bool skip(char c) {
    if (place_ == text_.size() || text_[place_] != c) return false;
    ++place_;
    return true;
  }

  // jq lets anything follow behind white space.
  bool at_end() const { return place_ == text_.size() || text_[place_] == '\0' || is_space(text_[place_]); }

 private:
  static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
  bool at_digit() const { return place_ < text_.size() && text_[place_] >= '0' && text_[place_] <= '9'; }

  std::string_view text_;
  size_t place_ = 0;
};

// What strptime("%Y-%m-%dT%H:%M:%SZ") and timegm accept beyond RFC 3339: short fields, any year of four
// digits, 31 days in every month.
std::optional<int64_t> lenient_seconds(std::string_view text) {
  FieldReader reader(text);
  const auto year = reader.number(0, 9999, 4);
  if (!year || !reader.skip('-')) return std::nullopt;
  const auto month = reader.number(1, 12, 2);
  if (!month || !reader.skip('-')) return std::nullopt;
  const auto day = reader.number(1, 31, 2);
  if (!day || !reader.skip('T')) return std::nullopt;
  const auto hour = reader.number(0, 23, 2);
  if (!hour || !reader.skip(':')) return std::nullopt;
  const auto minute = reader.number(0, 59, 2);
  if (!minute || !reader.skip(':')) return std::nullopt;
  const auto second = reader.number(0, 61, 2);
  if (!second || !reader.skip('Z') || !reader.at_end()) return std::nullopt;
  return seconds_from_civil({*year, *month, *day, *hour, *minute, *second});
}

Flow call_fromdate(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!input.is_string()) return context.fail("strptime/1 requires string inputs and arguments");
  if (const auto time = parse_rfc3339(input.text())) {
    return give(output, seconds_of(*time));
  }
  if (const auto seconds = lenient_seconds(input.text())) return give(output, Value::integer(*seconds));
  std::string message = "date \"";
  message += input.text();
  message += "\" does not match format \"%Y-%m-%dT%H:%M:%SZ\"";
  return context.fail(message);
}

// The seconds for which the year fits an int, as gmtime(3) has it.
constexpr double kEarliest = -67'768'040'609'740'800.0;
constexpr double kLatest = 67'768'036'191'676'799.0;

void append_two_digits(std::string& out, int number) {
  out += static_cast<char>('0' + number / 10);
  out += static_cast<char>('0' + number % 10);
}

// As strftime("%Y-%m-%dT%H:%M:%SZ"), which writes years as they are: `-5-01-01T00:00:00Z`, `12345-...`.
void append_date(std::string& out, int64_t seconds) {
  const CivilTime time = civil_from_seconds(seconds);
  out += std::to_string(time.year);
  out += '-';
  append_two_digits(out, time.month);
  out += '-';
  append_two_digits(out, time.day);
  out += 'T';
  append_two_digits(out, time.hour);
  out += ':';
  append_two_digits(out, time.minute);
  out += ':';
  append_two_digits(out, time.second);
  out += 'Z';
}

Flow call_todate(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!input.is_number()) {
    const Value format = Value::string("%Y-%m-%dT%H:%M:%SZ");
    return call_strftime(context, input, {.values = {&format, 1}}, output);
  }
  const double seconds =
      std::trunc(input.number().as_double());  // jq cuts fractions off, before 1970 upwards
  if (!(seconds >= kEarliest && seconds < kLatest)) {
    return context.fail("error converting number of seconds since epoch to datetime");
  }
  context.scratch.clear();
  append_date(context.scratch, static_cast<int64_t>(seconds));
  return give_copy(context, output, context.scratch);
}

Flow call_dateadd(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  return add(context, input, arguments.values[1], output);
}

Flow call_datesub(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  return subtract(context, input, arguments.values[1], output);
}

constexpr std::string_view kFromHelp =
    "Seconds since 1970 from text: RFC 3339, with fraction, offset, or without a zone (UTC) too.";
constexpr std::string_view kToHelp =
    "Text from seconds since 1970, in UTC; fractions of a second are cut off.";
constexpr std::string_view kText = R"("2015-03-05T23:51:47Z")";
constexpr std::string_view kSeconds = "1425599507";
constexpr std::string_view kParts = "[2015,2,5,23,51,47.5,4,63]";

constexpr Function kFunctions[] = {
    {.name = "now",
     .arity = 0,
     .synopsis = "now",
     .help = "The time by the clock, in seconds since 1970.",
     .example = "now > 1500000000",
     .input = "null",
     .output = "true",
     .call = call_now,
     .pure = false},
    {"fromdate", 0, "fromdate", kFromHelp, "fromdate", kText, kSeconds, call_fromdate},
    {"fromdateiso8601", 0, "fromdateiso8601", "The same as fromdate.", "fromdateiso8601", kText, kSeconds,
     call_fromdate},
    {"todate", 0, "todate", kToHelp, "todate", kSeconds, kText, call_todate},
    {"todateiso8601", 0, "todateiso8601", "The same as todate.", "todateiso8601", kSeconds, kText,
     call_todate},
    {"date", 0, "date", "The same as todate.", "date", kSeconds, kText, call_todate},
    {"dateadd", 2, "dateadd(unit; number)", "The time and so many seconds; the unit is not looked at.",
     R"(dateadd("seconds"; 60))", "1425599507", "1425599567", call_dateadd},
    {"datesub", 2, "datesub(unit; number)", "The time less so many seconds.", R"(datesub("seconds"; 7))",
     "1425599507", "1425599500", call_datesub},
    {"gmtime", 0, "gmtime",
     "Seconds since 1970 broken down, in UTC: year, month from 0, day, hours, minutes, seconds, day of the "
     "week from Sunday, day of the year from 0.",
     "gmtime", "1425599507.5", kParts, call_gmtime},
    {"localtime", 0, "localtime", "The same in the zone that TZ in the environment says.",
     "localtime | length", kSeconds, "8", call_localtime},
    {"mktime", 0, "mktime", "Seconds since 1970 from a time broken down, in UTC.", "mktime",
     "[2015,2,5,23,51,47.5,4,63]", kSeconds, call_mktime},
    {"strftime", 1, "strftime(format)",
     "Text from seconds since 1970 or a time broken down, in UTC; the format is that of the C library.",
     R"(strftime("%A %d %B %Y"))", kSeconds, R"("Thursday 05 March 2015")", call_strftime},
    {"strflocaltime", 1, "strflocaltime(format)", "The same; the input is in the zone that TZ says.",
     R"(strflocaltime("%H:%M"))", "[2015,2,5,23,51,47,4,63]", R"("23:51")", call_strflocaltime},
    {"strptime", 1, "strptime(format)",
     "A time broken down from text; the format is that of the C library. Zones are read and not counted.",
     R"(strptime("%d/%b/%Y:%H:%M:%S") | mktime)", R"("05/Mar/2015:23:51:47")", kSeconds, call_strptime},
};

}  // namespace

std::span<const Function> time_functions() {
  return kFunctions;
}

}  // namespace runnel::expr
