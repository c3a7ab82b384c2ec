// gzip, by zlib. See io/codec.h.
#pragma once

#include <zlib.h>

#include "io/codec.h"

namespace runnel::io {

// Members may follow one another, and zero bytes may follow a member: tapes and block devices pad with them.
class GzipDecoder : public Decoder {
 public:
  GzipDecoder();
  ~GzipDecoder() override;
  GzipDecoder(const GzipDecoder&) = delete;
  GzipDecoder& operator=(const GzipDecoder&) = delete;

  Step decode(std::string_view input, char* output, size_t size) override;
  bool at_boundary() const override { return between_ && members_ > 0; }

 private:
  std::string failure(int status) const;

  z_stream stream_{};
  int start_;             // what inflateInit2 said
  bool between_ = true;   // members: before the first, or after the end of one
  uint64_t members_ = 0;  // finished
};

class GzipEncoder : public Encoder {
 public:
  GzipEncoder();
  ~GzipEncoder() override;
  GzipEncoder(const GzipEncoder&) = delete;
  GzipEncoder& operator=(const GzipEncoder&) = delete;

  Step encode(std::string_view input, char* output, size_t size, Until until) override;

 private:
  z_stream stream_{};
  int start_;  // what deflateInit2 said
};

}  // namespace runnel::io
