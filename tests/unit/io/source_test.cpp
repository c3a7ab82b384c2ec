#include "io/source.h"

#include <poll.h>

#include <chrono>
#include <thread>

#include "../catch.h"
#include "io_fixture.h"

namespace runnel::io {
namespace {

using namespace std::chrono_literals;

bool readable(int descriptor) {
  pollfd entry{descriptor, POLLIN, 0};
  return ::poll(&entry, 1, 0) > 0;
}

void put(const Descriptor& descriptor, std::string_view text) {
  REQUIRE(::write(descriptor.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
}

TEST_CASE("a plain file is read to its end, without waiting", "[source]") {
  const TempDir dir;
  const std::string text = sample_lines(1000);
  const std::string path = dir.file("x", text);
  Result<std::unique_ptr<Source>> opened = open_source(path);
  REQUIRE(opened.ok());
  Source& source = **opened;
  CHECK(source.name() == path);
  CHECK(source.wait_descriptor() == -1);
  CHECK(!source.has_buffered());
  CHECK(source.size() == text.size());
  CHECK(source.consumed() == 0);
  CHECK(source.file_id().has_value());
  const Drained drained = drain(source, 777);
  CHECK(drained.text == text);
  CHECK(drained.error.empty());
  CHECK(source.consumed() == text.size());
  CHECK(drain("file:" + path).text == text);
  CHECK(drain(dir.file("empty", "")).error.empty());
}

TEST_CASE("an input that cannot be opened says why", "[source]") {
  const TempDir dir;
  struct Case {
    std::string uri;
    std::string message;
    ErrorKind kind;
  };
  const Case cases[] = {
      {dir.path("none"), dir.path("none") + ": No such file or directory", ErrorKind::source},
      {dir.file("f", "") + "/x", dir.path("f") + "/x: Not a directory", ErrorKind::source},
      {dir.path(""), dir.path("") + ": is a directory", ErrorKind::source},
      {"tcp://h:1", "tcp://h:1: is a socket, and a file is wanted here", ErrorKind::usage},
  };
  for (const Case& c : cases) {
    Result<std::unique_ptr<Source>> source = open_source(c.uri);
    REQUIRE(!source.ok());
    CHECK(source.error().message == c.message);
    CHECK(source.error().kind == c.kind);
  }
}

TEST_CASE("stdin is read from where it stands, and stays open", "[source]") {
  const TempDir dir;
  const Descriptor file = open_descriptor(dir.file("x", "first\nsecond\n").c_str(), O_RDONLY);
  REQUIRE(::lseek(file.get(), 6, SEEK_SET) == 6);
  const Redirected redirected(0, file.get());
  {
    Result<std::unique_ptr<Source>> source = open_source("-");
    REQUIRE(source.ok());
    CHECK((*source)->name() == "stdin");
    CHECK((*source)->size() == 7);
    CHECK((*source)->wait_descriptor() == -1);
    CHECK((*source)->file_id() == file_id(file.get()));
    CHECK(drain(**source).text == "second\n");
  }
  CHECK(::fcntl(0, F_GETFD) != -1);
}

TEST_CASE("compressed stdin is taken as it is", "[source]") {
  const TempDir dir;
  const std::string data = compressed(Compression::gzip, "text\n");
  const Descriptor file = open_descriptor(dir.file("x.gz", data).c_str(), O_RDONLY);
  const Redirected redirected(0, file.get());
  CHECK(drain("-").text == data);
}

TEST_CASE("a stdin that cannot be read is an error", "[source]") {
  const TempDir dir;
  SECTION("closed") {
    const Redirected redirected(0, -1);
    CHECK(drain("-").error == "stdin: Bad file descriptor");
  }
  SECTION("for writing only") {
    const Descriptor file = open_descriptor(dir.path("x").c_str(), O_WRONLY | O_CREAT);
    const Redirected redirected(0, file.get());
    CHECK(drain("-").error == "stdin: Bad file descriptor");
  }
  SECTION("a directory") {
    const Descriptor directory = open_descriptor(dir.path("").c_str(), O_RDONLY);
    const Redirected redirected(0, directory.get());
    CHECK(drain("-").error == "stdin: is a directory");
  }
}

TEST_CASE("an inherited pipe keeps its flags, and is waited for where it is non-blocking", "[source]") {
  Pipe pipe;
  REQUIRE(::fcntl(pipe.out.get(), F_SETFL, O_NONBLOCK) == 0);
  const Redirected redirected(0, pipe.out.get());
  Result<std::unique_ptr<Source>> source = open_source("-");
  REQUIRE(source.ok());
  CHECK((*source)->wait_descriptor() == 0);
  CHECK((*source)->size() == 0);
  CHECK(!(*source)->file_id().has_value());
  std::thread writer([&] {
    std::this_thread::sleep_for(20ms);
    put(pipe.in, "late\n");
    pipe.in = Descriptor();
  });
  const Drained drained = drain(**source);
  writer.join();
  CHECK(drained.text == "late\n");
  CHECK(drained.error.empty());
  CHECK((::fcntl(0, F_GETFL) & O_NONBLOCK) != 0);
}

TEST_CASE("a pipe is enlarged, never made smaller", "[source]") {
  constexpr int kWanted = 1 << 20;
  const Pipe probe;
  if (::fcntl(probe.in.get(), F_SETPIPE_SZ, kWanted) < 0) {
    WARN("skipped: the system does not allow pipes of 1 MiB here");
    return;
  }
  const Pipe pipe;
  REQUIRE(::fcntl(pipe.in.get(), F_GETPIPE_SZ) < kWanted);
  {
    const Redirected redirected(0, pipe.out.get());
    REQUIRE(open_source("-").ok());
  }
  CHECK(::fcntl(pipe.in.get(), F_GETPIPE_SZ) == kWanted);

  if (::fcntl(pipe.in.get(), F_SETPIPE_SZ, 2 * kWanted) < 0) return;  // more than that is for the superuser
  {
    const Redirected redirected(0, pipe.out.get());
    REQUIRE(open_source("-").ok());
  }
  CHECK(::fcntl(pipe.in.get(), F_GETPIPE_SZ) == 2 * kWanted);
}

TEST_CASE("a FIFO opens before its writer, is not readable until then, and ends with its last writer",
          "[source]") {
  const TempDir dir;
  const std::string path = dir.fifo("f");
  Result<std::unique_ptr<Source>> opened = open_source(path);
  REQUIRE(opened.ok());
  Source& source = **opened;
  const int descriptor = source.wait_descriptor();
  REQUIRE(descriptor >= 0);
  CHECK((::fcntl(descriptor, F_GETFL) & O_NONBLOCK) == 0);
  CHECK(!readable(descriptor));

  Descriptor writer = open_descriptor(path.c_str(), O_WRONLY);
  CHECK(!readable(descriptor));
  put(writer, "a\n");
  CHECK(readable(descriptor));
  CHECK(source.prepare());
  std::string buffer(100, '\0');
  Result<size_t> got = source.read(buffer.data(), buffer.size());
  REQUIRE(got.ok());
  CHECK(buffer.substr(0, *got) == "a\n");
  CHECK(!readable(descriptor));
  writer = Descriptor();
  CHECK(readable(descriptor));
  got = source.read(buffer.data(), buffer.size());
  REQUIRE(got.ok());
  CHECK(*got == 0);
}

TEST_CASE("a device is an input like another", "[source]") {
  Result<std::unique_ptr<Source>> source = open_source("/dev/null");
  REQUIRE(source.ok());
  CHECK((*source)->wait_descriptor() >= 0);
  CHECK(drain(**source).text.empty());
}

TEST_CASE("a read that fails says why", "[source]") {
  // The start of this file is the page at address 0, which is never there.
  const Drained drained = drain("/proc/self/mem");
  CHECK(drained.error == "/proc/self/mem: Input/output error");
}

}  // namespace
}  // namespace runnel::io
