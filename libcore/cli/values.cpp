#include "cli/values.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/quantity.h"
#include "base/spelling.h"
#include "json/validator.h"

namespace runnel::cli {
namespace {

bool is_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Error too_large(std::string_view text, uint64_t most) {
  return {ErrorKind::usage, fmt::format("{} is too large; the most is {}", text, most)};
}

std::string bytes(uint64_t count) {
  return fmt::format("{} byte{}", count, count == 1 ? "" : "s");
}

}  // namespace

FlagSetter switch_on(bool& target) {
  return [&target](std::span<const std::string>) {
    target = true;
    return Done{};
  };
}

FlagSetter keep_text(std::string& target) {
  return [&target](std::span<const std::string> values) {
    target = values[0];
    return Done{};
  };
}

FlagSetter keep_text(std::optional<std::string>& target) {
  return [&target](std::span<const std::string> values) {
    target = values[0];
    return Done{};
  };
}

FlagSetter keep_name(std::optional<std::string>& target) {
  return [&target](std::span<const std::string> values) -> Outcome {
    if (!json::utf8_valid(values[0])) {
      return Error{ErrorKind::usage, "the value is not UTF-8, as a name in JSON must be"};
    }
    target = values[0];
    return Done{};
  };
}

Result<uint64_t> count_value(std::string_view text, uint64_t least, uint64_t most) {
  const auto count = parse_count(text);
  if (!count && is_digits(text)) return too_large(text, most);
  if (!count) return Error{ErrorKind::usage, fmt::format("'{}' is not a whole number", text)};
  if (*count < least)
    return Error{ErrorKind::usage, fmt::format("{} is too small; the least is {}", text, least)};
  if (*count > most) return too_large(text, most);
  return *count;
}

Result<uint64_t> size_value(std::string_view text, uint64_t least, uint64_t most) {
  const auto size = parse_size(text);
  if (!size) {
    return Error{ErrorKind::usage,
                 fmt::format("'{}' is not a size; a size is a number of bytes, or 512K, 64M, 1G", text)};
  }
  if (*size < least)
    return Error{ErrorKind::usage, fmt::format("{} is too small; the least is {}", text, bytes(least))};
  if (*size > most)
    return Error{ErrorKind::usage, fmt::format("{} is too large; the most is {}", text, bytes(most))};
  return *size;
}

Result<int64_t> duration_value(std::string_view text, int64_t least, Endless endless) {
  if (text == "inf" && endless == Endless::allowed) return kEndless;
  const auto duration = parse_duration(text);
  if (!duration) {
    const bool is_number = !text.empty() && text.find_first_not_of("0123456789.") == text.npos;
    if (is_number) {
      return Error{ErrorKind::usage, fmt::format("'{0}' has no unit; write {0}s, {0}m, {0}h or {0}d", text)};
    }
    return Error{ErrorKind::usage, fmt::format("'{}' is not a duration; a duration is 500ms, 5s, 1h30m, 2d{}",
                                               text, endless == Endless::allowed ? ", or inf" : "")};
  }
  if (*duration < least) {
    return Error{ErrorKind::usage,
                 fmt::format("{} is too short; {}", text,
                             least == 0 ? "it must not be negative" : "it must be above 0")};
  }
  return *duration;
}

Error word_error(std::string_view text, std::string_view words) {
  std::vector<std::string_view> candidates;
  for (size_t begin = 0; begin < words.size();) {
    const size_t end = std::min(words.find(", ", begin), words.size());
    candidates.push_back(words.substr(begin, end - begin));
    begin = end + 2;
  }
  std::string message = fmt::format("'{}' is none of {}", text, words);
  if (const std::string_view near = nearest_name(text, candidates); !near.empty()) {
    message += fmt::format("; did you mean {}?", near);
  }
  return Error{ErrorKind::usage, message};
}

}  // namespace runnel::cli
