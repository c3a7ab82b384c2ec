// The reader's own: what it knows of one input (io/reader.h).
#pragma once

#include <poll.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "io/framing.h"
#include "io/reader.h"

namespace runnel::io {

// One input: all plain files one after another, or one live source. buffer[first, last) has been read and not
// handed out. What lies before `searched` holds no newline: a line that arrives in many pieces is neither
// copied nor searched again.
struct Reader::Lane {
  static constexpr size_t kHeadroom =
      64 * 1024;  // in front of a chunk, for the unfinished line of the one before

  std::vector<uint32_t> waiting;  // the sources still to be opened, the next one last
  std::unique_ptr<Source> source;
  uint32_t number = 0;  // of the source, an index into names_
  uint32_t input = 0;   // Batch::input
  int64_t waited_ns = 0;
  bool live = false;

  AlignedBuffer buffer;
  size_t first = 0;
  size_t last = 0;
  size_t searched = 0;
  size_t limit = 0;     // where the chunk that is being read ends
  uint64_t offset = 0;  // of `first` in the source
  uint64_t overlong =
      0;  // while a line beyond max_line is skipped: its length so far, of which the head is kept
  uint32_t overlong_lines = 1;
  size_t head_end = 0;     // where its head ends in the buffer
  bool at_start = true;    // of the source: whether a byte order mark follows is not known yet
  bool known_dry = false;  // the last poll said that a read would block
  bool known_ready = false;

  std::unique_ptr<Framing> framing;  // of the source; null: its records are lines
  Framing::Found found;              // by it, in [first, last)
  int64_t quiet_ns = 0;              // for so long it has been waited for since anything came
  bool has_ended = false;            // the source; what is left of it is handed out by turns

  bool holds_back() const { return live && framing != nullptr && framing->holds_back(); }
  // Whether there may be records to hand out before anything is read.
  bool has_more() const { return searched < last || has_ended; }
  static bool is_readable(int descriptor) {
    pollfd entry{descriptor, POLLIN, 0};
    return poll(&entry, 1, 0) > 0;
  }
  bool is_ready() const {
    const int descriptor = source->wait_descriptor();
    return descriptor < 0 || has_output(source->has_buffered() || is_readable(descriptor));
  }
  // What is readable may be less than a decompressor makes a byte of.
  bool has_output(bool readable) const { return readable && (source->has_buffered() || source->prepare()); }
};

}  // namespace runnel::io
