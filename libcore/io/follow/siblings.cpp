#include "io/follow/siblings.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

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

int64_t in_ns(const struct ::statx_timestamp& time) {
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

// The plain file that is called so in a directory. `flags`: of statx().
std::optional<Sibling> look_at(int directory, const char* name, int flags) {
  struct ::statx status;
  if (::statx(directory, name, flags, STATX_BASIC_STATS | STATX_BTIME, &status) != 0) return std::nullopt;
  if (!S_ISREG(status.stx_mode)) return std::nullopt;
  const bool is_born = (status.stx_mask & STATX_BTIME) != 0;
  return Sibling{.path = {},
                 .name = {},
                 .id = {::makedev(status.stx_dev_major, status.stx_dev_minor), status.stx_ino},
                 .born_ns = is_born ? in_ns(status.stx_btime) : 0,
                 .modified_ns = in_ns(status.stx_mtime),
                 .size = status.stx_size,
                 .is_rotation = false,
                 .is_compressed = false};
}

void give_name(Sibling& file, std::string path, std::string name) {
  file.is_compressed = compression_by_name(name) != Compression::none;
  file.path = std::move(path);
  file.name = std::move(name);
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

enum class Extent : uint8_t { beginning, whole };

// Decompresses up to the end of what is known, and for the whole one byte more.
bool is_compressed_text(const FileMark& mark, const std::string& path, Extent extent) {
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
  if (!is_same_text(mark, text.mark())) return false;
  if (extent == Extent::beginning) return true;
  const auto more = (*source)->read(chunk.data(), 1);
  return more.ok() && *more == 0;
}

}  // namespace

std::pair<std::string, std::string> split_path(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {"", path};
  return {path.substr(0, slash + 1), path.substr(slash + 1)};
}

std::optional<Sibling> file_at(const std::string& path) {
  auto file = look_at(AT_FDCWD, path.c_str(), 0);
  if (file) give_name(*file, path, split_path(path).second);
  return file;
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
  while (const dirent* entry = ::readdir(entries.get())) {
    if (entry->d_type != DT_REG && entry->d_type != DT_UNKNOWN) continue;
    const std::string name = entry->d_name;
    const bool is_rotation = is_rotation_name(name, base);
    const bool is_wanted = is_rotation || without_compression(name) == base ||
                           std::find(inodes.begin(), inodes.end(), entry->d_ino) != inodes.end();
    if (!is_wanted) continue;
    auto file = look_at(::dirfd(entries.get()), entry->d_name, AT_SYMLINK_NOFOLLOW);
    if (!file || contains(left_alone, file->id)) continue;
    give_name(*file, directory + name, name);
    file->is_rotation = is_rotation;
    siblings.push_back(std::move(*file));
  }
  leave_out_unfinished(siblings, base, file_at(path).has_value());
  return siblings;
}

Likeness compare(const FileMark& mark, const Sibling& sibling) {
  const Descriptor file = open_descriptor(sibling.path.c_str(), O_RDONLY | O_NONBLOCK);
  if (!file.valid()) return Likeness::other;
  const Likeness likeness = compare(mark, file.get());
  if (likeness != Likeness::other || !sibling.is_compressed || mark.known == 0) return likeness;
  const bool is_text = is_compressed_text(mark, sibling.path, Extent::beginning);
  return is_text ? Likeness::same_text : Likeness::other;
}

bool is_all_of(const FileMark& mark, const Sibling& sibling) {
  const Descriptor file = open_descriptor(sibling.path.c_str(), O_RDONLY | O_NONBLOCK);
  if (!file.valid()) return false;
  if (compare(mark, file.get()) != Likeness::other) return sibling.size == mark.known;
  return sibling.is_compressed && is_compressed_text(mark, sibling.path, Extent::whole);
}

bool is_shorter_copy(const FileMark& mark, const Sibling& sibling) {
  if (sibling.is_compressed || sibling.size >= mark.known) return false;
  const Descriptor file = open_descriptor(sibling.path.c_str(), O_RDONLY | O_NONBLOCK);
  const auto head = mark_file(file.get(), mark.head_size);
  return sibling.size < mark.head_size || (head && head->head_hash == mark.head_hash);
}

}  // namespace runnel::io
