// How far an input was read, as a state keeps it.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "io/file_mark.h"
#include "io/inlet.h"

namespace runnel::state {

// Of one file that was read, or is being read. In a state they stand in the order in which they were begun.
struct InputPosition {
  std::string path;    // as it was opened; a file that was rotated since is found beside it
  uint32_t input = 0;  // io::Batch::input
  // The number that the run which saved it read it by, if it did: what operators hold of it goes by that.
  uint32_t source = io::StartAt::kNone;
  io::FileMark mark;
  io::StartAt at;      // all before it is done with; `earlier` is not saved
  bool ended = false;  // it was read to its end, and had been rotated away

  bool operator==(const InputPosition&) const = default;

  void save(ByteWriter& out) const;
  static InputPosition load(ByteReader& in);
};

}  // namespace runnel::state
