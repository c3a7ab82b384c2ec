#include "io/decompressed_source.h"

#include <algorithm>
#include <cstring>

namespace runnel::io {

DecompressedSource::DecompressedSource(std::unique_ptr<FileSource> file, std::unique_ptr<Decoder> decoder)
    : Source(file->name()), file_(std::move(file)), decoder_(std::move(decoder)) {
  input_.reserve(kInputSize, 0);
}

Result<size_t> DecompressedSource::read(char* buffer, size_t size) {
  while (!has_buffered()) {
    const size_t produced = decode(buffer, size);
    if (produced > 0) {
      look_ahead();
      return produced;
    }
    if (!finished_) refill();
  }
  const size_t early = std::min(size, ahead_last_ - ahead_first_);
  if (early == 0) {
    if (failure_.message.empty()) return size_t{0};
    return failure_;
  }
  std::memcpy(buffer, ahead_.data() + ahead_first_, early);
  ahead_first_ += early;
  const size_t produced = early + decode(buffer + early, size - early);
  look_ahead();
  return produced;
}

bool DecompressedSource::prepare() {
  if (!has_buffered()) refill();
  look_ahead();
  return has_buffered();
}

// Decodes what is in memory, until it is used up or the output is full.
size_t DecompressedSource::decode(char* output, size_t size) {
  size_t produced = 0;
  while (produced < size && !finished_) {
    const std::string_view input(input_.data() + input_first_, input_last_ - input_first_);
    Decoder::Step step = decoder_->decode(input, output + produced, size - produced);
    input_first_ += step.consumed;
    produced += step.produced;
    if (!step.failure.empty()) finish(std::move(step.failure));
    if (step.consumed == 0 && step.produced == 0) break;
  }
  return produced;
}

void DecompressedSource::look_ahead() {
  if (ahead_first_ < ahead_last_) return;
  ahead_first_ = 0;
  ahead_last_ = decode(ahead_.data(), ahead_.size());
}

// REQUIRES: decode() has used up the input.
void DecompressedSource::refill() {
  Result<size_t> got = file_->read(input_.data(), kInputSize);
  if (!got) {
    failure_ = got.error();
    finished_ = true;
    return;
  }
  input_first_ = 0;
  input_last_ = *got;
  if (*got == 0) finish(decoder_->at_boundary() ? std::string() : "unexpected end of compressed data");
}

void DecompressedSource::finish(std::string failure) {
  finished_ = true;
  if (!failure.empty()) failure_.message = name() + ": " + failure;
}

}  // namespace runnel::io
