#include "io/follow/pattern_feed.h"

#include <fcntl.h>
#include <fnmatch.h>
#include <glob.h>
#include <sys/stat.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "io/follow/followed_inlet.h"
#include "io/follow/rotation_name.h"
#include "io/follow/siblings.h"

namespace runnel::io {
namespace {

constexpr std::string_view kSpecial = "*?[";

bool contains(const std::vector<std::string>& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

// Sorted.
std::vector<std::string> expand(const std::string& pattern) {
  if (pattern.find_first_of(kSpecial) == std::string::npos) return {pattern};
  glob_t found{};
  std::vector<std::string> paths;
  if (::glob(pattern.c_str(), 0, nullptr, &found) == 0)
    paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  ::globfree(&found);
  std::sort(paths.begin(), paths.end());
  return paths;
}

// Paths by what the names of their rotations begin with.
class Bases {
 public:
  void add(const std::string& path) {
    const std::string name = split_path(path).second;
    const size_t dot = name.rfind('.');
    by_prefix_.emplace(path, path);
    if (dot != std::string::npos && dot > 0) {
      by_prefix_.emplace(path.substr(0, path.size() - (name.size() - dot)), path);
    }
  }

  // What a path is a rotation of, if it is one.
  std::optional<std::string> base_of(const std::string& path) const {
    const auto [directory, name] = split_path(path);
    for (size_t size = directory.size() + 1; size < path.size(); ++size) {
      const auto [first, last] = by_prefix_.equal_range(path.substr(0, size));
      for (auto each = first; each != last; ++each) {
        const std::string& base = each->second;
        if (base != path && is_rotation_name(name, base.substr(directory.size()))) return base;
      }
    }
    return std::nullopt;
  }

 private:
  std::unordered_multimap<std::string, std::string> by_prefix_;
};

// The rotations among the paths go to what they are rotations of.
std::map<std::string, std::vector<std::string>> group(const std::vector<std::string>& paths) {
  Bases bases;
  for (const std::string& path : paths) bases.add(path);
  std::map<std::string, std::vector<std::string>> groups;
  for (const std::string& path : paths) {
    std::string base = path;
    while (const auto next = bases.base_of(base)) base = *next;
    auto& rotations = groups[base];
    if (base != path) rotations.push_back(path);
  }
  return groups;
}

}  // namespace

bool is_pattern(const std::string& path) {
  struct ::stat status;
  return path.find_first_of(kSpecial) != std::string::npos && ::lstat(path.c_str(), &status) != 0;
}

PatternFeed::PatternFeed(std::string pattern, uint32_t operand, std::vector<KnownFile> known,
                         std::shared_ptr<Following> following)
    : pattern_(std::move(pattern)),
      operand_(operand),
      known_(std::move(known)),
      following_(std::move(following)),
      from_(known_.empty() ? following_->from : From::start) {
  watch_directories();
}

std::vector<std::unique_ptr<Inlet>> PatternFeed::take_new() {
  std::vector<std::unique_ptr<Inlet>> inlets;
  if (!has_changed()) return inlets;
  watch_directories();
  std::vector<std::string> paths = matches();
  for (const std::string& path : known_paths()) {
    if (!contains(paths, path)) paths.push_back(path);
  }
  // A rotated file may be seen while its path has no new one yet.
  Bases followed;
  if (is_begun_) {
    for (const std::string& path : following_->paths) followed.add(path);
  }
  std::vector<FileId> seen;
  for (auto& [path, rotations] : group(paths)) {
    const bool is_followed = following_->paths.contains(path) || contains(following_->operands, path);
    if (is_followed || followed.base_of(path) || is_read_already(path, seen)) continue;
    inlets.push_back(follow(path, std::move(rotations)));
  }
  if (!is_begun_ && inlets.empty() && following_->say) {
    following_->say(pattern_ + ": matches no file yet; those that come are followed");
  }
  is_begun_ = true;
  known_.clear();
  from_ = From::start;
  return inlets;
}

bool PatternFeed::has_changed() {
  bool changed = false;
  for (const auto& eye : eyes_) changed = eye->take() || changed;
  return changed;
}

// All from the last one without special characters on.
void PatternFeed::watch_directories() {
  std::vector<std::string> directories;
  const size_t special = pattern_.find_first_of(kSpecial);
  for (size_t slash = pattern_.find('/'); slash != std::string::npos; slash = pattern_.find('/', slash + 1)) {
    const size_t next = pattern_.find('/', slash + 1);
    if (next != std::string::npos && next < special) continue;
    for (std::string& each : expand(pattern_.substr(0, std::max<size_t>(slash, 1)))) {
      directories.push_back(std::move(each));
    }
  }
  if (pattern_.find('/') > special) directories.insert(directories.begin(), ".");
  if (directories == directories_) return;
  eyes_.clear();
  for (const std::string& each : directories) eyes_.push_back(Eye::on_directory(following_->watch, each));
  directories_ = std::move(directories);
}

std::vector<std::string> PatternFeed::matches() const {
  std::vector<std::string> paths = expand(pattern_);
  std::erase_if(paths, [](const std::string& path) { return !file_at(path); });
  return paths;
}

// Those that are not there any more may have been left in the middle.
std::vector<std::string> PatternFeed::known_paths() const {
  std::vector<std::string> paths;
  for (const KnownFile& file : known_) {
    const bool matches = ::fnmatch(pattern_.c_str(), file.path.c_str(), FNM_PATHNAME | FNM_PERIOD) == 0;
    if (matches && !contains(paths, file.path)) paths.push_back(file.path);
  }
  return paths;
}

bool PatternFeed::is_read_already(const std::string& path, std::vector<FileId>& seen) const {
  const Descriptor file = open_descriptor(path.c_str(), O_RDONLY | O_NONBLOCK);
  const auto id = file.valid() ? file_id(file.get()) : std::nullopt;
  if (!id) return false;
  if (std::find(seen.begin(), seen.end(), *id) != seen.end()) return true;
  seen.push_back(*id);
  return following_->claims.is_taken(file.get(), path);
}

std::unique_ptr<Inlet> PatternFeed::follow(const std::string& path, std::vector<std::string> history) {
  std::vector<KnownFile> known;
  std::copy_if(known_.begin(), known_.end(), std::back_inserter(known),
               [&path](const KnownFile& file) { return file.path == path; });
  return std::make_unique<FollowedInlet>(FollowedPath{.path = path,
                                                      .operand = operand_,
                                                      .origin = FollowedPath::Origin::matched,
                                                      .known = std::move(known),
                                                      .from = from_,
                                                      .history = std::move(history)},
                                         following_);
}

}  // namespace runnel::io
