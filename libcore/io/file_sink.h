// Writes to a descriptor: a plain file, a FIFO, a device, stdout.
#pragma once

#include <sys/uio.h>

#include <string>

#include "io/descriptors.h"
#include "io/sink.h"

namespace runnel::io {

class FileSink : public Sink {
 public:
  // The descriptor may be O_NONBLOCK, where it was inherited so: writing then waits by poll.
  FileSink(std::string name, Descriptor descriptor);
  // Closes, without a word about what fails: call close() for that.
  ~FileSink() override;

  bool write(std::string_view text) override;
  bool flush() override;
  bool close() override;
  int watch_descriptor() const override { return watched_ ? descriptor_.get() : -1; }
  std::optional<FileId> file_id() const override { return io::file_id(descriptor_.get()); }

 private:
  static constexpr size_t kBufferSize = 64 * 1024;
  static constexpr size_t kDirect =
      16 * 1024;  // from here on a copy costs more than a second piece in a write

  bool write_out(std::string_view text);
  bool wait_or_fail(int code);

  Descriptor descriptor_;
  bool reader_may_leave_ = false;  // a pipe or socket
  bool watched_ = false;           // that, or a terminal
  std::string buffer_;             // whole lines
};

}  // namespace runnel::io
