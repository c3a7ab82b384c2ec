// Compresses on the way to another sink. flush() makes all that was written so far readable for a
// decompressor, so a live pipeline loses compression rather than time.
#pragma once

#include <memory>
#include <vector>

#include "io/codec.h"
#include "io/sink.h"

namespace runnel::io {

class CompressedSink : public Sink {
 public:
  // REQUIRES: not Compression::none.
  CompressedSink(std::unique_ptr<Sink> target, Compression compression);
  // Finishes the stream, without a word about what fails: call close() for that.
  ~CompressedSink() override;

  bool write(std::string_view text) override;
  bool flush() override;
  bool close() override;
  int watch_descriptor() const override { return target_->watch_descriptor(); }
  std::optional<FileId> file_id() const override { return target_->file_id(); }
  int file_descriptor() const override { return target_->file_descriptor(); }
  bool has_moved() const override { return target_->has_moved(); }
  Outcome reopen() override;

 private:
  static constexpr size_t kOutputSize = 64 * 1024;

  bool encode(std::string_view text, Encoder::Until until);
  bool passed_on(bool succeeded);

  std::unique_ptr<Sink> target_;
  const Compression compression_;
  std::unique_ptr<Encoder> encoder_;
  std::vector<char> output_;
  bool dirty_ = false;  // written to since the last flush
  bool closed_ = false;
};

}  // namespace runnel::io
