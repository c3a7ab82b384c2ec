// The windows of a kind: where a record goes, what closes when time has come so far, what is written then.
//
// Time is event time, and the frontier F (time/frontier.h) is what is known of it. A record is tested and
// folded under the F before it; then F moves. Nothing here knows of inputs, batches or threads.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>

#include "base/bytes.h"
#include "json/value.h"
#include "op/window/group_table.h"
#include "op/window/options.h"
#include "op/window/results.h"
#include "time/frontier.h"

namespace runnel::op {

// A record that is to be folded.
struct WindowRow {
  int64_t time;
  KeyId key;
  const json::Value* cells;  // one for each column of the program
};

// Adds a record's cells to a group.
class Folder {
 public:
  Folder(const WindowProgram& program, GroupSpace& space);
  void fold(std::byte* states, const WindowRow& row) const;

 private:
  struct Step {
    const agg::Aggregate* aggregate;
    size_t offset;  // of its state
    enum class Source : uint8_t { none, cell, cells } source;
    uint32_t column;
  };
  GroupSpace& space_;
  std::vector<Step> steps_;
};

// What all kinds of windows work with. Must outlive them.
struct WindowTools {
  const WindowOptions& options;
  GroupSpace& space;
  ResultWriter& writer;
  Folder folder;
  bool has_time;  // records have an event time
};

class Windows {
 public:
  explicit Windows(WindowTools tools) : tools_(std::move(tools)) {}
  virtual ~Windows() = default;

  enum class Fate : uint8_t {
    folded,
    late,         // every window that it belongs to is forgotten
    in_no_window  // it lies in a gap between windows
  };
  virtual Fate add(const WindowRow& row, int64_t frontier) = 0;
  // Writes and forgets what the frontier closes. At the end of input it is time::kEndOfTime.
  virtual void advance(int64_t frontier) = 0;
  // The groups of these keys (or KeyTable::kNone) will be needed soon, most of them where the last one was.
  virtual void prefetch(std::span<const KeyId> keys) const { static_cast<void>(keys); }
  // Whether a group exists that this record would go to: then it costs no new one.
  virtual bool holds(KeyId key, int64_t time) const = 0;
  // The smallest frontier at which advance() has something to do. It may be too small, never too large.
  int64_t next_change() const { return next_change_; }
  // Writes the results of all open windows, as they are.
  virtual void write_early() = 0;
  // A time before which no later result's window begins; time::kBeginningOfTime where none is known.
  virtual int64_t earliest_start(int64_t frontier) const = 0;

  virtual void save(ByteWriter& out) const = 0;
  virtual void load(ByteReader& in) = 0;

 protected:
  WindowTools tools_;
  int64_t next_change_ = time::kEndOfTime;
};

std::unique_ptr<Windows> make_grid_windows(WindowTools tools);
std::unique_ptr<Windows> make_session_windows(WindowTools tools);
std::unique_ptr<Windows> make_count_windows(WindowTools tools);  // count, and all

}  // namespace runnel::op
