// By what a file is known again, in a later run or under another name: its inode, which is reused at once,
// so that when it was made counts too, and what stands in it, which a file that only grows keeps.
//
// A mark covers the head of the file, and the last bytes before a place up to which it has been read: so
// neither a new file with the inode of an old one, nor one with the same header, is taken for it. Hashes are
// XXH3 of 64 bits.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "io/descriptors.h"

namespace runnel::io {

struct FileMark {
  static constexpr uint64_t kSpan = 1024;  // bytes of the head, and of the tail, at most

  uint64_t device = 0;
  uint64_t inode = 0;
  int64_t born_ns = 0;     // when the inode was made; 0: the file system does not say
  uint64_t head_size = 0;  // min(kSpan, known)
  uint64_t head_hash = 0;
  uint64_t known = 0;       // up to here the file has been read, or written; in bytes as they lie on the disk
  uint64_t tail_hash = 0;   // of the last min(kSpan, known) bytes before that
  int64_t modified_ns = 0;  // when the file was last written to, as far as was seen

  bool operator==(const FileMark&) const = default;

  void save(ByteWriter& out) const;
  static FileMark load(ByteReader& in);

  static uint64_t hash(std::string_view text);
};

// Whether two marks are of the same bytes, whichever files they are in.
bool is_same_text(const FileMark& mark, const FileMark& other);

int64_t modified_ns(const struct ::stat& status);
// When an inode was made; 0 where the file system does not say.
int64_t born_ns(int descriptor);

// The mark of a plain file of which the first `known` bytes are there. Nothing where it cannot be read, is no
// plain file, or is shorter. Reads by pread(): the descriptor's own place does not move, and it may belong to
// another thread. Needs a descriptor that can be read.
std::optional<FileMark> mark_file(int descriptor, uint64_t known);

// How much a file is the one that was marked.
enum class Likeness : uint8_t {
  other,      // another one, or the same one with other bytes in it (truncated, written anew)
  same_text,  // another inode, the same bytes: a copy. Never where nothing is known of its bytes
  same_file,  // the same inode, as far as can be said, and the same bytes as far as any are known
};
Likeness compare(const FileMark& mark, int descriptor);

}  // namespace runnel::io
