// Compressed streams, one step at a time: gzip (RFC 1952) and Zstandard (RFC 8878).
//
// Decoders and encoders know neither files nor names. They own the state of one stream, and see input and
// output only during a call. Not thread-safe; made and used on one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace runnel::io {

enum class Compression : uint8_t { none, gzip, zstd };

// By the end of the name: .gz, .zst.
Compression compression_by_name(std::string_view path);
// By the first bytes of a file: a gzip member, a zstd frame or skippable frame.
Compression compression_by_content(std::string_view head);
constexpr size_t kCompressionHead = 4;  // bytes that compression_by_content() looks at

class Decoder {
 public:
  struct Step {
    size_t consumed = 0;
    size_t produced = 0;
    std::string failure;  // empty, or why the data is broken; what was produced before it is good
  };

  virtual ~Decoder() = default;

  // One step. Where neither anything is consumed nor produced, it needs more input (or more room). Several
  // members or frames one after another are one stream. May be called with empty input, to fetch output that
  // had found no room.
  virtual Step decode(std::string_view input, char* output, size_t size) = 0;

  // True where the input may end: at least one member or frame has been seen, and none is unfinished.
  virtual bool at_boundary() const = 0;
};

class Encoder {
 public:
  enum class Until : uint8_t {
    taken,     // the input has been taken, and may still be inside
    flushed,   // a reader of the output can decode all of it
    finished,  // the stream is ended; no further call
  };
  struct Step {
    size_t consumed = 0;
    size_t produced = 0;
    bool done = false;  // `until` has been reached; else call again with the rest of the input and fresh room
    std::string failure;  // empty, or why it cannot go on
  };

  virtual ~Encoder() = default;

  // REQUIRES: size >= 64 (zlib repeats the marker of a flush where it had no room for it).
  virtual Step encode(std::string_view input, char* output, size_t size, Until until) = 0;
};

// REQUIRES: not none.
std::unique_ptr<Decoder> make_decoder(Compression compression);
std::unique_ptr<Encoder> make_encoder(Compression compression);

}  // namespace runnel::io
