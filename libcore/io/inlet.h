// An input of the reader, as it comes to its sources: a list of files one after another, one pipe, a file
// that is followed through its rotations. What a source is read from, and where, is up to the inlet; where
// records end in it, and how they become batches, is up to the reader (io/reader.h), which owns it and is the
// only one that calls it, on whichever thread holds the reader.
//
// Sources that an inlet has given are read side by side, each for itself, so that the records of each are
// whole and in their order; all of them are one input (Batch::input).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "io/source.h"

namespace runnel::io {

// Where reading of a source begins, if not at its beginning: behind a record.
struct StartAt {
  uint64_t offset = 0;       // in (decompressed) bytes
  uint64_t lines = 0;        // that stand before it
  std::string framing = {};  // Batch::framing of the batch that ended there; empty where there is none
  uint64_t skip = 0;         // so many records, bad ones and watermarks behind it were done with too
  static constexpr uint32_t kNone = UINT32_MAX;
  uint32_t earlier = kNone;  // the number that the source had in the run before

  bool operator==(const StartAt&) const = default;
};

// What is done with a last line without a newline, once the source has ended.
enum class LastLine : uint8_t {
  record,  // nothing more will come: it is one
  left,    // it is not read: somebody is still writing it
  broken,  // its writer may have broken off: lines of JSON say so themselves, others are bad records
};

struct OpenedSource {
  std::unique_ptr<Source> source;  // stands at start.offset already
  StartAt start = {};
  LastLine last_line = LastLine::record;
  uint32_t operand = 0;  // which input of the command line it belongs to: that says its format
  // Of a plain file: as the command line, or what a pattern matched, names it; a rotated one has the path of
  // the present one. Empty for anything else.
  std::string path = {};
  // One that stays in the middle of a record for so long is cut off (Source::cut_off()); 0: never.
  int64_t unfinished_ns = 0;
  // Of an input whose sources come and go for years: their numbers are used again, a long time after.
  bool is_passing = false;
};

class Inlet {
 public:
  virtual ~Inlet() = default;

  // The next source to be read, beside those that were given before and have not ended. None: not now. After
  // an error, whose message is `NAME: reason`, it may be asked again at once. `busy`: how many of the sources
  // that it gave have not ended.
  virtual Result<std::optional<OpenedSource>> next(size_t busy) = 0;

  // Whether next() will never give another one. The input has ended when its last source has.
  virtual bool is_done() const = 0;

  // A stop was requested. What has come to it before that is given by the calls of next() that follow; then
  // it is over. Called once.
  virtual void stopping() {}

  // Whether it may be waited for; known from the start.
  virtual bool is_live() const = 0;

  // What to poll while waiting, beside the descriptors of its sources; -1: nothing.
  virtual int wait_descriptor() const { return -1; }
  // Waiting is over: takes what made wait_descriptor() readable. Not called between two questions to its
  // sources, so that what comes meanwhile ends the next wait at once.
  virtual void woken() {}
  // How long may be waited at most before next() and the sources are asked again; -1: for ever.
  virtual int patience_ms() const { return -1; }

  // Bytes that will be read, as they lie on the disk, for progress. Nothing: not known.
  virtual std::optional<uint64_t> size() const { return std::nullopt; }
};

// Inputs that turn up while the reader runs: the files that match a pattern.
class InletFeed {
 public:
  virtual ~InletFeed() = default;
  // Those that are new since the last call.
  virtual std::vector<std::unique_ptr<Inlet>> take_new() = 0;
  // As of an inlet.
  virtual int wait_descriptor() const = 0;
  virtual void woken() = 0;
  virtual int patience_ms() const = 0;
};

}  // namespace runnel::io
