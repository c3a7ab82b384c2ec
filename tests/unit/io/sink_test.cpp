#include "io/sink.h"

#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "../catch.h"
#include "io/file_sink.h"
#include "io_fixture.h"

namespace runnel::io {
namespace {

using namespace std::chrono_literals;

std::unique_ptr<Sink> opened(std::string_view uri) {
  Result<std::unique_ptr<Sink>> sink = open_sink(uri);
  REQUIRE(sink.ok());
  return std::move(*sink);
}

TEST_CASE("a file is made or truncated, and gets every byte in order", "[sink]") {
  const TempDir dir;
  const std::string path = dir.file("x", "what was there before\n");
  const std::string large = sample_lines(2000);
  auto sink = opened(path);
  CHECK(sink->name() == path);
  CHECK(sink->watch_descriptor() == -1);
  CHECK(sink->file_id().has_value());
  CHECK(slurp(path).empty());
  CHECK(sink->write("a\n"));
  CHECK(slurp(path).empty());
  CHECK(sink->flush());
  CHECK(slurp(path) == "a\n");
  CHECK(sink->write("b\n"));
  CHECK(sink->write(large));
  CHECK(slurp(path) == "a\nb\n" + large);
  CHECK(sink->write("c\n"));
  CHECK(sink->bytes_written() == 6 + large.size());
  CHECK(sink->close());
  CHECK(sink->close());
  CHECK(sink->state() == SinkState::open);
  CHECK(slurp(path) == "a\nb\n" + large + "c\n");

  auto made = opened("file:" + dir.path("new"));
  made->write("x\n");
  CHECK(made->close());
  CHECK(slurp(dir.path("new")) == "x\n");
}

TEST_CASE("small lines leave in large writes that end where lines end", "[sink]") {
  const TempDir dir;
  const std::string path = dir.path("x");
  const std::string line(999, 'x');
  auto sink = opened(path);
  size_t writes = 0;
  size_t seen = 0;
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(sink->write(line + "\n"));
    const size_t size = std::filesystem::file_size(path);
    CHECK(size % 1000 == 0);
    if (size != seen) ++writes;
    seen = size;
  }
  CHECK(sink->close());
  CHECK(std::filesystem::file_size(path) == 1000 * 1000);
  CHECK(writes < 20);
}

TEST_CASE("an output that cannot be opened says why", "[sink]") {
  const TempDir dir;
  struct Case {
    std::string uri;
    std::string message;
    ErrorKind kind;
  };
  const Case cases[] = {
      {dir.path("none/x"), dir.path("none/x") + ": No such file or directory", ErrorKind::sink},
      {dir.path("."), dir.path(".") + ": is a directory", ErrorKind::sink},
      {"tcp://h:1", "tcp://h:1: is a socket, and a file is wanted here", ErrorKind::usage},
  };
  for (const Case& c : cases) {
    Result<std::unique_ptr<Sink>> sink = open_sink(c.uri);
    REQUIRE(!sink.ok());
    CHECK(sink.error().message == c.message);
    CHECK(sink.error().kind == c.kind);
  }
}

TEST_CASE("an output that is also an input is refused and left as it was", "[sink]") {
  const TempDir dir;
  const std::string path = dir.file("x", "precious\n");
  std::filesystem::create_hard_link(path, dir.path("hard"));
  std::filesystem::create_symlink(path, dir.path("soft.gz"));
  Result<std::unique_ptr<Source>> source = open_source(path);
  REQUIRE(source.ok());
  const std::vector<FileId> inputs = {*(*source)->file_id()};
  for (const std::string& name : {path, dir.path("hard"), dir.path("soft.gz")}) {
    Result<std::unique_ptr<Sink>> sink = open_sink(name, inputs);
    REQUIRE(!sink.ok());
    CHECK(sink.error().message == name + ": input file is also the output");
  }
  {
    const Descriptor append = open_descriptor(path.c_str(), O_WRONLY | O_APPEND);
    const Redirected redirected(1, append.get());
    Result<std::unique_ptr<Sink>> sink = open_sink("-", inputs);
    REQUIRE(!sink.ok());
    CHECK(sink.error().message == "stdout: input file is also the output");
    CHECK(::fcntl(1, F_GETFD) != -1);
  }
  CHECK(slurp(path) == "precious\n");
  CHECK(open_sink(dir.file("y", "precious\n"), inputs).ok());
}

TEST_CASE("two outputs into the same file are refused", "[sink]") {
  const TempDir dir;
  auto first = opened(dir.path("x"));
  const std::vector<FileId> outputs = {*first->file_id()};
  Result<std::unique_ptr<Sink>> second = open_sink(dir.path("./x"), {}, outputs);
  REQUIRE(!second.ok());
  CHECK(second.error().message == dir.path("./x") + ": two outputs into the same file");
  CHECK(!opened("/dev/null")->file_id().has_value());
}

TEST_CASE("a full disk is noticed, said, and remembered", "[sink]") {
  SECTION("at the flush") {
    auto sink = opened("/dev/full");
    CHECK(sink->write("a\n"));
    CHECK(!sink->flush());
    CHECK(sink->state() == SinkState::failed);
    CHECK(sink->error().kind == ErrorKind::sink);
    CHECK(sink->error().message == "/dev/full: No space left on device");
    CHECK(!sink->write("b\n"));
    CHECK(!sink->flush());
    CHECK(!sink->close());
    CHECK(!sink->close());
  }
  SECTION("at a large write") {
    CHECK(!opened("/dev/full")->write(sample_lines(2000)));
  }
  SECTION("at the close") {
    auto sink = opened("/dev/full");
    CHECK(sink->write("a\n"));
    CHECK(!sink->close());
    CHECK(sink->error().message == "/dev/full: No space left on device");
  }
  SECTION("on stdout") {
    const Descriptor full = open_descriptor("/dev/full", O_WRONLY);
    const Redirected redirected(1, full.get());
    auto sink = opened("-");
    CHECK(sink->write("a\n"));
    CHECK(!sink->close());
    CHECK(sink->error().message == "stdout: No space left on device");
  }
}

TEST_CASE("a closed stdout is an error only for who writes", "[sink]") {
  SECTION("closed") {
    const Redirected redirected(1, -1);
    auto silent = opened("-");
    CHECK(silent->close());
    ::close(1);
    auto sink = opened("-");
    CHECK(sink->write("a\n"));
    CHECK(!sink->close());
    CHECK(sink->error().message == "stdout: Bad file descriptor");
  }
  SECTION("as reserve_standard_descriptors() leaves it") {
    const Redirected redirected(1, -1);
    REQUIRE(reserve_standard_descriptors());
    auto silent = opened("-");
    CHECK(silent->watch_descriptor() == -1);
    CHECK(silent->close());
    auto sink = opened("-");
    CHECK(sink->write("a\n"));
    CHECK(!sink->flush());
    CHECK(sink->error().message == "stdout: Bad file descriptor");
  }
}

TEST_CASE("after stdout is closed nothing else takes its place", "[sink]") {
  const TempDir dir;
  Pipe pipe;
  const Redirected redirected(1, pipe.in.get());
  pipe.in = Descriptor();
  auto sink = opened("-");
  CHECK(sink->name() == "stdout");
  CHECK(sink->watch_descriptor() == 1);
  CHECK(sink->write("a\n"));
  CHECK(sink->close());
  CHECK(sink->watch_descriptor() == -1);
  CHECK(open_descriptor(dir.path("x").c_str(), O_WRONLY | O_CREAT).get() > 2);
  std::string buffer(10, '\0');
  CHECK(::read(pipe.out.get(), buffer.data(), buffer.size()) == 2);
  CHECK(::read(pipe.out.get(), buffer.data(), buffer.size()) == 0);
}

TEST_CASE("a reader that has left ends the sink without a failure", "[sink]") {
  ignore_sigpipe();
  Pipe pipe;
  FileSink sink("p", std::move(pipe.in));
  CHECK(sink.watch_descriptor() >= 0);
  CHECK(!reader_gone(sink.watch_descriptor()));
  pipe.out = Descriptor();
  CHECK(reader_gone(sink.watch_descriptor()));
  CHECK(sink.write("a\n"));
  CHECK(!sink.flush());
  CHECK(sink.state() == SinkState::reader_gone);
  CHECK(!sink.write("b\n"));
  CHECK(!sink.close());
  CHECK(sink.state() == SinkState::reader_gone);
}

TEST_CASE("a pipe that is full still has its reader", "[sink]") {
  const Pipe pipe;
  REQUIRE(::fcntl(pipe.in.get(), F_SETFL, O_NONBLOCK) == 0);
  const std::string page(4096, 'x');
  while (::write(pipe.in.get(), page.data(), page.size()) > 0) {
  }
  CHECK(!reader_gone(pipe.in.get()));
}

TEST_CASE("a socket's reader has gone when it is closed, not when it only stopped sending", "[sink]") {
  ignore_sigpipe();
  std::array<int, 2> ends;
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
  Descriptor peer(ends[1]);
  FileSink sink("s", Descriptor(ends[0]));
  CHECK(sink.watch_descriptor() == ends[0]);
  REQUIRE(::shutdown(peer.get(), SHUT_WR) == 0);
  CHECK(!reader_gone(ends[0]));
  CHECK(sink.write("a\n"));
  CHECK(sink.flush());
  peer = Descriptor();
  CHECK(reader_gone(ends[0]));
  CHECK(sink.write("b\n"));
  CHECK(!sink.flush());
  CHECK(sink.state() == SinkState::reader_gone);
}

TEST_CASE("a terminal that hangs up is noticed", "[sink]") {
  Descriptor master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!master.valid() || ::grantpt(master.get()) != 0 || ::unlockpt(master.get()) != 0) {
    WARN("skipped: there are no pseudo-terminals here");
    return;
  }
  FileSink sink("t", open_descriptor(::ptsname(master.get()), O_WRONLY));
  REQUIRE(sink.watch_descriptor() >= 0);
  CHECK(!reader_gone(sink.watch_descriptor()));
  master = Descriptor();
  CHECK(reader_gone(sink.watch_descriptor()));
}

