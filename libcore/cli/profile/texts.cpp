#include "cli/profile/texts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/quantity.h"
#include "base/time_text.h"
#include "json/number.h"
#include "op/stats/figures.h"

namespace runnel::cli {

namespace {

constexpr int64_t kMicrosecond = 1'000;
constexpr int64_t kMillisecond = 1'000'000;
constexpr int64_t kSecond = 1'000'000'000;

// Below how long a length of time is said in which steps.
struct Step {
  int64_t below;
  int64_t step;
};
constexpr Step kSteps[] = {{kMicrosecond, 1},
                           {kMillisecond, kMicrosecond / 10},
                           {kSecond, kMillisecond / 10},
                           {10 * kSecond, 10 * kMillisecond},
                           {60 * kSecond, 100 * kMillisecond},
                           {86'400 * kSecond, kSecond},
                           {30 * 86'400 * kSecond, 60 * kSecond}};

std::string real_text(double number, size_t digits) {
  const double size = std::fabs(number);
  const bool fits = size < std::pow(10.0, static_cast<double>(digits)) - 0.5;
  return size >= 1e4 && fits ? fmt::format("{:.0f}", number) : fmt::format("{:.4g}", number);
}

// Can a string be read without its quotes?
bool is_bare(std::string_view text) {
  if (text.empty() || text == "null" || text == "true" || text == "false") return false;
  if (json::number_from_string(text).has_value() || text.front() == '[' || text.front() == '{') return false;
  return text.find_first_of(" \t,\"'\\") == text.npos;
}

struct Share {
  std::string_view name;
  uint64_t count;
};

bool by_count(const Share& a, const Share& b) {
  return a.count > b.count;
}

std::string_view kind_name(size_t kind) {
  return kind == static_cast<size_t>(TextKind::other) ? "string"
                                                      : text_kind_name(static_cast<TextKind>(kind));
}

// With kinds of text in place of strings, and integers in place of numbers that are nothing else.
std::vector<Share> shares(const op::FieldSummary& field) {
  std::vector<Share> result;
  const auto add = [&](std::string_view name, uint64_t count) {
    if (count > 0) result.push_back({name, count});
  };
  const bool is_whole = field.number.has_value() && field.number->whole == field.number->count;
  add(is_whole ? "integer" : "number", field.numbers);
  if (field.string.has_value()) {
    for (size_t kind = 0; kind < kTextKinds; ++kind) {
      // Digits in quotes are not what JSON calls a number.
      const bool is_number = kind == static_cast<size_t>(TextKind::number);
      add(is_number ? "\"number\"" : kind_name(kind), field.string->kinds[kind]);
    }
  }
  add("boolean", field.booleans);
  add("array", field.arrays);
  add(field.is_map ? "map" : "object", field.objects);
  std::stable_sort(result.begin(), result.end(), by_count);
  return result;
}

}  // namespace

std::string count_text(uint64_t count) {
  if (count < 100'000) return fmt::to_string(count);
  constexpr std::array<const char*, 6> kUnits{"k", "M", "G", "T", "P", "E"};
  double scaled = static_cast<double>(count) / 1000;
  size_t unit = 0;
  while (scaled >= 999.5) {
    scaled /= 1000;
    ++unit;
  }
  return fmt::format("{:.{}f}{}", scaled, scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0, kUnits[unit]);
}

std::string percent_text(double part) {
  if (part <= 0) return "0 %";
  if (part >= 1) return "100 %";
  const double percent = part * 100;
  if (percent < 0.1) return "<0.1 %";
  if (percent > 99) return fmt::format("{:.1f} %", std::min(percent, 99.9));
  return fmt::format("{:.{}f} %", percent, percent < 9.95 ? 1 : 0);
}

std::string percent_text(uint64_t part, uint64_t whole) {
  if (part == 0 || whole == 0) return percent_text(0.0);
  if (part >= whole) return percent_text(1.0);
  return percent_text(std::min(static_cast<double>(part) / static_cast<double>(whole), 0.9999));
}

std::string number_text(json::Number number, size_t digits) {
  if (number.kind == json::Number::Kind::real) return number_text(number.d, digits);
  const std::string text =
      number.kind == json::Number::Kind::integer ? fmt::to_string(number.i) : fmt::to_string(number.u);
  return text.size() <= digits + (text[0] == '-' ? 1 : 0) ? text : real_text(number.as_double(), digits);
}

std::string number_text(double number, size_t digits) {
  constexpr double kExact = 9007199254740992;  // 2^53: whole numbers up to it are exact
  if (std::floor(number) == number && std::fabs(number) <= kExact) {
    return number_text(json::Number::integer(static_cast<int64_t>(number)), digits);
  }
  return real_text(number, digits);
}

std::string rate_text(double rate) {
  return rate >= 100 ? fmt::format("{:.0f}/s", rate) : fmt::format("{:.3g}/s", rate);
}

std::string duration_text(int64_t nanoseconds, Rounding rounding) {
  int64_t step = 86'400 * kSecond;
  for (const Step& candidate : kSteps) {
    if (nanoseconds >= candidate.below) continue;
    step = candidate.step;
    break;
  }
  const int64_t rest = nanoseconds % step;
  int64_t rounded = nanoseconds - rest;
  const bool is_up = rounding == Rounding::up ? rest > 0 : rest >= step - rest;
  if (is_up && rounded <= INT64_MAX - step) rounded += step;
  return format_duration(rounded);
}

std::string moment_text(int64_t nanoseconds) {
  int64_t rest = nanoseconds % kMillisecond;
  if (rest < 0) rest += kMillisecond;
  std::string text;
  append_rfc3339(text, nanoseconds >= INT64_MIN + rest ? nanoseconds - rest : nanoseconds);
  return text;
}

std::string scalar_text(std::string_view json) {
  if (!json.starts_with('"') || json.size() < 2) return std::string(json);
  const std::string_view inside = json.substr(1, json.size() - 2);
  return std::string(is_bare(inside) ? inside : json);
}

std::string share_text(const op::TopValue& top, uint64_t of) {
  return (top.error > 0 ? "~" : "") + percent_text(top.count, of);
}

std::string key_text(const op::ProfileSummary& profile) {
  if (profile.is_other) return "all other keys";
  std::string text;
  for (const auto& [name, value] : profile.key) {
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, scalar_text(value));
  }
  return text;
}

std::string type_text(const op::FieldSummary& field) {
  const auto all = shares(field);
  if (all.empty()) return "null";
  const uint64_t rest = field.count - field.nulls;
  if (all.size() == 1) return std::string(all[0].name);
  return fmt::format("{} {}", all[0].name, percent_text(all[0].count, rest));
}

std::string short_type_text(const op::FieldSummary& field) {
  const auto all = shares(field);
  if (all.empty()) return "null";
  return std::string(all[0].name) + (all.size() > 1 ? "+" : "");
}

std::string types_text(const op::FieldSummary& field) {
  auto all = shares(field);
  if (field.nulls > 0) all.push_back({"null", field.nulls});
  std::stable_sort(all.begin(), all.end(), by_count);
  if (all.size() == 1) return std::string(all[0].name);
  std::string text;
  for (const Share& share : all) {
    text +=
        fmt::format("{}{} {}", text.empty() ? "" : ", ", share.name, percent_text(share.count, field.count));
  }
  return text;
}

}  // namespace runnel::cli
