// Writes to a descriptor: a plain file, a FIFO, a device, stdout.
#pragma once

#include <sys/uio.h>

#include <string>

#include "io/descriptors.h"
#include "io/sink.h"

namespace runnel::io {

// Whether a file is synced before it is left for another one: a state counts on what was written to it.
enum class Durability : uint8_t { left_to_system, synced };

class FileSink : public Sink {
 public:
  // The descriptor may be O_NONBLOCK, where it was inherited so: writing then waits by poll.
  FileSink(std::string name, Descriptor descriptor);
  // Of a file that was opened by that path, and is opened by it again in reopen().
  FileSink(std::string name, Descriptor descriptor, std::string path, Durability durability);
  // Closes, without a word about what fails: call close() for that.
  ~FileSink() override;

  bool write(std::string_view text) override;
  bool flush() override;
  bool close() override;
  int watch_descriptor() const override { return watched_ ? descriptor_.get() : -1; }
  std::optional<FileId> file_id() const override { return io::file_id(descriptor_.get()); }
  int file_descriptor() const override { return is_plain_ && !path_.empty() ? descriptor_.get() : -1; }
  bool has_moved() const override;
  Outcome reopen() override;

 private:
  static constexpr size_t kBufferSize = 64 * 1024;
  static constexpr size_t kDirect =
      16 * 1024;  // from here on a copy costs more than a second piece in a write

  bool write_out(std::string_view text);
  bool wait_or_fail(int code);
  void look_at_descriptor();
  bool leave_file();

  Descriptor descriptor_;
  const std::string path_;  // empty where it was not opened by one
  const Durability durability_ = Durability::left_to_system;
  bool is_plain_ = false;
  bool reader_may_leave_ = false;  // a pipe or socket
  bool watched_ = false;           // that, or a terminal
  std::string buffer_;             // whole lines
};

}  // namespace runnel::io
