// The reader's own: what it knows of one input (io/reader.h).
#pragma once

#include <poll.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/framing.h"
#include "io/reader.h"

namespace runnel::io {

// One source. buffer[first, last) has been read and not handed out. What lies before `searched` holds no
// newline: a line that arrives in many pieces is neither copied nor searched again.
struct Reader::Lane {
  static constexpr size_t kHeadroom =
      64 * 1024;  // in front of a chunk, for the unfinished line of the one before

  std::unique_ptr<Source> source;  // null once it has ended: what is left of it is handed out
  uint32_t number = 0;             // an index into names_
  uint32_t input = 0;              // Batch::input
  bool is_begun = false;           // a batch of it was handed out
  StartAt start;
  LastLine last_line = LastLine::record;
  bool live = false;
  bool may_drain = false;  // it is read on for a while after a stop: what it has would be lost

  AlignedBuffer buffer;
  size_t first = 0;
  size_t last = 0;
  size_t searched = 0;
  size_t limit = 0;     // where the chunk that is being read ends; 0: there is no buffer
  uint64_t offset = 0;  // of `first` in the source
  uint64_t overlong =
      0;  // while a line beyond max_line is skipped: its length so far, of which the head is kept
  uint32_t overlong_lines = 1;
  size_t head_end = 0;     // where its head ends in the buffer
  bool at_start = true;    // of the source: whether a byte order mark follows is not known yet
  bool known_dry = false;  // the last poll said that a read would block
  bool known_ready = false;

  std::unique_ptr<Framing> framing;  // of the source; null: its records are lines
  std::string lines_state;           // what the framing that has given way to lines is known again by
  Framing::Found found;              // by it, in [first, last)
  int64_t quiet_ns = 0;              // for so long it has been waited for since anything came
  bool has_ended = false;            // the source; what is left of it is handed out by turns
  bool is_at_end = false;            // the source has said so: no error, no stop
  bool is_broken = false;            // what is left is a record without its end (LastLine::broken)

  // Of a source that comes and goes (OpenedSource).
  bool is_passing = false;
  int64_t unfinished_ns = 0;  // it may stay in the middle of a record for so long; 0: for ever
  int64_t record_ns = 0;      // when the record that is there in part began to come; 0: none is

  bool holds_back() const { return live && framing != nullptr && framing->holds_back(); }
  bool is_empty() const { return first == last && overlong == 0; }
  // Whether a record is there in part, as far as can be said without its format.
  bool is_unfinished() const;
  // Whether there may be records to hand out before anything is read.
  bool has_more() const { return searched < last || has_ended; }
  bool is_ready() const { return !live || has_output(source->has_buffered() || source->is_readable()); }
  // What is readable may be less than a decompressor makes a byte of.
  bool has_output(bool readable) const { return readable && (source->has_buffered() || source->prepare()); }
};

// Behind a newline, or between the values of an array, a peer may rest.
inline bool Reader::Lane::is_unfinished() const {
  if (overlong > 0) return true;
  if (first == last) return false;
  const std::string_view text(buffer.data() + first, last - first);
  if (text.back() == '\n') return false;
  return framing == nullptr || !framing->tells_ends() || text.find_first_not_of(" \t\r\n,[]") != text.npos;
}

// One input.
struct Reader::Port {
  std::unique_ptr<Inlet> inlet;
  uint32_t input = 0;
  bool live = false;
  bool has_passing = false;  // its sources come and go
  bool is_stopping = false;  // it knows of the stop
  int64_t waited_ns = 0;
  std::vector<std::unique_ptr<Lane>> lanes;  // of its sources that have not ended
  size_t turn = 0;                           // the lane that is asked first
  std::unique_ptr<Lane> spare;               // one that has ended, whose buffer is used again
  std::vector<AlignedBuffer> buffers;        // of lanes that rest, for those that go on
};

// What is polled, and for how long.
struct Reader::Waiting {
  std::vector<pollfd> entries;
  std::vector<std::pair<size_t, Lane*>> lanes;  // which entries are theirs
  int timeout_ms = -1;                          // -1: for ever

  // A descriptor of -1 is none.
  void add(int descriptor, int patience_ms) {
    entries.push_back({descriptor, POLLIN, 0});
    if (patience_ms >= 0) timeout_ms = timeout_ms < 0 ? patience_ms : std::min(timeout_ms, patience_ms);
  }
};

}  // namespace runnel::io