TEST_CASE("files, devices and no descriptor have no reader to lose", "[sink]") {
  const TempDir dir;
  const Descriptor file = open_descriptor(dir.path("x").c_str(), O_WRONLY | O_CREAT);
  const Descriptor null = open_descriptor("/dev/null", O_WRONLY);
  CHECK(!reader_gone(file.get()));
  CHECK(!reader_gone(null.get()));
  CHECK(!reader_gone(-1));
  CHECK(opened("/dev/null")->watch_descriptor() == -1);
}

// A reader that takes little at a time, through the smallest pipe, while signals interrupt the writer: every
// write is short, interrupted, or (non-blocking) refused.
void check_against_slow_reader(int flags) {
  const std::string text = sample_lines(12000);
  Pipe pipe;
  ::fcntl(pipe.in.get(), F_SETPIPE_SZ, 4096);
  REQUIRE(::fcntl(pipe.in.get(), F_SETFL, flags) == 0);
  struct sigaction action {};
  struct sigaction before {};
  action.sa_handler = [](int) {};  // without SA_RESTART
  REQUIRE(::sigaction(SIGUSR1, &action, &before) == 0);

  std::string received;
  std::atomic<bool> ended = false;
  std::thread reader([&] {
    std::string buffer(3000, '\0');
    for (ssize_t got; (got = ::read(pipe.out.get(), buffer.data(), buffer.size())) > 0;) {
      received.append(buffer, 0, static_cast<size_t>(got));
      if (received.size() % 7 == 0) std::this_thread::sleep_for(1ms);
    }
  });
  std::thread interrupter([&, writer = ::pthread_self()] {
    while (!ended) {
      ::pthread_kill(writer, SIGUSR1);
      std::this_thread::sleep_for(300us);
    }
  });
  FileSink sink("p", std::move(pipe.in));
  bool good = true;
  std::string_view rest = text;
  for (size_t piece = 1; !rest.empty(); piece = piece * 5 % 99991) {
    good = good && sink.write(rest.substr(0, piece));
    if (piece % 3 == 0) good = good && sink.flush();
    rest.remove_prefix(std::min(piece, rest.size()));
  }
  good = sink.close() && good;
  ended = true;
  interrupter.join();
  reader.join();
  ::sigaction(SIGUSR1, &before, nullptr);
  CHECK(good);
  CHECK(received == text);
}

TEST_CASE("short, interrupted and refused writes lose nothing", "[sink]") {
  check_against_slow_reader(0);
  check_against_slow_reader(O_NONBLOCK);
}

TEST_CASE("a FIFO as output waits for its reader", "[sink]") {
  const TempDir dir;
  const std::string path = dir.fifo("f");
  std::string received;
  std::thread reader([&] { received = slurp(path); });
  auto sink = opened(path);
  CHECK(sink->watch_descriptor() >= 0);
  CHECK(sink->write("a\n"));
  CHECK(sink->close());
  reader.join();
  CHECK(received == "a\n");
}

}  // namespace
}  // namespace runnel::io
