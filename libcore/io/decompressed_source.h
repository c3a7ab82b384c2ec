// A compressed file, or FIFO, as the bytes that were compressed.
//
// Whatever can be decompressed is delivered before an error is: `NAME: unexpected end of compressed data` for
// a stream that was cut off, or what the decoder says.
#pragma once

#include <array>
#include <memory>
#include <string>

#include "io/batch.h"
#include "io/codec.h"
#include "io/file_source.h"

namespace runnel::io {

class DecompressedSource : public Source {
 public:
  DecompressedSource(std::unique_ptr<FileSource> file, std::unique_ptr<Decoder> decoder);

  // Where prepare() was not called first, waits for as much compressed data as makes one byte of output.
  Result<size_t> read(char* buffer, size_t size) override;
  bool prepare() override;
  int wait_descriptor() const override { return file_->wait_descriptor(); }
  bool has_buffered() const override { return ahead_first_ < ahead_last_ || finished_; }
  uint64_t size() const override { return file_->size(); }
  uint64_t consumed() const override { return file_->consumed(); }
  int file_descriptor() const override { return file_->file_descriptor(); }
  bool is_compressed() const override { return true; }

 private:
  static constexpr size_t kInputSize = 256 * 1024;

  size_t decode(char* output, size_t size);
  void look_ahead();
  void refill();
  void finish(std::string failure);

  std::unique_ptr<FileSource> file_;
  std::unique_ptr<Decoder> decoder_;

  AlignedBuffer input_;  // whole pages, for the reason given in io/batch.h
  size_t input_first_ = 0;
  size_t input_last_ = 0;

  // The next output bytes, decoded early: only so is it known whether read() could go on without the
  // descriptor.
  std::array<char, 512> ahead_;
  size_t ahead_first_ = 0;
  size_t ahead_last_ = 0;

  bool finished_ = false;                 // what comes after ahead_ is the end or failure_
  Error failure_{ErrorKind::source, {}};  // the message is empty if there is none
};

}  // namespace runnel::io
