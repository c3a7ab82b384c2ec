// Zstandard, by libzstd. See io/codec.h.
#pragma once

#include <zstd.h>

#include <memory>

#include "io/codec.h"

namespace runnel::io {

class ZstdDecoder : public Decoder {
 public:
  ZstdDecoder() : context_(ZSTD_createDCtx()) {}

  Step decode(std::string_view input, char* output, size_t size) override;
  bool at_boundary() const override { return between_ && seen_; }

 private:
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };
  std::unique_ptr<ZSTD_DCtx, Free> context_;
  bool between_ = true;  // frames: before the first, or after the end of one
  bool seen_ = false;    // a frame, finished
};

// The library's default level, with a checksum for each frame.
class ZstdEncoder : public Encoder {
 public:
  ZstdEncoder();

  Step encode(std::string_view input, char* output, size_t size, Until until) override;

 private:
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };
  std::unique_ptr<ZSTD_CCtx, Free> context_;
};

}  // namespace runnel::io
