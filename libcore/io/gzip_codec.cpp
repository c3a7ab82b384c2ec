#include "io/gzip_codec.h"

#include <algorithm>

namespace runnel::io {
namespace {

constexpr int kGzipOnly = 15 + 16;  // zlib: a window of 32 KiB, and the gzip wrapper around it
constexpr int kMemoryLevel = 8;     // zlib's default

// zlib counts in unsigned int.
uInt bounded(size_t size) {
  return static_cast<uInt>(std::min<size_t>(size, 1u << 30));
}

// zlib never writes to its input, but not every version of its interface says so.
Bytef* bytes(const char* data) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(data));
}

}  // namespace

GzipDecoder::GzipDecoder() : start_(inflateInit2(&stream_, kGzipOnly)) {}

GzipDecoder::~GzipDecoder() {
  if (start_ == Z_OK) inflateEnd(&stream_);
}

Decoder::Step GzipDecoder::decode(std::string_view input, char* output, size_t size) {
  Step step;
  if (start_ != Z_OK) {
    step.failure = failure(start_);
    return step;
  }
  if (between_) {
    if (members_ > 0) step.consumed = std::min(input.find_first_not_of('\0'), input.size());
    if (step.consumed == input.size()) return step;
    inflateReset(&stream_);
    between_ = false;
  }
  input.remove_prefix(step.consumed);
  stream_.next_in = bytes(input.data());
  stream_.avail_in = bounded(input.size());
  stream_.next_out = bytes(output);
  stream_.avail_out = bounded(size);
  const int status = inflate(&stream_, Z_NO_FLUSH);
  step.consumed += static_cast<size_t>(reinterpret_cast<const char*>(stream_.next_in) - input.data());
  step.produced = static_cast<size_t>(reinterpret_cast<char*>(stream_.next_out) - output);
  if (status == Z_STREAM_END) {
    between_ = true;
    ++members_;
  } else if (status != Z_OK && status != Z_BUF_ERROR) {
    step.failure = failure(status);
  }
  return step;
}

std::string GzipDecoder::failure(int status) const {
  if (status == Z_MEM_ERROR) return "out of memory for decompression";
  const std::string_view reason = stream_.msg != nullptr ? stream_.msg : "unknown error";
  if (reason == "incorrect header check") {
    return members_ == 0 ? "not in gzip format" : "trailing data that is not in gzip format";
  }
  return "corrupt gzip data: " + std::string(reason);
}

GzipEncoder::GzipEncoder()
    : start_(deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipOnly, kMemoryLevel,
                          Z_DEFAULT_STRATEGY)) {}

GzipEncoder::~GzipEncoder() {
  if (start_ == Z_OK) deflateEnd(&stream_);
}

Encoder::Step GzipEncoder::encode(std::string_view input, char* output, size_t size, Until until) {
  Step step;
  const bool all = input.size() == bounded(input.size());
  int flush = Z_NO_FLUSH;
  if (all && until == Until::flushed) flush = Z_SYNC_FLUSH;
  if (all && until == Until::finished) flush = Z_FINISH;
  stream_.next_in = bytes(input.data());
  stream_.avail_in = bounded(input.size());
  stream_.next_out = bytes(output);
  stream_.avail_out = bounded(size);
  const int status = start_ == Z_OK ? deflate(&stream_, flush) : start_;
  if (status != Z_OK && status != Z_BUF_ERROR && status != Z_STREAM_END) {
    step.failure = "cannot compress (zlib error " + std::to_string(status) + ")";
    return step;
  }
  step.consumed = static_cast<size_t>(reinterpret_cast<const char*>(stream_.next_in) - input.data());
  step.produced = static_cast<size_t>(reinterpret_cast<char*>(stream_.next_out) - output);
  const bool taken = all && stream_.avail_in == 0;
  switch (until) {
    case Until::taken:
      step.done = taken;
      break;
    case Until::flushed:
      step.done = taken && stream_.avail_out > 0;
      break;
    case Until::finished:
      step.done = status == Z_STREAM_END;
      break;
  }
  return step;
}

}  // namespace runnel::io
