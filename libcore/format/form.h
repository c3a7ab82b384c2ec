// What the records of a source look like, and who reads them. A form is made for a source, by what stands at
// its beginning (the header of CSV) and by what the user said; all batches of the source point to it, until
// it changes.
//
// Immutable, for all workers at once.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "format/record_reader.h"
#include "io/batch.h"
#include "json/path.h"

namespace runnel::format {

// The paths that each program of a worker reads.
using ProgramPaths = std::span<const std::vector<json::Path>* const>;

class Form : public io::RecordForm {
 public:
  // One a worker. The form must outlive it, and so must the paths.
  virtual std::unique_ptr<RecordReader> make_reader(ProgramPaths programs) const = 0;
};

}  // namespace runnel::format
