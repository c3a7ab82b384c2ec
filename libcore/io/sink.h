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
#include "io/file_mark.h"

namespace runnel::io {

enum class SinkState : uint8_t {
  open,         // also after a close() that succeeded
  reader_gone,  // EPIPE: the reader has left; not an error on stdout
  failed,       // error() says why
};

// What a format could not take (format/output/output_form.h) is said at the end of a run. In a state, counts
// of it are carried to the run that goes on after a crash, but not once this run has said them.
enum class Tally : uint8_t { carried, said };

// Where a run that goes on from a state writes: in the file that it left, or in the next one, since that one
// was rotated away.
enum class FilePart : uint8_t { same, next };

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

  // Of a plain file, also behind another form: to sync it, and for its mark. -1 for anything else, and for
  // stdout. It belongs to the sink, and reopen() makes it another one.
  virtual int file_descriptor() const { return -1; }

  // Whether another file stands at the path of the plain file by now, or none.
  virtual bool has_moved() const { return false; }
  // For log rotation: where the file has moved, all that was written is finished in it, and the sink goes on
  // behind what stands in the file at the path, which is made if there is none. Where that cannot be opened
  // it is an error, and the sink goes on where it was. Does nothing where has_moved() is false.
  virtual Outcome reopen() { return Done{}; }

  // What a run that goes on behind what was flushed last must know of the form of the output: the columns of
  // CSV. resume_form() is for a sink that nothing was written to. False where the state is of another form,
  // so that it would not fit what stands in the file.
  virtual std::string form_state(Tally tally) const {
    (void)tally;
    return {};
  }
  [[nodiscard]] virtual bool resume_form(std::string_view state, FilePart part) {
    return state.empty() || part == FilePart::next;
  }

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

// Opens `text` (io/uri.h), which is no socket (io/net/peer_sink.h has those): a file is truncated, or made;
// .gz and .zst are compressed on the way. Opening a FIFO waits for its reader, and a signal handler does not
// end that wait. A plain file (stdout too) that is one of `inputs` is refused before it is truncated: the
// program would read what it writes. One that is one of `outputs` is refused as well: they would overwrite
// each other. SIGPIPE must be ignored by the process.
Result<std::unique_ptr<Sink>> open_sink(std::string_view text, std::span<const FileId> inputs = {},
                                        std::span<const FileId> outputs = {});

// How the files of a run with a state are opened: none is truncated that the state does not know.
struct OpenOutput {
  enum class Mode : uint8_t {
    fresh,   // the state does not know it: a file must be absent or empty
    resume,  // it was written to by the run that left the state
  };
  Mode mode = Mode::fresh;
  // resume: how long it was then, and the mark of so many bytes.
  uint64_t length = 0;
  FileMark mark = {};
};

struct OpenedSink {
  std::unique_ptr<Sink> sink;
  FilePart part = FilePart::same;
  std::string note = {};  // a sentence for a message: `out.ndjson: reason`; mostly none
};

// The same for a run with a state; a plain file is opened for reading too, is only ever appended to, and its
// directory is synced where it was made. A file to resume is known again by its mark and cut back to its
// length. Where it is not there, or another one stands at its path, it was rotated away: it is looked for
// beside its path and cut back there, and `text` is begun anew, which is said. A file to resume that is
// shorter than it was, and one that is not empty and unknown to the state, are errors of kind state, and left
// as they are. Never compressed: a stream cannot be cut back.
Result<OpenedSink> open_sink_with_state(std::string_view text, const OpenOutput& how,
                                        std::span<const FileId> inputs = {},
                                        std::span<const FileId> outputs = {});

// True if nobody reads from the pipe, socket or terminal any more; polls, never blocks. False for plain files
// and -1.
bool reader_gone(int descriptor);

}  // namespace runnel::io
