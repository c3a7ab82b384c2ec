// JSON values one after another, with or without white space between them, or as the items of arrays: of any
// size, since no more is held than the value that is being read.
//
// The text is made one of lines where it lies: what stands between two values becomes a newline, and a
// newline within a value becomes a blank. So the workers see lines of JSON like any others, and an array is
// read as fast as lines. Where two values touch there is no room for a newline: it is put in when the batch
// leaves.
//
// An array at the top is never a record itself: its items are. What is no JSON ends with its line, and is a
// record for the validator to refuse.
#pragma once

#include <memory>

#include "io/framing.h"

namespace runnel::format {

std::unique_ptr<io::Framing> make_json_framing();

}  // namespace runnel::format
