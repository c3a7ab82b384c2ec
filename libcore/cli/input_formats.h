// The formats of a run's inputs: what the flags say of them, and what the inputs themselves do.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/input_options.h"
#include "cli/plain_files.h"
#include "format/detect.h"
#include "format/input_format.h"
#include "io/framing.h"

namespace runnel::cli {

// How the inputs of a run are read. Without -i it is by the name of a source or its first bytes, but lines of
// JSON on stdin.
class InputFormats {
 public:
  // REQUIRES: check_input_options() is content.
  InputFormats(const InputOptions& options, std::vector<std::string> inputs, const SideFormats& sides = {});

  // For io::ReaderOptions. `first`: which of the inputs is the reader's first.
  io::Framer framer(size_t first = 0) const;

  // How the records of an input say when they happened; nothing where its format does not tell. Without -i a
  // plain file is looked into.
  std::optional<format::FormatTime> time_of(size_t input) const;
  // Whether that may turn out to be known once it has bytes: nobody has named its format, and it is empty,
  // not there, or no plain file.
  bool is_unknown(size_t input) const;

  // A line an input, for --explain: `access.log: combined (by its first line)`.
  std::string explain() const;

  const std::vector<std::string>& inputs() const { return inputs_; }
  // The first records of a plain file, at most so many, as lines of JSON. `input`: which one it is.
  std::vector<std::string> first_records(const PlainFile& file, size_t input, size_t most) const;

 private:
  // Nothing where it is not known before the input is read.
  std::optional<format::Detected> look_at(size_t input) const;

  std::vector<std::string> inputs_;
  std::vector<format::InputFormat> formats_;  // as asked for, by input
};

}  // namespace runnel::cli
