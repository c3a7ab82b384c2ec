// find_zone() of base/event_time.h.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <vector>

#include "base/event_time.h"
#include "base/spelling.h"

namespace runnel {

namespace {

// `+hh:mm` or `-hh:mm`, in seconds east of UTC.
std::optional<int> parse_offset(std::string_view text) {
  const auto digit = [&](size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  if (!digit(1) || !digit(2) || !digit(4) || !digit(5)) return std::nullopt;
  const int hours = (text[1] - '0') * 10 + text[2] - '0';
  const int minutes = (text[4] - '0') * 10 + text[5] - '0';
  if (hours > 23 || minutes > 59) return std::nullopt;
  const int offset = hours * 3600 + minutes * 60;
  return text[0] == '-' ? -offset : offset;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 'a' - 'A') : c; });
  return out;
}

// The names in the machine's zone database, out of the table that comes with it: lines of columns with tabs
// between, of which the third is the name. Empty where there is no such table.
std::vector<std::string> known_zones() {
  const char* const folder = std::getenv("TZDIR");
  std::vector<std::string> names;
  for (const char* table : {"/zone1970.tab", "/zone.tab"}) {
    std::ifstream lines(std::string(folder != nullptr ? folder : "/usr/share/zoneinfo") + table);
    for (std::string line; std::getline(lines, line);) {
      const size_t first = line.find('\t');
      const size_t second = line.find('\t', first == line.npos ? first : first + 1);
      if (line.starts_with('#') || second == line.npos) continue;
      const size_t begin = second + 1;
      names.push_back(line.substr(begin, line.find('\t', begin) - begin));
    }
    if (!names.empty()) break;
  }
  return names;
}

// `berlin` means Europe/Berlin, and so does `Europe/Berln`.
std::string nearest_zone(std::string_view name, const std::vector<std::string>& zones) {
  const std::string wanted = lower(name);
  for (const std::string& zone : zones) {
    const std::string known = lower(zone);
    if (known == wanted || known.ends_with('/' + wanted)) return zone;
  }
  std::vector<std::string_view> candidates(zones.begin(), zones.end());
  return std::string(nearest_name(name, candidates));
}

}  // namespace

Result<absl::TimeZone> find_zone(std::string_view name) {
  if (name == "UTC" || name == "Z") return absl::UTCTimeZone();
  if (const auto offset = parse_offset(name)) return absl::FixedTimeZone(*offset);
  absl::TimeZone zone;
  if (!name.empty() && absl::LoadTimeZone(absl::string_view(name.data(), name.size()), &zone)) return zone;
  std::string message = fmt::format("there is no time zone '{}'", name);
  const std::vector<std::string> zones = known_zones();
  if (const std::string near = nearest_zone(name, zones); !near.empty()) {
    message += fmt::format("; did you mean {}?", near);
  } else if (zones.empty() && !absl::LoadTimeZone("Europe/Berlin", &zone)) {
    message +=
        ": this machine has no time zone database (package tzdata); without it a zone is UTC or +05:30";
  } else {
    message += "; a zone is a name such as Europe/Berlin, UTC, or +05:30";
  }
  return Error{ErrorKind::usage, message};
}

}  // namespace runnel
