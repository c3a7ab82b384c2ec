// The files of outputs in a run with a state: opened so that what the state does not know is never lost.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "io/descriptors.h"
#include "io/sink.h"

namespace runnel::io {

struct FileToWrite {
  Descriptor descriptor;
  FilePart part = FilePart::same;
  std::string note = {};
};

// Whether the file may be written to, before anything is done to it.
using CheckFile = std::function<Outcome(int descriptor)>;

// As open_sink_with_state(). `name`: for messages. What is no plain file is opened as it is.
Result<FileToWrite> open_fresh(const std::string& path, const std::string& name, const CheckFile& check);
Result<FileToWrite> open_resumed(const std::string& path, const std::string& name, const OpenOutput& how,
                                 const CheckFile& check);

// For a file that goes on at its path: made if there is none, appended to, and read for its mark.
Descriptor open_to_append(const std::string& path);

}  // namespace runnel::io
