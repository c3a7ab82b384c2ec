// Outputs that are sockets: full spools, the end, connections that come again, and descriptors.
#include <fcntl.h>

#include <thread>

#include "io/net/peer_hub.h"
#include "net_sink_fixture.h"

namespace runnel::io {
namespace {

TEST_CASE("net sink: a full spool holds up write() until somebody reads") {
  const TcpDoor door;
  Told told;
  NetOptions options = sink_options(told);
  options.spool = 256 * 1024;
  auto hub = PeerHub::open(*parse_uri(door.uri, Direction::out), options);
  REQUIRE(hub.ok());
  const std::string text = sample_lines(50'000);
  std::atomic<bool> is_done{false};
  std::atomic<size_t> taken{0};
  std::thread writer([&] {
    taken = (*hub)->write(text);
    is_done = true;
    (*hub)->close();
  });
  const bool fills = comes_true([&] { return (*hub)->untaken() > options.spool / 2; });
  const bool waits = !is_done && (*hub)->untaken() <= options.spool;
  ReadingClient peer(door.address);
  writer.join();
  REQUIRE((fills && waits));
  REQUIRE(taken == text.size());
  REQUIRE((peer.reading.text() == text));
}

TEST_CASE("net sink: a line longer than the spool passes") {
  const TcpDoor door;
  Told told;
  NetOptions options = sink_options(told);
  options.spool = 100'000;
  options.shares = GENERATE(false, true);
  auto sink = sink_at(door.uri, options);
  const std::string text = "{}\n" + std::string(5'000'000, 'x') + "\n{}\n" + std::string(500'000, 'y') + "\n";
  ReadingClient peer(door.address);
  REQUIRE(sink->write(text));
  REQUIRE(sink->close());
  REQUIRE((peer.reading.text() == text));
}

TEST_CASE("net sink: close() with nobody there fails, and says how much was not taken") {
  const TcpDoor door;
  Told told;
  NetOptions options = sink_options(told, kShort);
  options.shares = GENERATE(false, true);
  auto sink = sink_at(door.uri, options);
  REQUIRE(sink->write("{\"a\":1}\n"));
  REQUIRE(sink->write("{\"a\":2}\n"));
  REQUIRE_FALSE(sink->close());
  REQUIRE_FALSE(sink->close());
  REQUIRE(sink->state() == SinkState::failed);
  REQUIRE(sink->error().kind == ErrorKind::sink);
  REQUIRE(sink->error().message == door.uri + ": 16 bytes were not taken: nobody was there for 200ms");
}

TEST_CASE("net sink: close() gives up on a connection that takes nothing") {
  const TempDir folder;
  const std::string path = folder.path("socket");
  const Descriptor door = listening(path);
  Told told;
  auto sink = sink_at("unix:" + path, sink_options(told, kShort));
  const Descriptor peer = accepted(door);
  const std::string text = sample_lines(50'000);
  REQUIRE(sink->write(text));
  REQUIRE_FALSE(sink->close());
  const std::string got = read_all(peer.get());
  REQUIRE((got == text.substr(0, got.size())));
  REQUIRE(sink->error().message == "unix:" + path + ": " + std::to_string(text.size() - got.size()) +
                                       " bytes were not taken: nothing was taken for 200ms");
}

TEST_CASE("net sink: with nothing written the peers still learn of the end") {
  const TempDir folder;
  const std::string path = folder.path("socket");
  Told told;
  SECTION("that it connects to") {
    const Descriptor door = listening(path);
    auto sink = sink_at("unix:" + path, sink_options(told));
    REQUIRE(sink->close());
    REQUIRE(read_all(accepted(door).get()).empty());
  }
  SECTION("or none is there") {
    auto sink = sink_at("unix:" + path, sink_options(told));
    REQUIRE(sink->close());
    REQUIRE(told.count("No such file or directory; trying again") == 1);
  }
  SECTION("that it listens for") {
    auto sink = sink_at("unix-listen:" + path, sink_options(told));
    REQUIRE(sink->close());
    REQUIRE(::access(path.c_str(), F_OK) != 0);
  }
}

TEST_CASE("net sink: a write that waits gives up a while after a stop") {
  const TcpDoor door;
  Told told;
  StopRequest stop;
  NetOptions options = sink_options(told, kShort);
  options.spool = 100'000;
  options.stop = &stop;
  auto sink = sink_at(door.uri, options);
  const std::string text = sample_lines(20'000);
  const bool is_before = GENERATE(true, false);
  if (is_before) stop.request(0);
  std::thread stopper([&] {
    if (!is_before) stop.request(0);
  });
  const bool written = sink->write(text);
  stopper.join();
  REQUIRE_FALSE(written);
  REQUIRE(sink->state() == SinkState::failed);
  const std::string message =
      door.uri + ": " + std::to_string(text.size()) + " bytes were not taken: nobody was there for 200ms";
  REQUIRE(sink->error().message == message);
  REQUIRE_FALSE(sink->write("{}\n"));
  REQUIRE_FALSE(sink->close());
  REQUIRE(sink->error().message == message);
}

TEST_CASE("net sink: a stop does not end a write that goes on") {
  const TcpDoor door;
  Told told;
  StopRequest stop;
  NetOptions options = sink_options(told);
  options.spool = 100'000;
  options.stop = &stop;
  stop.request(15);
  auto sink = sink_at(door.uri, options);
  ReadingClient peer(door.address);
  const std::string text = sample_lines(20'000);
  REQUIRE(sink->write(text));
  REQUIRE(sink->close());
  REQUIRE((peer.reading.text() == text));
}

TEST_CASE("net sink: a connection that breaks off comes again where its line began") {
  const TempDir folder;
  const std::string path = folder.path("socket");
  const Descriptor door = listening(path);
  Told told;
  auto sink = sink_at("unix:" + path, sink_options(told));
  const std::string text = sample_lines(200'000);  // more than three peers and their buffers take
  std::thread writer([&] {
    sink->write(text);
    sink->close();
  });
  std::string got;
  for (int turn = 0; turn < 3; ++turn) {
    const Descriptor peer = accepted(door);
    std::string its;
    for (size_t wanted = 300'000 + static_cast<size_t>(turn) * 77; its.size() < wanted;) {
      const std::string piece = read_some(peer.get(), 10'000);
      if (piece.empty()) break;
      its += piece;
    }
    // From now on the system takes nothing for it; all that it has taken is here then.
    ::shutdown(peer.get(), SHUT_RD);
    its += read_all(peer.get());
    its.resize(its.rfind('\n') + 1);
    got += its;
  }
  got += read_all(accepted(door).get());
  writer.join();
  REQUIRE(sink->state() == SinkState::open);
  REQUIRE((got == text));
  REQUIRE(told.count("trying again, and holding what is written") == 3);
}

TEST_CASE("net sink: a connection over TCP that breaks off goes on at the beginning of a line") {
  const Descriptor door = listening("127.0.0.1:0");
  const std::string uri = "tcp://" + address_text(local_address(door.get()));
  Told told;
  auto sink = sink_at(uri, sink_options(told));
  const std::string text = sample_lines(600'000);
  std::thread writer([&] {
    sink->write(text);
    sink->close();
  });
  std::string first(1'000'000, '\0');
  {
    const Descriptor peer = accepted(door);
    ::recv(peer.get(), first.data(), first.size(), MSG_WAITALL);
  }
  const std::string rest = read_all(accepted(door).get());
  writer.join();
  REQUIRE(sink->state() == SinkState::open);
  REQUIRE((text.substr(0, first.size()) == first));
  REQUIRE(rest.size() < text.size());
  REQUIRE((text.substr(text.size() - rest.size()) == rest));
  REQUIRE(text[text.size() - rest.size() - 1] == '\n');
  REQUIRE(told.count(uri + ": ") == 2);
  REQUIRE(told.count("trying again, and holding what is written") == 1);
  REQUIRE(told.count(uri + ": connected") == 1);
}

TEST_CASE("net sink: who is not there yet is said once, and gets all when it comes") {
  const TempDir folder;
  const std::string path = folder.path("socket");
  Told told;
  auto sink = sink_at("unix:" + path, sink_options(told));
  const std::string text = sample_lines(20'000);
  REQUIRE(write_lines(*sink, text, 20'000));
  REQUIRE(comes_true([&] { return told.count("trying again") == 1; }));
  const Descriptor door = listening(path);
  std::thread writer([&] { sink->close(); });
  const std::string got = read_all(accepted(door).get());
  writer.join();
  REQUIRE(sink->state() == SinkState::open);
  REQUIRE((got == text));
  REQUIRE(told.texts().size() == 2);
  REQUIRE(told.texts().back() == "unix:" + path + ": connected");
}

TEST_CASE("net sink: a descriptor that does not listen is written to, and stays open") {
  Told told;
  SECTION("a pipe") {
    const Pipe pipe;
    auto sink = sink_at("fd:" + std::to_string(pipe.in.get()), sink_options(told));
    REQUIRE(sink->write("{}\n"));
    REQUIRE(sink->close());
    REQUIRE(::fcntl(pipe.in.get(), F_GETFD) >= 0);
    std::string text(10, '\0');
    REQUIRE(::read(pipe.out.get(), text.data(), text.size()) == 3);
  }
  SECTION("a file") {
    const TempDir folder;
    const std::string path = folder.file("out", "before\n");
    const Descriptor file = open_descriptor(path.c_str(), O_WRONLY | O_APPEND);
    auto sink = sink_at("fd:" + std::to_string(file.get()), sink_options(told));
    REQUIRE(sink->file_id().has_value());
    REQUIRE(sink->write("{}\n"));
    REQUIRE(sink->close());
    REQUIRE(slurp(path) == "before\n{}\n");
  }
  SECTION("one that cannot be written to") {
    const Pipe pipe;
    const auto sink = open_net_sink(uri_of("fd:" + std::to_string(pipe.out.get())), sink_options(told));
    REQUIRE_FALSE(sink.ok());
    REQUIRE(sink.error().kind == ErrorKind::sink);
  }
  SECTION("one that is not open") {
    const auto sink = open_net_sink(uri_of("fd:987"), sink_options(told));
    REQUIRE_FALSE(sink.ok());
    REQUIRE(sink.error().message == "fd:987: Bad file descriptor");
  }
}

}  // namespace
}  // namespace runnel::io
