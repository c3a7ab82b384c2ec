#include "io/follow/siblings.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <memory>
#include <set>

#include "io/codec.h"
#include "io/follow/marked_text.h"
#include "io/follow/rotation_name.h"
#include "io/source.h"

namespace runnel::io {
namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

Sibling sibling(std::string path, std::string name, const struct ::stat& status) {
  const bool is_compressed = compression_by_name(name) != Compression::none;
  return {.path = std::move(path),
          .name = std::move(name),
          .id = {status.st_dev, status.st_ino},
          .modified_ns = modified_ns(status),
          .size = static_cast<uint64_t>(status.st_size),
          .is_rotation = false,
          .is_compressed = is_compressed};
}

bool contains(const std::vector<FileId>& ids, FileId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

std::vector<FileId> ids_of(const std::vector<std::string>& paths) {
  std::vector<FileId> ids;
  struct ::stat status;
  for (const std::string& path : paths) {
    if (::stat(path.c_str(), &status) == 0) ids.push_back({status.st_dev, status.st_ino});
  }
  return ids;
}

void leave_out_unfinished(std::vector<Sibling>& siblings, const std::string& own_name, bool is_own_there) {
  std::set<std::string, std::less<>> names;
  for (const Sibling& each : siblings) names.insert(each.name);
  if (is_own_there) names.insert(own_name);
  std::erase_if(siblings, [&](const Sibling& each) {
    return each.is_compressed && names.find(without_compression(each.name)) != names.end();
  });
}

// Decompresses up to the end of what is known.
bool is_compressed_text(const FileMark& mark, const std::string& path) {
  auto source = open_source_at("file:" + path, 0);
  if (!source) return false;
  MarkedText text;
  std::vector<char> chunk(size_t{64} * 1024);
  while (text.known() < mark.known) {
    const bool is_head = text.known() < mark.head_size;
    const uint64_t left = (is_head ? mark.head_size : mark.known) - text.known();
    const auto got =
        (*source)->read(chunk.data(), static_cast<size_t>(std::min<uint64_t>(left, chunk.size())));
    if (!got || *got == 0) return false;
    text.take({chunk.data(), *got});
    if (text.known() == mark.head_size && text.mark().head_hash != mark.head_hash) return false;
  }
  return is_same_text(mark, text.mark());
}

}  // namespace

std::pair<std::string, std::string> split_path(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {"", path};
  return {path.substr(0, slash + 1), path.substr(slash + 1)};
}

std::optional<Sibling> file_at(const std::string& path) {
  struct ::stat status;
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return sibling(path, split_path(path).second, status);
}

std::vector<Sibling> siblings_of(const std::string& path, const std::vector<std::string>& leave_alone,
                                 const std::vector<uint64_t>& inodes) {
  const auto [directory, base] = split_path(path);
  const std::unique_ptr<DIR, CloseDirectory> entries(::opendir(directory.empty() ? "." : directory.c_str()));
  if (entries == nullptr) return {};
  std::vector<std::string> others = leave_alone;
  others.push_back(path);
  const std::vector<FileId> left_alone = ids_of(others);
  std::vector<Sibling> siblings;
  struct ::stat status;
  while (const dirent* entry = ::readdir(entries.get())) {
    if (entry->d_type != DT_REG && entry->d_type != DT_UNKNOWN) continue;
    const std::string name = entry->d_name;
    const bool is_rotation = is_rotation_name(name, base);
    const bool is_wanted = is_rotation || without_compression(name) == base ||
                           std::find(inodes.begin(), inodes.end(), entry->d_ino) != inodes.end();
    if (!is_wanted) continue;
    if (::fstatat(::dirfd(entries.get()), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (!S_ISREG(status.st_mode) || contains(left_alone, {status.st_dev, status.st_ino})) continue;
    siblings.push_back(sibling(directory + name, name, status));
    siblings.back().is_rotation = is_rotation;
  }
  leave_out_unfinished(siblings, base, file_at(path).has_value());
  return siblings;
}

int64_t born_ns(int descriptor) {
  struct ::statx status;
  if (::statx(descriptor, "", AT_EMPTY_PATH, STATX_BTIME, &status) != 0) return 0;
  if ((status.stx_mask & STATX_BTIME) == 0) return 0;
  return status.stx_btime.tv_sec * 1'000'000'000 + status.stx_btime.tv_nsec;
}

Likeness compare(const FileMark& mark, const Sibling& sibling) {
  const Descriptor file = open_descriptor(sibling.path.c_str(), O_RDONLY | O_NONBLOCK);
  if (!file.valid()) return Likeness::other;
  const Likeness likeness = compare(mark, file.get());
  if (likeness != Likeness::other || !sibling.is_compressed || mark.known == 0) return likeness;
  return is_compressed_text(mark, sibling.path) ? Likeness::same_text : Likeness::other;
}

bool is_shorter_copy(const FileMark& mark, const Sibling& sibling) {
  if (sibling.is_compressed || sibling.size >= mark.known) return false;
  const Descriptor file = open_descriptor(sibling.path.c_str(), O_RDONLY | O_NONBLOCK);
  const auto head = mark_file(file.get(), mark.head_size);
  return sibling.size < mark.head_size || (head && head->head_hash == mark.head_hash);
}

}  // namespace runnel::io
