#include "io/codec.h"

#include "io/gzip_codec.h"
#include "io/zstd_codec.h"

namespace runnel::io {

Compression compression_by_name(std::string_view path) {
  if (path.ends_with(".gz")) return Compression::gzip;
  if (path.ends_with(".zst")) return Compression::zstd;
  return Compression::none;
}

Compression compression_by_content(std::string_view head) {
  if (head.starts_with("\x1f\x8b")) return Compression::gzip;
  if (head.starts_with("\x28\xb5\x2f\xfd")) return Compression::zstd;
  // The sixteen kinds of skippable frame differ in the low half of the first byte.
  const bool skippable = head.size() >= 4 && (head[0] & 0xf0) == 0x50 && head.substr(1, 3) == "\x2a\x4d\x18";
  return skippable ? Compression::zstd : Compression::none;
}

std::unique_ptr<Decoder> make_decoder(Compression compression) {
  if (compression == Compression::gzip) return std::make_unique<GzipDecoder>();
  return std::make_unique<ZstdDecoder>();
}

std::unique_ptr<Encoder> make_encoder(Compression compression) {
  if (compression == Compression::gzip) return std::make_unique<GzipEncoder>();
  return std::make_unique<ZstdEncoder>();
}

}  // namespace runnel::io
