// Connections and inherited descriptors as inputs of a reader.
#include <fcntl.h>

#include "io/net/peer_inlets.h"
#include "io/net_fixture.h"

namespace runnel::io {
namespace {

constexpr int64_t kMs = 1'000'000;

std::unique_ptr<Inlet> opened(std::string_view uri, const NetOptions& options) {
  auto inlet = open_net_inlet(uri_of(uri), 0, options);
  REQUIRE(inlet.ok());
  return std::move(*inlet);
}

TEST_CASE("a connection is read to its end", "[net]") {
  const TempDir dir;
  const Descriptor listener = listening(dir.path("s"));
  const StopRequest stop;
  NetReader net(opened("unix:" + dir.path("s"), {}), "in", stop);
  {
    const Descriptor peer = accepted(listener);
    send_all(peer, "one\ntw");
    CHECK(net.read_until_text("one\n"));
    send_all(peer, "o\nthr");
  }
  net.read_to_end();
  CHECK(net.all() == "one\ntwo\nthr");
  CHECK(net.broken == std::vector<std::string>{"thr"});
  CHECK(net.reader().errors().empty());
}

TEST_CASE("a connection that cannot be made is an error, once", "[net]") {
  const TempDir dir;
  const StopRequest stop;
  const std::string uri = "unix:" + dir.path("s");
  NetReader net(opened(uri, {}), uri, stop);
  net.read_to_end();
  REQUIRE(net.reader().errors().size() == 1);
  CHECK(net.reader().errors()[0].kind == ErrorKind::source);
  CHECK(net.reader().errors()[0].message == uri + ": No such file or directory");
}

TEST_CASE("a connection that breaks is an error of the run", "[net]") {
  const Descriptor listener = listening("127.0.0.1:0");
  const std::string uri = "tcp://" + address_text(local_address(listener.get()));
  const StopRequest stop;
  NetReader net(opened(uri, {}), uri, stop);
  Descriptor peer = accepted(listener);
  send_all(peer, "one\n");
  CHECK(net.read_until_text("one\n"));
  const linger at_once{1, 0};
  ::setsockopt(peer.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  peer = Descriptor();
  net.read_to_end();
  REQUIRE(net.reader().errors().size() == 1);
  CHECK(net.reader().errors()[0].message == uri + ": Connection reset by peer");
}

TEST_CASE("without another connection the rest of one that is cut off is missing, which is an error",
          "[net]") {
  const TempDir dir;
  const Descriptor listener = listening(dir.path("s"));
  const StopRequest stop;
  FakeClock clock;
  clock.now = 1;
  NetOptions options;
  options.clock = &clock;
  const std::string uri = "unix:" + dir.path("s");
  NetReader net(opened(uri, options), uri, stop, clock);
  const Descriptor peer = accepted(listener);
  send_all(peer, "one\ntw");
  CHECK(net.read_until_text("one\n"));
  net.wait_ms = 1;
  net.read_until([&] {
    clock.tick(1'000 * kMs);
    return false;
  });
  REQUIRE(net.reader().errors().size() == 1);
  CHECK(net.reader().errors()[0].message ==
        uri + ": the connection was cut off: it stayed in the middle of a line for 30s");
}

TEST_CASE("a connection comes again, line by line, and what becomes of it is said once", "[net]") {
  const TempDir dir;
  const std::string uri = "unix:" + dir.path("s");
  StopRequest stop;
  Told told;
  NetOptions options;
  options.reconnects = true;
  options.report = told.report();
  options.stop = &stop;
  NetReader net(opened(uri, options), uri, stop);
  CHECK(net.read_until([&, turns = 0]() mutable { return ++turns > 3; }));  // some attempts in vain
  {
    const Descriptor listener = listening(dir.path("s"));
    CHECK(net.read_until([&] { return told.count("connected") == 1; }));
    const Descriptor peer = accepted(listener);
    send_all(peer, "one\ntw");
    CHECK(net.read_until_text("one\n"));
  }
  ::unlink(dir.path("s").c_str());
  CHECK(net.read_until([&] { return told.texts().size() == 3; }));
  const Descriptor listener = listening(dir.path("s"));
  CHECK(net.read_until([&] { return told.count("connected") == 2; }));
  const Descriptor peer = accepted(listener);
  send_all(peer, "three\n");
  CHECK(net.read_until_text("three\n"));
  CHECK(told.texts() == std::vector<std::string>{
                            uri + ": No such file or directory; trying again",
                            uri + ": connected",
                            uri + ": the other side has closed the connection; trying again",
                            uri + ": connected",
                        });
  CHECK(net.broken == std::vector<std::string>{"tw"});
  CHECK(net.reader().errors().empty());
  stop.request(0);
  net.read_to_end();
}

TEST_CASE("a descriptor that was inherited is read as what it is", "[net]") {
  const TempDir dir;
  const StopRequest stop;
  const auto uri_for = [](const Descriptor& descriptor) { return "fd:" + std::to_string(descriptor.get()); };
  SECTION("a plain file, from where it stands") {
    const Descriptor file = open_descriptor(dir.file("f", "one\ntwo\n").c_str(), O_RDONLY);
    REQUIRE(::lseek(file.get(), 4, SEEK_SET) == 4);
    auto inlet = opened(uri_for(file), {});
    CHECK_FALSE(inlet->is_live());
    NetReader net(std::move(inlet), uri_for(file), stop);
    net.read_to_end();
    CHECK(net.all() == "two\n");
    CHECK(::fcntl(file.get(), F_GETFD) >= 0);
  }
  SECTION("a pipe") {
    Pipe pipe;
    auto inlet = opened(uri_for(pipe.out), {});
    CHECK(inlet->is_live());
    NetReader net(std::move(inlet), uri_for(pipe.out), stop);
    REQUIRE(::write(pipe.in.get(), "one\ntwo", 7) == 7);
    CHECK(net.read_until_text("one\n"));
    pipe.in = Descriptor();
    net.read_to_end();
    CHECK(net.all() == "one\ntwo");
    CHECK((::fcntl(pipe.out.get(), F_GETFL) & O_NONBLOCK) == 0);
  }
  SECTION("a socket that is connected") {
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    const Descriptor ours(ends[0]);
    Descriptor theirs(ends[1]);
    NetReader net(opened(uri_for(ours), {}), uri_for(ours), stop);
    send_all(theirs, "one\n");
    theirs = Descriptor();
    net.read_to_end();
    CHECK(net.all() == "one\n");
  }
  SECTION("a socket that listens") {
    const Descriptor socket = listening(dir.path("s"));
    NetReader net(opened(uri_for(socket), {}), uri_for(socket), stop);
    const Client one(dir.path("s"));
    const Client two(dir.path("s"));
    one.send("one\n");
    two.send("two\n");
    CHECK(net.read_until_text("one\n"));
    CHECK(net.read_until_text("two\n"));
  }
  SECTION("nothing that can be read") {
    const auto expect = [&](const std::string& uri, const std::string& reason) {
      const auto failed = open_net_inlet(uri_of(uri), 0, {});
      REQUIRE_FALSE(failed.ok());
      CHECK(failed.error().kind == ErrorKind::source);
      CHECK(failed.error().message == uri + ": " + reason);
    };
    expect("fd:987654", "it is not open");
    const Descriptor file = open_descriptor(dir.path("f").c_str(), O_WRONLY | O_CREAT);
    expect(uri_for(file), "it is not open for reading");
    const Descriptor folder = open_descriptor(dir.path("").c_str(), O_RDONLY | O_DIRECTORY);
    expect(uri_for(folder), "is a directory");
    expect("systemd:", "systemd passed no socket to this process");
  }
}

}  // namespace
}  // namespace runnel::io
