#include "io/zstd_codec.h"

#include <zstd_errors.h>

namespace runnel::io {
namespace {

std::string failure_of(size_t status, bool first_frame) {
  if (ZSTD_getErrorCode(status) == ZSTD_error_prefix_unknown) {
    return first_frame ? "not in zstd format" : "trailing data that is not in zstd format";
  }
  return std::string("corrupt zstd data: ") + ZSTD_getErrorName(status);
}

}  // namespace

Decoder::Step ZstdDecoder::decode(std::string_view input, char* output, size_t size) {
  Step step;
  if (!context_) {
    step.failure = "out of memory for decompression";
    return step;
  }
  // Between frames the library would take an empty call for the start of a frame.
  if (between_ && input.empty()) return step;
  ZSTD_inBuffer in{input.data(), input.size(), 0};
  ZSTD_outBuffer out{output, size, 0};
  const size_t status = ZSTD_decompressStream(context_.get(), &out, &in);
  step.consumed = in.pos;
  step.produced = out.pos;
  if (ZSTD_isError(status)) {
    step.failure = failure_of(status, !seen_);
    return step;
  }
  between_ = status == 0;
  seen_ = seen_ || between_;
  return step;
}

ZstdEncoder::ZstdEncoder() : context_(ZSTD_createCCtx()) {
  if (context_) ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
}

Encoder::Step ZstdEncoder::encode(std::string_view input, char* output, size_t size, Until until) {
  Step step;
  if (!context_) {
    step.failure = "out of memory for compression";
    return step;
  }
  ZSTD_EndDirective directive = ZSTD_e_continue;
  if (until == Until::flushed) directive = ZSTD_e_flush;
  if (until == Until::finished) directive = ZSTD_e_end;
  ZSTD_inBuffer in{input.data(), input.size(), 0};
  ZSTD_outBuffer out{output, size, 0};
  const size_t left = ZSTD_compressStream2(context_.get(), &out, &in, directive);
  if (ZSTD_isError(left)) {
    step.failure = std::string("cannot compress: ") + ZSTD_getErrorName(left);
    return step;
  }
  step.consumed = in.pos;
  step.produced = out.pos;
  step.done = in.pos == in.size && (until == Until::taken || left == 0);
  return step;
}

}  // namespace runnel::io
