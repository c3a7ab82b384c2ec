// The files in the directory of a path, as far as they may be what was once called like it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/descriptors.h"
#include "io/file_mark.h"

namespace runnel::io {

struct Sibling {
  std::string path;  // in the way that the path was written
  std::string name;  // without the directory
  FileId id;
  int64_t born_ns;  // FileMark::born_ns
  int64_t modified_ns;
  uint64_t size;
  bool is_rotation;    // called like one of the path
  bool is_compressed;  // by its name
};

// The directory of a path, as it is written, with its slash; empty: the working directory. And the name.
std::pair<std::string, std::string> split_path(const std::string& path);

// The plain file at a path, whose name is taken for no rotation; symbolic links are followed.
std::optional<Sibling> file_at(const std::string& path);

// Plain files beside `path` that are called like rotations of it, or are one of `inodes`; not symbolic links,
// nor the file at `path` itself, nor those of `leave_alone`, by whatever name, nor a compressed one whose
// plain one is there, too: it is just being made.
std::vector<Sibling> siblings_of(const std::string& path, const std::vector<std::string>& leave_alone,
                                 const std::vector<uint64_t>& inodes);

// How much a sibling is the file that was marked; also where it has been compressed since.
Likeness compare(const FileMark& mark, const Sibling& sibling);
// Whether it has the marked bytes, or decompresses to them, and no others.
bool is_all_of(const FileMark& mark, const Sibling& sibling);
// Whether the file behind the mark had the same beginning as the sibling, which is shorter than what was read
// of it: as a copy that was made before the last of it was read.
bool is_shorter_copy(const FileMark& mark, const Sibling& sibling);

}  // namespace runnel::io
