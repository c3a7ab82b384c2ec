// An output: whole lines, in order, to a file, a pipe or stdout.
//
// Lines are gathered and leave in large writes, or when flush() is called, which the pipeline does exactly
// when the next read would block. Nothing is lost silently: the first failure is kept, every later call
// returns it, and close() reports what only then comes to light (a full disk, a compressed stream that cannot
// be finished). Not thread-safe: the pipeline's ordered stage owns the sinks.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "io/descriptors.h"

namespace runnel::io {

enum class SinkState : uint8_t {
  open,         // also after a close() that succeeded
  reader_gone,  // EPIPE: the reader has left; not an error on stdout
  failed,       // error() says why
};

class Sink {
 public:
  virtual ~Sink() = default;

  // `text` is whole lines. A large one is written straight from where it lies, without a copy. False once the
  // sink is no longer open. May block for as long as the reader does not read. Never after close().
  virtual bool write(std::string_view text) = 0;
  virtual bool flush() = 0;
  // Flushes, finishes a compressed stream, closes. Idempotent: true if everything ever written has left.
  virtual bool close() = 0;

  // The descriptor to poll for a reader that goes away while nothing is written; -1 for a plain file.
  virtual int watch_descriptor() const = 0;

  // Of a plain file, so that no two outputs are opened to the same one.
  virtual std::optional<FileId> file_id() const = 0;

  // Polls for a reader that has gone while nothing was written; state() says so then. False if so.
  bool check_reader();

  SinkState state() const { return state_; }
  // REQUIRES: state() == failed. Kind sink; the message is `NAME: reason`.
  const Error& error() const { return error_; }
  const std::string& name() const { return name_; }
  uint64_t bytes_written() const { return bytes_; }

 protected:
  explicit Sink(std::string name) : name_(std::move(name)) {}

  // False, for the caller to return.
  bool fail(Error error);
  bool lose_reader();

  std::string name_;
  SinkState state_ = SinkState::open;
  Error error_{ErrorKind::sink, {}};
  uint64_t bytes_ = 0;  // handed to write(), before compression
};

// Opens `text` (io/uri.h): a file is truncated, or made; .gz and .zst are compressed on the way. Opening a
// FIFO waits for its reader, and a signal handler does not end that wait. A plain file (stdout too) that is
// one of `inputs` is refused before it is truncated: the program would read what it writes. One that is one
// of `outputs` is refused as well: they would overwrite each other. SIGPIPE must be ignored by the process.
Result<std::unique_ptr<Sink>> open_sink(std::string_view text, std::span<const FileId> inputs = {},
                                        std::span<const FileId> outputs = {});

// True if nobody reads from the pipe, socket or terminal any more; polls, never blocks. False for plain files
// and -1.
bool reader_gone(int descriptor);

}  // namespace runnel::io
