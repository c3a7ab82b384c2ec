#include "io/compressed_sink.h"

#include <rapidcheck.h>

#include "../catch.h"
#include "io/file_sink.h"
#include "io_fixture.h"

namespace runnel::io {
namespace {

const char* const kNames[] = {"x.gz", "x.zst"};

std::unique_ptr<Sink> opened(const std::string& path) {
  Result<std::unique_ptr<Sink>> sink = open_sink(path);
  REQUIRE(sink.ok());
  return std::move(*sink);
}

TEST_CASE("a name that ends in .gz or .zst is compressed", "[compress]") {
  const TempDir dir;
  const std::string text = sample_lines(5000);
  for (const char* name : kNames) {
    const std::string path = dir.path(name);
    auto sink = opened(path);
    CHECK(sink->name() == path);
    CHECK(sink->watch_descriptor() == -1);
    CHECK(sink->file_id().has_value());
    CHECK(sink->write(text));
    CHECK(sink->write("last\n"));
    CHECK(sink->bytes_written() == text.size() + 5);
    CHECK(sink->close());
    CHECK(sink->close());
    CHECK(std::filesystem::file_size(path) < text.size() / 2);
    const Drained drained = drain(path);
    CHECK(drained.text == text + "last\n");
    CHECK(drained.error.empty());
  }
}

TEST_CASE("an output without records is a valid empty stream", "[compress]") {
  const TempDir dir;
  for (const char* name : kNames) {
    CHECK(opened(dir.path(name))->close());
    CHECK(std::filesystem::file_size(dir.path(name)) > 0);
    const Drained drained = drain(dir.path(name));
    CHECK(drained.text.empty());
    CHECK(drained.error.empty());
  }
}

TEST_CASE("what was flushed can be decompressed while the sink is open", "[compress]") {
  const TempDir dir;
  for (const char* name : kNames) {
    const std::string path = dir.path(name);
    auto sink = opened(path);
    std::string text;
    for (int i = 0; i < 5; ++i) {
      const std::string line = "{\"i\":" + std::to_string(i) + "}\n";
      text += line;
      REQUIRE(sink->write(line));
      REQUIRE(sink->flush());
      const Drained drained = drain(path);
      CHECK(drained.text == text);
      CHECK(drained.error == path + ": unexpected end of compressed data");
    }
    const auto size = std::filesystem::file_size(path);
    CHECK(sink->flush());
    CHECK(std::filesystem::file_size(path) == size);
    CHECK(sink->close());
    CHECK(drain(path).text == text);
    CHECK(drain(path).error.empty());
  }
}

TEST_CASE("a full disk under a compressed output is said", "[compress]") {
  const TempDir dir;
  for (const char* name : kNames) {
    std::filesystem::create_symlink("/dev/full", dir.path(name));
    auto sink = opened(dir.path(name));
    CHECK(sink->write("a\n"));
    CHECK(!sink->close());
    CHECK(sink->state() == SinkState::failed);
    CHECK(sink->error().message == dir.path(name) + ": No space left on device");
    CHECK(!sink->write("b\n"));
    CHECK(!sink->close());
  }
}

TEST_CASE("a reader that leaves a compressed output ends it without a failure", "[compress]") {
  ignore_sigpipe();
  for (Compression compression : {Compression::gzip, Compression::zstd}) {
    Pipe pipe;
    CompressedSink sink(std::make_unique<FileSink>("p", std::move(pipe.in)), compression);
    CHECK(!reader_gone(sink.watch_descriptor()));
    pipe.out = Descriptor();
    CHECK(reader_gone(sink.watch_descriptor()));
    CHECK(sink.write("a\n"));
    CHECK(!sink.flush());
    CHECK(sink.state() == SinkState::reader_gone);
    CHECK(!sink.close());
    CHECK(sink.state() == SinkState::reader_gone);
  }
}

TEST_CASE("any sequence of writes and flushes comes back", "[compress]") {
  const TempDir dir;
  const bool same = rc::check("write, flush, read back", [&] {
    const std::string path = dir.path(kNames[*rc::gen::inRange(0, 2)]);
    const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::string<std::string>());
    auto sink = opened(path);
    std::string text;
    for (const std::string& piece : pieces) {
      std::string content;
      const int repeat = *rc::gen::inRange(1, 3000);
      for (int i = 0; i < repeat; ++i) content += piece;
      text += content;
      RC_ASSERT(sink->write(content));
      if (*rc::gen::inRange(0, 3) == 0) RC_ASSERT(sink->flush());
    }
    RC_ASSERT(sink->close());
    const Drained drained = drain(path);
    RC_ASSERT(drained.error.empty());
    RC_ASSERT(drained.text == text);
  });
  REQUIRE(same);
}

}  // namespace
}  // namespace runnel::io
