#include "io/decompressed_source.h"

#include <poll.h>
#include <rapidcheck.h>
#include <zlib.h>
#include <zstd.h>

#include <vector>

#include "../catch.h"
#include "io_fixture.h"

namespace runnel::io {
namespace {

const std::string kSkippable(
    "\x53\x2a\x4d\x18\x03\x00\x00\x00"
    "abc",
    11);

struct Format {
  Compression compression;
  const char* suffix;
};
const Format kFormats[] = {{Compression::gzip, ".gz"}, {Compression::zstd, ".zst"}};

// By the libraries themselves, so that our encoders are not tested against our decoders alone.
std::string by_library(Compression compression, const std::string& text) {
  std::string out(text.size() + text.size() / 8 + 1024, '\0');
  if (compression == Compression::zstd) {
    out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 1));
    return out;
  }
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST_CASE("members and frames one after another are one stream", "[decompress]") {
  const TempDir dir;
  const std::string text = sample_lines(20000);
  for (const Format& format : kFormats) {
    const std::string data = by_library(format.compression, text) + by_library(format.compression, "") +
                             by_library(format.compression, "x\n") + compressed(format.compression, text);
    const std::string path = dir.file(std::string("x") + format.suffix, data);
    for (size_t read_size : {size_t{100}, size_t{511}, size_t{4096}, size_t{1} << 22}) {
      Result<std::unique_ptr<Source>> source = open_source(path);
      REQUIRE(source.ok());
      CHECK((*source)->size() == data.size());
      CHECK((*source)->wait_descriptor() == -1);
      const Drained drained = drain(**source, read_size);
      CHECK(drained.text == text + "x\n" + text);
      CHECK(drained.error.empty());
      CHECK((*source)->consumed() == data.size());
      CHECK((*source)->has_buffered());
    }
  }
}

TEST_CASE("a plain file is recognised by its first bytes, anything else by its name", "[decompress]") {
  const TempDir dir;
  const std::string gzip = compressed(Compression::gzip, "text\n");
  const std::string zstd = compressed(Compression::zstd, "text\n");
  struct Case {
    const char* name;
    std::string content;
    std::string text;
    std::string error;
  };
  const Case cases[] = {
      {"a", gzip, "text\n", ""},
      {"b.log", zstd, "text\n", ""},
      {"c.gz", zstd, "text\n", ""},
      {"d.zst", gzip, "text\n", ""},
      {"e", kSkippable + zstd + kSkippable, "text\n", ""},
      {"f.zst", kSkippable, "", ""},
      {"g.gz", "{\"a\":1}\n", "", "not in gzip format"},
      {"h.zst", "{\"a\":1}\n", "", "not in zstd format"},
      {"i.gz", "", "", "unexpected end of compressed data"},
      {"j.zst", "", "", "unexpected end of compressed data"},
      {"k", "\x1f", "\x1f", ""},
      {"l", "P*M", "P*M", ""},
      {"m.gz.txt", "plain\n", "plain\n", ""},
  };
  for (const Case& c : cases) {
    INFO(c.name);
    const std::string path = dir.file(c.name, c.content);
    const Drained drained = drain(path);
    CHECK(drained.text == c.text);
    CHECK(drained.error == (c.error.empty() ? "" : path + ": " + c.error));
  }
}

TEST_CASE("a stream cut off anywhere gives what there was, then an error", "[decompress]") {
  const TempDir dir;
  const std::string text = sample_lines(15);
  for (const Format& format : kFormats) {
    const std::string first = by_library(format.compression, text);
    const std::string data = first + by_library(format.compression, "tail\n");
    for (size_t cut = 0; cut < data.size(); ++cut) {
      INFO(format.suffix << " cut at " << cut << " of " << data.size());
      const std::string path = dir.file(std::string("x") + format.suffix, data.substr(0, cut));
      const Drained drained = drain(path, 1000);
      CHECK((text + "tail\n").starts_with(drained.text));
      if (cut >= first.size()) CHECK(drained.text.starts_with(text));
      if (cut == first.size()) {
        CHECK(drained.error.empty());
      } else {
        CHECK(drained.error == path + ": unexpected end of compressed data");
      }
    }
  }
}

TEST_CASE("what was flushed before a stream broke off is delivered", "[decompress]") {
  const TempDir dir;
  const std::string text = sample_lines(500);
  for (const Format& format : kFormats) {
    const std::string path = dir.file(std::string("x") + format.suffix,
                                      compressed(format.compression, text, Encoder::Until::flushed));
    const Drained drained = drain(path);
    CHECK(drained.text == text);
    CHECK(drained.error == path + ": unexpected end of compressed data");
  }
}

TEST_CASE("broken data gives what was good, then the reason", "[decompress]") {
  const TempDir dir;
  const std::string gzip = compressed(Compression::gzip, "text\n");
  const std::string zstd = compressed(Compression::zstd, "text\n");
  std::string bad_sum = gzip;
  bad_sum[gzip.size() - 8] = static_cast<char>(bad_sum[gzip.size() - 8] ^ 1);
  std::string bad_zstd_sum = zstd;
  bad_zstd_sum.back() = static_cast<char>(bad_zstd_sum.back() ^ 1);
  struct Case {
    const char* name;
    std::string content;
    std::string error;
  };
  const Case cases[] = {
      {"padded.gz", gzip + std::string(600000, '\0'), ""},
      {"padding within.gz", gzip + std::string(1000, '\0') + compressed(Compression::gzip, ""), ""},
      {"trailing.gz", gzip + "garbage", "trailing data that is not in gzip format"},
      {"padded, trailing.gz", gzip + std::string(10, '\0') + "{}\n",
       "trailing data that is not in gzip format"},
      {"sum.gz", bad_sum, "corrupt gzip data: incorrect data check"},
      {"trailing.zst", zstd + "garbage", "trailing data that is not in zstd format"},
      {"sum.zst", bad_zstd_sum, "corrupt zstd data: Restored data doesn't match checksum"},
  };
  for (const Case& c : cases) {
    INFO(c.name);
    const std::string path = dir.file(c.name, c.content);
    const Drained drained = drain(path, 3);
    CHECK(drained.error == (c.error.empty() ? "" : path + ": " + c.error));
    // libzstd keeps the last block of a frame to itself until it has seen the checksum.
    if (std::string_view(c.name) != "sum.zst") CHECK(drained.text == "text\n");
  }
}

TEST_CASE("an error is given again and again", "[decompress]") {
  const TempDir dir;
  Result<std::unique_ptr<Source>> source = open_source(dir.file("x.gz", "no"));
  REQUIRE(source.ok());
  CHECK(!drain(**source).error.empty());
  CHECK((*source)->has_buffered());
  CHECK(drain(**source).error == dir.path("x.gz") + ": not in gzip format");
}

// Takes all that can be had without waiting, in small reads.
std::string take_ready(Source& source) {
  std::string text;
  char byte;
  for (;;) {
    pollfd entry{source.wait_descriptor(), POLLIN, 0};
    if (!source.has_buffered() && !(::poll(&entry, 1, 0) > 0 && source.prepare())) return text;
    Result<size_t> got = source.read(&byte, 1);
    REQUIRE(got.ok());
    if (*got == 0) return text + "(end)";
    text.append(&byte, 1);
  }
}

TEST_CASE("a compressed FIFO gives each flushed line at once and never waits for the next", "[decompress]") {
  const TempDir dir;
  for (const Format& format : kFormats) {
    const std::string path = dir.fifo(std::string("f") + format.suffix);
    Result<std::unique_ptr<Source>> source = open_source(path);
    REQUIRE(source.ok());
    Descriptor writer = open_descriptor(path.c_str(), O_WRONLY);
    const auto put = [&](std::string_view data) {
      REQUIRE(::write(writer.get(), data.data(), data.size()) == static_cast<ssize_t>(data.size()));
    };
    const std::string text = sample_lines(300);
    const std::string data = compressed(format.compression, text);
    const std::string open_ended = compressed(format.compression, "live\n", Encoder::Until::flushed);

    CHECK(take_ready(**source).empty());
    put(data.substr(0, 4));  // within the header
    CHECK(take_ready(**source).empty());
    put(data.substr(4));
    CHECK(take_ready(**source) == text);
    put(open_ended);
    CHECK(take_ready(**source) == "live\n");
    writer = Descriptor();
    CHECK((*source)->prepare());
    CHECK(drain(**source).error == path + ": unexpected end of compressed data");
  }
}

TEST_CASE("a reader that does not prepare also learns what can be had without waiting", "[decompress]") {
  const TempDir dir;
  const std::string path = dir.fifo("f.gz");
  Result<std::unique_ptr<Source>> source = open_source(path);
  REQUIRE(source.ok());
  const Descriptor writer = open_descriptor(path.c_str(), O_WRONLY);
  const std::string text = sample_lines(300);
  const std::string data = compressed(Compression::gzip, text, Encoder::Until::flushed);
  REQUIRE(::write(writer.get(), data.data(), data.size()) == static_cast<ssize_t>(data.size()));
  std::string received(text.size(), '\0');
  for (size_t i = 0; i < text.size(); ++i) {
    REQUIRE((i == 0 || (*source)->has_buffered()));
    Result<size_t> got = (*source)->read(received.data() + i, 1);
    REQUIRE(got.ok());
    REQUIRE(*got == 1);
  }
  CHECK(received == text);
  CHECK(!(*source)->has_buffered());
}

TEST_CASE("any cut into members, pieces and reads gives the same bytes", "[decompress]") {
  const TempDir dir;
  const bool same = rc::check("members, reads, prepare", [&] {
    const Format format = kFormats[*rc::gen::inRange(0, 2)];
    const auto members = *rc::gen::container<std::vector<std::string>>(rc::gen::string<std::string>());
    const size_t read_size = *rc::gen::inRange<size_t>(1, 2000);
    std::string text;
    std::string data = by_library(format.compression, "");
    for (const std::string& member : members) {
      const int repeat = *rc::gen::inRange(1, 200);
      std::string content;
      for (int i = 0; i < repeat; ++i) content += member;
      text += content;
      data += by_library(format.compression, content);
    }
    const Drained drained = drain(dir.file(std::string("x") + format.suffix, data), read_size);
    RC_ASSERT(drained.error.empty());
    RC_ASSERT(drained.text == text);
  });
  REQUIRE(same);
}

}  // namespace
}  // namespace runnel::io
