#include "cli/profile/gist.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/columns.h"
#include "cli/profile/texts.h"
#include "json/writer.h"

namespace runnel::cli {

namespace {

size_t width_of(std::string_view text) {
  return fitted(text, text.size(), Charset::unicode).width;
}

std::string bounds_text(uint64_t least, uint64_t most) {
  return least == most ? fmt::to_string(least) : fmt::format("{}-{}", least, most);
}

std::string quoted(std::string_view text) {
  std::string json;
  json::append_quoted(json, text);
  return scalar_text(json);
}

bool are_times(const op::StringSummary& string) {
  return string.kinds[static_cast<size_t>(TextKind::time)] == string.count;
}

std::string array_text(const op::ArraySummary& array) {
  if (array.least_length == array.most_length) {
    return fmt::format("{} element{}", array.most_length, array.most_length == 1 ? "" : "s");
  }
  return fmt::format("{} to {} elements, mean {}", array.least_length, array.most_length,
                     number_text(array.mean_length));
}

constexpr std::string_view kTo = " to ";

// Where RFC 3339 has its parts: a day ends at 10, a minute at 16, a second at 19.
constexpr size_t kDay = 10, kMinute = 16, kSecond = 19;

// From which to which time, as exactly as there is room for; the day once where it is the same.
std::string time_range(std::string_view least, std::string_view most, size_t width) {
  const auto has_date = [](std::string_view time) { return time.size() >= kDay && time[4] == '-'; };
  std::string text = std::string(least).append(kTo).append(most);
  if (text.size() <= width || !has_date(least) || !has_date(most)) return text;
  const bool is_one_day = least.substr(0, kDay) == most.substr(0, kDay) && most.size() > kDay;
  const size_t skipped = is_one_day ? kDay + 1 : 0;
  for (const size_t end : {most.size(), kSecond, kMinute, kDay}) {
    if (end == kDay && is_one_day) return std::string(least.substr(0, kDay));
    text = std::string(least.substr(0, end)).append(kTo).append(most.substr(skipped, end - skipped));
    if (text.size() <= width) break;
  }
  return text;
}

// Both ends as far as there is room for them.
std::string text_range(const op::StringSummary& string, size_t width, Charset charset) {
  const std::string whole = string_range(string);
  constexpr size_t kShortest = 4;
  const size_t half = (width - std::min(width, kTo.size())) / 2;
  if (width_of(whole) <= width || string.min == string.max || half < kShortest) return whole;
  return fitted(quoted(string.min), half, charset).text.append(kTo) +
         fitted(quoted(string.max), half, charset).text;
}

}  // namespace

std::string string_range(const op::StringSummary& string) {
  const std::string least = quoted(string.min);
  return string.min == string.max ? least : least + " to " + quoted(string.max);
}

std::string top_shares(const op::FieldSummary& field, size_t width, Charset charset) {
  constexpr size_t kShortest = 8;
  std::string text;
  if (field.top.empty() || (field.top[0].count < 2 && field.count > 1)) return text;
  for (const op::TopValue& top : field.top) {
    const std::string value = scalar_text(top.json);
    const std::string share = share_text(top, field.count);
    const size_t room = std::max(width - std::min(width, share.size() + 1), kShortest);
    const std::string shown = fitted(value, text.empty() ? room : value.size(), charset).text + ' ' + share;
    if (!text.empty() && width_of(text) + 2 + width_of(shown) > width) break;
    text += (text.empty() ? "" : ", ") + shown;
  }
  return text;
}

std::string gist(const op::FieldSummary& field, size_t width, Charset charset) {
  if (field.is_map) return "members as " + field.path + ".*";
  if (field.string.has_value() && are_times(*field.string)) {
    return time_range(field.string->min, field.string->max, width);
  }
  std::string shares = top_shares(field, width, charset);
  if (!shares.empty()) return shares;
  if (field.string.has_value()) return text_range(*field.string, width, charset);
  return field.array.has_value() ? array_text(*field.array) : std::string();
}

std::string length_text(const op::FieldSummary& field) {
  if (field.string.has_value()) return bounds_text(field.string->least_length, field.string->most_length);
  if (field.array.has_value()) return bounds_text(field.array->least_length, field.array->most_length);
  return {};
}

}  // namespace runnel::cli
