#include "op/stats/field_choice.h"

#include <algorithm>

#include "base/spelling.h"

namespace runnel::op {

FieldChoice::FieldChoice(std::vector<std::string> paths) : paths_(std::move(paths)) {
  for (std::string& path : paths_) {
    if (path.empty() || path.front() != '.') path.insert(path.begin(), '.');
  }
}

bool FieldChoice::wants(std::string_view path) const {
  return is_all() || std::find(paths_.begin(), paths_.end(), path) != paths_.end();
}

std::vector<const FieldSummary*> FieldChoice::of(const ProfileSummary& profile) const {
  std::vector<const FieldSummary*> result;
  for (const FieldSummary& field : profile.fields) {
    if (wants(field.path)) result.push_back(&field);
  }
  return result;
}

std::vector<FieldChoice::Missing> FieldChoice::missing(std::span<const std::string> fields) const {
  // All begin with a dot, which makes no two names alike.
  const auto name_of = [](std::string_view path) { return path.substr(1); };
  std::vector<std::string_view> names;
  for (const std::string& field : fields) names.push_back(name_of(field));
  std::vector<Missing> result;
  for (const std::string& path : paths_) {
    if (std::find(fields.begin(), fields.end(), path) != fields.end()) continue;
    const std::string_view nearest = nearest_name(name_of(path), names);
    result.push_back({path, nearest.empty() ? std::string() : '.' + std::string(nearest)});
  }
  return result;
}

}  // namespace runnel::op
