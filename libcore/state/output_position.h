// How much was written to an output, as a state keeps it.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "io/file_mark.h"

namespace runnel::state {

struct OutputPosition {
  std::string path;  // as the command line names it
  io::FileMark mark;
  uint64_t length = 0;  // what lies behind it was written after the checkpoint
  std::string form;     // io::Sink::form_state(): what a format must know to go on, such as CSV's columns

  bool operator==(const OutputPosition&) const = default;

  void save(ByteWriter& out) const;
  static OutputPosition load(ByteReader& in);
};

}  // namespace runnel::state
