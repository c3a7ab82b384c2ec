#include "cli/time_hint.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "base/event_time.h"
#include "cli/input_sources.h"
#include "cli/plain_files.h"
#include "cli/text.h"
#include "json/parse.h"
#include "json/writer.h"

namespace runnel::cli {

namespace {

// In the order in which they are preferred; without `@`, `_` and capitals.
constexpr std::array<std::string_view, 16> kNames{
    "ts",        "timestamp", "time",      "eventtime", "datetime", "created",   "createdat", "date",
    "timestart", "starttime", "startedat", "loggedat",  "start",    "timelocal", "at",        "t"};
constexpr std::array<std::string_view, 4> kParts{"time", "date", "stamp", "when"};
constexpr std::array<std::string_view, 5> kFormats{"%d/%b/%Y:%H:%M:%S %z", "%a, %d %b %Y %H:%M:%S %z",
                                                   "%a %b %d %H:%M:%S %Y", "%Y/%m/%d %H:%M:%S",
                                                   "%d.%m.%Y %H:%M:%S"};
constexpr size_t kDeepest = 4;
constexpr size_t kRecords = 10;

std::string simplified(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c - 'A' + 'a');
    } else if (c != '@' && c != '_' && c != '-' && c != '$') {
      out += c;
    }
  }
  return out;
}

// Small is good; kNoName: it does not say time.
constexpr size_t kNoName = kNames.size() + 1;
size_t rank_of_name(std::string_view name) {
  const std::string plain = simplified(name);
  const auto known = std::find(kNames.begin(), kNames.end(), plain);
  if (known != kNames.end()) return static_cast<size_t>(known - kNames.begin());
  const bool says_time = std::any_of(kParts.begin(), kParts.end(),
                                     [&](std::string_view part) { return plain.find(part) != plain.npos; });
  return says_time || name.ends_with("_at") || name.ends_with("_ts") ? kNames.size() : kNoName;
}

bool is_of_this_century(std::optional<int64_t> time) {
  constexpr int64_t k2000 = 946'684'800'000'000'000;
  constexpr int64_t k2100 = 4'102'444'800'000'000'000;
  return time.has_value() && *time >= k2000 && *time < k2100;
}

// The format that the value needs, empty where it needs none; nothing where it is no time.
std::optional<std::string_view> format_of(const json::Value& value, size_t rank) {
  static const EventTimeReader kReader;
  if (value.is_number()) {
    std::string text;
    json::append_json(text, value);
    if (rank == kNoName || !is_of_this_century(kReader.from_number_text(text))) return std::nullopt;
    return std::string_view();
  }
  if (!value.is_string()) return std::nullopt;
  const bool is_digits = value.text().find_first_not_of("0123456789.") == std::string_view::npos;
  if (const auto time = kReader.from_text(value.text())) {
    if (is_digits && (rank == kNoName || !is_of_this_century(time))) return std::nullopt;
    return std::string_view();
  }
  for (const std::string_view format : kFormats) {
    const auto reader = EventTimeReader::make(format, std::nullopt);
    if (reader && reader->from_text(value.text()).has_value()) return format;
  }
  return std::nullopt;
}

void append_step(std::string& path, std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto is_part = [&](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
  path += '.';
  if (!name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), is_part)) {
    path += name;
  } else {
    json::append_quoted(path, name);
  }
}

// Goes through a record's fields and keeps the best.
class Search {
 public:
  void look(const json::Value& object, const std::string& path, size_t depth) {
    for (const auto& [key, value] : object.members()) {
      std::string here = path;
      append_step(here, key.text());
      if (value.is_object()) {
        if (depth < kDeepest) look(value, here, depth + 1);
        continue;
      }
      const size_t rank = rank_of_name(key.text());
      const auto format = format_of(value, rank);
      if (format.has_value()) offer({rank / kNames.size(), depth, rank}, {here, std::string(*format)});
    }
  }

  std::optional<TimeField> best() const { return best_; }

 private:
  using Rank = std::tuple<size_t, size_t, size_t>;  // kind of name, depth, name; the first of equals

  void offer(Rank rank, TimeField field) {
    if (best_.has_value() && best_rank_ <= rank) return;
    best_ = std::move(field);
    best_rank_ = rank;
  }

  std::optional<TimeField> best_;
  Rank best_rank_;
};

}  // namespace

std::optional<TimeField> find_time_field(std::string_view line) {
  const auto record = json::parse(line);
  Search search;
  if (record && record->is_object()) search.look(*record, {}, 0);
  return search.best();
}

std::string flags_of(const TimeField& field) {
  const std::string format = field.format.empty() ? "" : " --time-format " + shell_quoted(field.format);
  return fmt::format("-t {}{}", shell_quoted(field.path), format);
}

std::optional<FileTime> time_of_files(const InputFormats& formats) {
  for (size_t input = 0; input < formats.inputs().size(); ++input) {
    const auto file = plain_file(formats.inputs()[input]);
    if (!file) continue;
    FileTime found{.name = file->name, .is_empty = file->head.empty(), .field = std::nullopt};
    for (const std::string& record : formats.first_records(*file, input, kRecords)) {
      found.field = find_time_field(record);
      if (found.field) break;
    }
    return found;
  }
  return std::nullopt;
}

std::optional<std::string> time_hint(const InputFormats& formats) {
  const auto file = time_of_files(formats);
  if (!file.has_value() || file->is_empty) return std::nullopt;
  return fmt::format(
      "{} is a plain file, and without -t its records count by the time at which they are read; {}",
      file->name,
      file->field ? flags_of(*file->field) + " looks like their time"
                  : "-t EXPR says what their own time is, as in -t .ts");
}

std::optional<std::string> time_hint_of_new_state(const InputFormats& formats, const StateOptions& state) {
  if (!state.path || is_there(*state.path)) return std::nullopt;
  for (size_t input = 0; input < formats.inputs().size(); ++input) {
    const auto file = plain_file(formats.inputs()[input]);
    if (!file || !formats.is_unknown(input)) continue;
    return fmt::format(
        "{} is empty, so that its format is not known, nor whether that has a time; without -i FORMAT or -t "
        "EXPR its records count by the time at which they are read",
        file->name);
  }
  return std::nullopt;
}

}  // namespace runnel::cli
