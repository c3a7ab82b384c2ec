// A file that always holds one whole text: each write() puts a new file in the place of the last, by
// renaming, so that whoever reads it sees the one or the other, never a part. For metrics, which are read at
// any time.
//
// The text is written beside the file, as NAME.new, which is taken away if it cannot be finished. Until the
// first write() the file stays as it was. A file keeps its permissions.
#pragma once

#include <memory>
#include <string>

#include "cli/outputs.h"
#include "io/descriptors.h"
#include "io/sink.h"

namespace runnel::cli {

// Opens `place` for metrics: replaced where it names a plain file, or none yet, as any other output where it
// is something else: stdout, a pipe, a compressed file.
Result<io::Sink*> open_metrics(const std::string& place, Outputs& outputs);

class ReplacedFile final : public io::Sink {
 public:
  // Kind sink where no file can be made beside it. `path` is of a plain file, or of none.
  static Result<std::unique_ptr<ReplacedFile>> open(const std::string& path);
  ~ReplacedFile() override;

  // All that the file is to hold.
  bool write(std::string_view text) override;
  bool flush() override { return state_ == io::SinkState::open; }
  bool close() override { return state_ == io::SinkState::open; }
  int watch_descriptor() const override { return -1; }
  std::optional<io::FileId> file_id() const override { return std::nullopt; }

 private:
  ReplacedFile(std::string path, io::Descriptor descriptor);

  bool write_out(std::string_view text);
  bool fail_with(int code);

  const std::string path_;
  const std::string new_path_;
  io::Descriptor descriptor_;  // of the file beside it, while there is one
};

}  // namespace runnel::cli
