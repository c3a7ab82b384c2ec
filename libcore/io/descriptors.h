// File descriptors: their owner, the identity of the file behind one, and the three that a process is born
// with.
//
// Everything here may be called from any thread, but reserve_standard_descriptors(), which is for the start
// of main().
#pragma once

#include <sys/types.h>

#include <optional>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace runnel::io {

// Owns a descriptor, or none (-1). What it closes by itself is not asked for errors: a sink closes by
// release().
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();

  int get() const { return number_; }
  bool valid() const { return number_ >= 0; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_ = -1;
};

// Opens a path, trying again after signals; O_CLOEXEC and O_NOCTTY are added. Not valid: errno says why.
Descriptor open_descriptor(const char* path, int flags);

// Which file it is, whatever it is called. Only of regular files: two names of one pipe are no mistake.
struct FileId {
  dev_t device;
  ino_t inode;
  bool operator==(const FileId&) const = default;
};
std::optional<FileId> file_id(int descriptor);

// Blocks until `events` (of poll) or an error is there; signals do not end the wait.
void wait_for(int descriptor, short events);

// `NAME: what errno says`.
Error system_error(ErrorKind kind, std::string_view name, int code);

// Where stdin, stdout or stderr is closed at the start, the next file opened would get its number, and
// messages or records would be written into it. So each gap is filled with /dev/null, opened the wrong way
// round: stdin cannot be read and the others cannot be written, which fails with EBADF as if they were closed
// still. To be called before anything is opened. False if that was impossible.
[[nodiscard]] bool reserve_standard_descriptors();

}  // namespace runnel::io
