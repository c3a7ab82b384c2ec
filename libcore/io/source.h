// A source of bytes: a file, stdin, a decompressed file; sockets and followed files will be further ones.
//
// A source knows nothing of lines. The reader (io/reader.h) owns it and is the only one that calls it, on
// whichever thread holds the reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "io/descriptors.h"

namespace runnel::io {

class Source {
 public:
  virtual ~Source() = default;

  // Reads at most `size` bytes, at least one; 0 is the end. May block; EINTR is handled inside, except that a
  // stop that was requested meanwhile is left to the reader: read() is only called where wait_descriptor()
  // polls as readable, or where it is -1. REQUIRES: size > 0.
  virtual Result<size_t> read(char* buffer, size_t size) = 0;

  // What to poll before a read that may wait: a pipe, a terminal, a socket. -1: a plain file, which never
  // waits.
  virtual int wait_descriptor() const = 0;

  // Whether there may be nothing to read now, and something later. Known from the start.
  virtual bool may_wait() const { return wait_descriptor() >= 0; }

  // Whether read() would return at once: with bytes, an error, or the end. REQUIRES: may_wait().
  virtual bool is_readable();
  // Whether that is so just when wait_descriptor() polls as readable; if not, is_readable() is asked too.
  virtual bool poll_says_readable() const { return true; }

  // True where read() has something to give (also an error) without touching the descriptor: a decompressor's
  // buffer.
  virtual bool has_buffered() const { return false; }

  // For a reader that must not wait: takes what the descriptor has, once, without handing it out. False: that
  // made no output (say, a gzip header), so read() would wait; poll again. True: read() returns at once.
  // REQUIRES: wait_descriptor() polls as readable, or has_buffered(). Not for a plain file, which never
  // waits.
  virtual bool prepare() { return true; }

  // The reader gives it up, in the middle of a record (OpenedSource::unfinished_ns); it is not read again.
  virtual void cut_off() {}

  // Of a plain file, in bytes as they lie on the disk; for progress. 0: not known.
  virtual uint64_t size() const { return 0; }
  // Bytes taken from the disk so far (compressed ones for a compressed file); for progress.
  virtual uint64_t consumed() const = 0;

  // Of a plain file, also where it is decompressed or followed: for its mark (io/file_mark.h), and so that an
  // output can be told from it (open_sink()). -1 for anything else. It belongs to the source.
  virtual int file_descriptor() const { return -1; }
  std::optional<FileId> file_id() const;
  // Whether its bytes are compressed on the disk, so that offsets are not those of the file.
  virtual bool is_compressed() const { return false; }

  const std::string& name() const { return name_; }  // for messages: `access.ndjson`, `stdin`

 protected:
  explicit Source(std::string name) : name_(std::move(name)) {}

 private:
  std::string name_;
};

// Opens `text` (io/uri.h), which is no socket (io/net/peer_inlets.h has those). A file whose name ends in .gz
// or .zst, or a plain file that starts like one, is decompressed on the way (several members or frames one
// after another are one stream); stdin is taken as it is. A directory is refused. Opening a FIFO does not
// wait for its writer. Pipes are enlarged to 1 MiB where the system allows it. Inherited descriptors keep
// their flags: never O_NONBLOCK. The message of an Error is `NAME: reason`.
Result<std::unique_ptr<Source>> open_source(std::string_view text);
// The same, for a plain file that is read from `offset` on, in (decompressed) bytes. An error where it is
// shorter.
Result<std::unique_ptr<Source>> open_source_at(std::string_view text, uint64_t offset);

// The size of the plain file that `text` names; nullopt where it is something else, or not there.
std::optional<uint64_t> plain_file_size(std::string_view text);

}  // namespace runnel::io
