#include "io/resumed_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string_view>

#include "io/durable.h"

namespace runnel::io {

namespace {

Error cannot(const std::string& name, int code) {
  if (code == EISDIR) return {ErrorKind::sink, name + ": is a directory"};
  return system_error(ErrorKind::sink, name, code);
}

// Of a plain file; nothing of what is none.
std::optional<uint64_t> size_of(int descriptor) {
  struct stat status;
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return static_cast<uint64_t>(status.st_size);
}

int cut(int descriptor, uint64_t length) {
  while (::ftruncate(descriptor, static_cast<off_t>(length)) != 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

// Opening a pipe for reading and writing would be its own reader.
Result<Descriptor> open_any(const std::string& path, const std::string& name, const CheckFile& check) {
  struct stat status;
  const bool is_there = ::stat(path.c_str(), &status) == 0;
  const bool is_special = is_there && !S_ISREG(status.st_mode);
  Descriptor file = is_special ? open_descriptor(path.c_str(), O_WRONLY) : open_to_append(path);
  if (!file.valid()) return cannot(name, errno);
  if (const auto usable = check(file.get()); !usable) return usable.error();
  const int code = is_there ? 0 : sync_folder_of(path);
  if (code != 0) return cannot(name, code);
  return file;
}

// Behind symbolic links, since rotations are made where the file itself stands.
std::string real_path(const std::string& path) {
  char* const found = ::realpath(path.c_str(), nullptr);
  if (found == nullptr) return path;
  std::string real = found;
  std::free(found);
  return real;
}

// Files that a rotation could have made of `path`: beside it, with a name that begins like its own.
template <class Visit>
void each_beside(const std::string& path, Visit visit) {
  const size_t slash = path.rfind('/');
  const std::string folder = slash == path.npos ? "" : path.substr(0, slash + 1);
  const std::string_view name = std::string_view(path).substr(folder.size());
  const std::string_view stem = name.substr(0, name.rfind('.'));
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(folder.empty() ? "." : folder.c_str()),
                                                    ::closedir);
  if (entries == nullptr) return;
  while (const dirent* entry = ::readdir(entries.get())) {
    const std::string_view found = entry->d_name;
    if (found != name && found.starts_with(stem) && visit(folder + std::string(found))) return;
  }
}

struct OldFile {
  std::string path;
  uint64_t dropped;  // bytes that were cut off
};

// The file that was written to last, if it stands beside its path now: cut back to its length.
Result<std::optional<OldFile>> cut_back_old(const std::string& path, const OpenOutput& how) {
  std::optional<OldFile> old;
  std::optional<Error> error;
  each_beside(real_path(path), [&](const std::string& beside) {
    struct stat status;
    if (::lstat(beside.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
    if (status.st_ino != how.mark.inode || status.st_dev != how.mark.device) return false;
    const Descriptor file = open_descriptor(beside.c_str(), O_RDONLY);
    const auto size = file.valid() ? size_of(file.get()) : std::nullopt;
    if (!size || *size < how.length || compare(how.mark, file.get()) != Likeness::same_file) return false;
    old = OldFile{beside, *size - how.length};
    if (old->dropped == 0) return true;
    const Descriptor writable = open_descriptor(beside.c_str(), O_WRONLY);
    const int code = writable.valid() ? cut(writable.get(), how.length) : errno;
    if (code != 0) error = cannot(beside, code);
    return true;
  });
  if (error) return *std::move(error);
  return old;
}

std::string bytes_text(uint64_t count) {
  return count == 1 ? "1 byte" : fmt::format("{} bytes", count);
}

// `present`: bytes of the file that stands at the path.
std::string note_of_anew(const std::string& name, const std::optional<OldFile>& old, uint64_t present) {
  std::string note = name;
  if (!old) {
    note +=
        ": the file that the state knows was moved away, and is not found beside it: what it got after the "
        "last checkpoint is written again";
  } else {
    note += fmt::format(": was moved away to {}", old->path);
    if (old->dropped > 0) {
      note += fmt::format(", which is cut back by {} to the last checkpoint", bytes_text(old->dropped));
    }
  }
  note += "; begun anew";
  if (present > 0)
    note += fmt::format(", and {} of another file that stood there are dropped", bytes_text(present));
  return note;
}

Error too_short(const std::string& name, uint64_t size, uint64_t length) {
  return {
      ErrorKind::state,
      fmt::format("{}: has {}, but had {} when the state was saved: put it back as it was, or move it away "
                  "for a new one",
                  name, bytes_text(size), bytes_text(length))};
}

// Whether a file that is shorter than it was can be the one that was marked: as far as it goes, which may be
// no byte at all.
bool is_same_beginning(const FileMark& mark, int descriptor, uint64_t size) {
  const auto id = file_id(descriptor);
  if (!id || id->inode != mark.inode || id->device != mark.device) return false;
  if (size < mark.head_size) return true;
  FileMark head = mark;
  head.known = mark.head_size;
  head.tail_hash = mark.head_hash;
  return compare(head, descriptor) == Likeness::same_file;
}

// The file at the path is the one of the state.
Result<FileToWrite> go_on(FileToWrite file, uint64_t length, const std::string& name) {
  if (const int code = cut(file.descriptor.get(), length); code != 0) return cannot(name, code);
  return file;
}

Result<FileToWrite> begin_anew(FileToWrite file, const std::string& path, const std::string& name,
                               const OpenOutput& how) {
  auto old = cut_back_old(path, how);
  if (!old) return old.error();
  file.part = FilePart::next;
  file.note = note_of_anew(name, *old, size_of(file.descriptor.get()).value_or(0));
  if (const int code = cut(file.descriptor.get(), 0); code != 0) return cannot(name, code);
  return file;
}

}  // namespace

Descriptor open_to_append(const std::string& path) {
  return open_descriptor(path.c_str(), O_RDWR | O_APPEND | O_CREAT);
}

Result<FileToWrite> open_fresh(const std::string& path, const std::string& name, const CheckFile& check) {
  auto descriptor = open_any(path, name, check);
  if (!descriptor) return descriptor.error();
  if (size_of(descriptor->get()).value_or(0) > 0) {
    return Error{ErrorKind::state, name +
                                       ": is not empty, and the state does not know it: it is not written "
                                       "over; move it away, or name another output"};
  }
  return FileToWrite{std::move(*descriptor)};
}

Result<FileToWrite> open_resumed(const std::string& path, const std::string& name, const OpenOutput& how,
                                 const CheckFile& check) {
  struct stat status;
  const bool was_there = ::stat(path.c_str(), &status) == 0;
  auto descriptor = open_any(path, name, check);
  if (!descriptor) return descriptor.error();
  FileToWrite file{std::move(*descriptor)};
  const auto size = size_of(file.descriptor.get());
  if (!size) {
    file.part = FilePart::next;
    file.note = name + ": is no plain file any more, and gets what comes after the last checkpoint";
    return file;
  }
  if (!was_there) return begin_anew(std::move(file), path, name, how);
  if (*size < how.length) {
    if (is_same_beginning(how.mark, file.descriptor.get(), *size)) return too_short(name, *size, how.length);
    return begin_anew(std::move(file), path, name, how);
  }
  switch (compare(how.mark, file.descriptor.get())) {
    case Likeness::same_file:
      return go_on(std::move(file), how.length, name);
    case Likeness::same_text:
      // It was restored, or moved to another disk.
      file.note = name + ": is a copy of the file that the state knows, and gone on with";
      return go_on(std::move(file), how.length, name);
    case Likeness::other:
      break;
  }
  return begin_anew(std::move(file), path, name, how);
}

}  // namespace runnel::io
