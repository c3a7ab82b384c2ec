#include "io/file_mark.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace runnel::io {
namespace {

using Span = std::array<char, FileMark::kSpan>;

bool read_at(int descriptor, uint64_t offset, char* to, size_t size) {
  for (size_t done = 0; done < size;) {
    const ssize_t got = ::pread(descriptor, to + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    done += static_cast<size_t>(got);
  }
  return true;
}

// Of two files that had the same inode one after the other, one was made later.
bool is_same_inode(const FileMark& mark, const FileMark& other) {
  const bool are_born = mark.born_ns != 0 && other.born_ns != 0;
  return mark.device == other.device && mark.inode == other.inode &&
         (!are_born || mark.born_ns == other.born_ns);
}

std::optional<uint64_t> hash_at(int descriptor, uint64_t offset, size_t size) {
  Span text;
  if (!read_at(descriptor, offset, text.data(), size)) return std::nullopt;
  return FileMark::hash({text.data(), size});
}

}  // namespace

uint64_t FileMark::hash(std::string_view text) {
  return XXH3_64bits(text.data(), text.size());
}

void FileMark::save(ByteWriter& out) const {
  out.u64(device);
  out.u64(inode);
  out.i64(born_ns);
  out.u64(head_size);
  out.u64(head_hash);
  out.u64(known);
  out.u64(tail_hash);
  out.i64(modified_ns);
}

FileMark FileMark::load(ByteReader& in) {
  FileMark mark;
  mark.device = in.u64();
  mark.inode = in.u64();
  mark.born_ns = in.i64();
  mark.head_size = in.u64();
  mark.head_hash = in.u64();
  mark.known = in.u64();
  mark.tail_hash = in.u64();
  mark.modified_ns = in.i64();
  if (mark.head_size != std::min(kSpan, mark.known)) in.fail();
  return mark;
}

int64_t modified_ns(const struct ::stat& status) {
  return int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
}

int64_t born_ns(int descriptor) {
  struct ::statx status;
  if (::statx(descriptor, "", AT_EMPTY_PATH, STATX_BTIME, &status) != 0) return 0;
  if ((status.stx_mask & STATX_BTIME) == 0) return 0;
  return status.stx_btime.tv_sec * 1'000'000'000 + status.stx_btime.tv_nsec;
}

std::optional<FileMark> mark_file(int descriptor, uint64_t known) {
  struct ::stat status;
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  if (static_cast<uint64_t>(status.st_size) < known) return std::nullopt;
  FileMark mark;
  mark.device = status.st_dev;
  mark.inode = status.st_ino;
  mark.born_ns = born_ns(descriptor);
  mark.known = known;
  mark.head_size = std::min(FileMark::kSpan, known);
  mark.modified_ns = modified_ns(status);
  const auto head = hash_at(descriptor, 0, mark.head_size);
  const auto tail = hash_at(descriptor, known - mark.head_size, mark.head_size);
  if (!head || !tail) return std::nullopt;
  mark.head_hash = *head;
  mark.tail_hash = *tail;
  return mark;
}

bool is_same_text(const FileMark& mark, const FileMark& other) {
  return mark.known == other.known && mark.head_size == other.head_size &&
         mark.head_hash == other.head_hash && mark.tail_hash == other.tail_hash;
}

Likeness compare(const FileMark& mark, int descriptor) {
  const auto found = mark_file(descriptor, mark.known);
  if (!found || !is_same_text(mark, *found)) return Likeness::other;
  if (is_same_inode(mark, *found)) return Likeness::same_file;
  return mark.known > 0 ? Likeness::same_text : Likeness::other;
}

}  // namespace runnel::io
