// Sockets as inputs of a reader: listeners and their peers, connections that come again, what was inherited.
#include "io/net/peer_inlets.h"

#include <fcntl.h>

#include <random>
#include <thread>

#include "io/net/listen_inlet.h"
#include "io/net_fixture.h"

namespace runnel::io {
namespace {

constexpr int64_t kMs = 1'000'000;

// A listener at a Unix socket, and who reads it.
struct Listening {
  explicit Listening(NetOptions chosen = {}, const Clock& clock = Clock::system())
      : options(std::move(chosen)) {
    options.report = told.report();
    options.stop = &stop;
    options.clock = &clock;
    auto opened = ListenInlet::open(uri_of(uri), 0, options);
    REQUIRE(opened.ok());
    inlet = opened->get();
    net = std::make_unique<NetReader>(std::move(*opened), uri, stop, clock);
  }
  Client client() const { return Client(dir.path("s")); }
  std::string us() const { return uri + ": uid " + std::to_string(::getuid()); }

  TempDir dir;
  const std::string uri = "unix-listen:" + dir.path("s");
  StopRequest stop;
  Told told;
  NetOptions options;
  ListenInlet* inlet = nullptr;
  std::unique_ptr<NetReader> net;
};

std::unique_ptr<Inlet> opened(std::string_view uri, const NetOptions& options) {
  auto inlet = open_net_inlet(uri_of(uri), 0, options);
  REQUIRE(inlet.ok());
  return std::move(*inlet);
}

std::string numbered(size_t peer, size_t line) {
  return "{\"peer\":" + std::to_string(peer) + ",\"line\":" + std::to_string(line) + "}\n";
}

TEST_CASE("what many peers send in pieces arrives whole and in order, each for itself", "[net]") {
  constexpr size_t kPeers = 40;
  constexpr size_t kLines = 200;
  Listening world;
  std::vector<std::string> wanted(kPeers);
  for (size_t peer = 0; peer < kPeers; ++peer) {
    for (size_t line = 0; line < kLines; ++line) wanted[peer] += numbered(peer, line);
  }
  std::thread writer([&] {
    std::mt19937 random(7);
    std::vector<std::unique_ptr<Client>> clients;
    for (size_t peer = 0; peer < kPeers; ++peer) {
      clients.push_back(std::make_unique<Client>(world.dir.path("s")));
    }
    std::vector<size_t> sent(kPeers, 0);
    for (size_t left = kPeers; left > 0;) {
      const size_t peer = random() % kPeers;
      if (sent[peer] == wanted[peer].size()) continue;
      const size_t size = std::min<size_t>(1 + random() % 300, wanted[peer].size() - sent[peer]);
      clients[peer]->send(std::string_view(wanted[peer]).substr(sent[peer], size));
      sent[peer] += size;
      if (sent[peer] < wanted[peer].size()) continue;
      clients[peer]->close();
      --left;
    }
  });
  size_t whole = 0;
  for (const std::string& text : wanted) whole += text.size();
  CHECK(world.net->read_until([&] { return world.net->all().size() >= whole && world.inlet->peers() == 0; }));
  writer.join();
  REQUIRE(world.net->texts.size() == kPeers);
  for (const auto& [source, text] : world.net->texts) {
    CHECK(world.net->reader().name(source) == world.uri);
    const auto found = std::find(wanted.begin(), wanted.end(), text);
    REQUIRE(found != wanted.end());
    wanted.erase(found);
  }
  CHECK(world.told.texts().empty());
}

TEST_CASE("a peer that breaks off is said, its whole lines are kept, and others go on", "[net]") {
  Listening world;
  auto opened = ListenInlet::open(uri_of("tcp-listen://127.0.0.1:0"), 0, world.options);
  REQUIRE(opened.ok());
  const std::string address = (*opened)->addresses().front();
  NetReader net(std::move(*opened), "in", world.stop);
  Client good(address);
  Client bad(address);
  good.send("good 1\n");
  bad.send("bad 1\n");
  CHECK(net.read_until_text("good 1\n"));
  CHECK(net.read_until_text("bad 1\n"));
  const std::string name = address_text(local_address(bad.descriptor()));
  bad.reset();
  CHECK(net.read_until([&] { return world.told.count("broke off") > 0; }));
  CHECK(world.told.texts() == std::vector<std::string>{"tcp-listen://127.0.0.1:0: " + name +
                                                       " broke off: Connection reset by peer"});
  good.send("good 2\n");
  CHECK(net.read_until_text("good 2\n"));
  CHECK(net.reader().errors().empty());
  CHECK(net.broken.empty());
}

TEST_CASE("half a line is what is left of a peer that closes", "[net]") {
  Listening world;
  Client client = world.client();
  client.send("whole\nha");
  client.close();
  CHECK(world.net->read_until_text("ha"));
  CHECK(world.net->broken == std::vector<std::string>{"ha"});
  CHECK(world.net->read_until([&] { return world.inlet->peers() == 0; }));
}

TEST_CASE("a peer costs the reader nothing before it has sent something", "[net]") {
  Listening world;
  std::vector<Client> clients;
  for (int i = 0; i < 300; ++i) clients.push_back(world.client());
  clients[117].send("hello\n");
  CHECK(world.net->read_until_text("hello\n"));
  CHECK(world.net->read_until([&] { return world.inlet->peers() == 300; }));
  CHECK(world.inlet->silent_peers() == 299);
  clients.clear();
  CHECK(world.net->read_until([&] { return world.inlet->peers() == 0; }));
  CHECK(world.net->all() == "hello\n");
  CHECK(world.told.texts().empty());
}

TEST_CASE("a peer in the middle of a line holds nobody up", "[net]") {
  Listening world;
  const Client slow = world.client();
  const Client quick = world.client();
  slow.send("{\"slow\":");
  for (int i = 0; i < 50; ++i) {
    quick.send(numbered(1, static_cast<size_t>(i)));
    REQUIRE(world.net->read_until_text(numbered(1, static_cast<size_t>(i))));
  }
  slow.send("1}\n");
  CHECK(world.net->read_until_text("{\"slow\":1}\n"));
}

TEST_CASE("a peer that sends without end lets others have their turn, and new ones in", "[net]") {
  Listening world;
  const Client flooding = world.client();
  const Client old = world.client();
  flooding.send("begin\n");
  old.send("old 1\n");
  CHECK(world.net->read_until_text("begin\n"));
  CHECK(world.net->read_until_text("old 1\n"));
  std::atomic<bool> is_over = false;
  std::thread flood([&] {
    std::string block;
    while (block.size() < 100'000) block += "flood\n";
    while (!is_over) flooding.send(block);
  });
  const auto is_there = [&](std::string_view text) {
    for (auto& [source, its] : world.net->texts) {
      if (its.find(text) != std::string::npos) return true;
      if (its.starts_with("begin")) its = "begin";  // so that it does not fill the memory
    }
    return false;
  };
  old.send("old 2\n");
  CHECK(world.net->read_until([&] { return is_there("old 2\n"); }));
  const Client late = world.client();
  late.send("late\n");
  CHECK(world.net->read_until([&] { return is_there("late\n"); }));
  is_over = true;
  world.net->read_until([&, turns = 0]() mutable { return ++turns > 100; });
  flood.join();
}

TEST_CASE("a peer that stays in the middle of a line is cut off, one that is only idle is not", "[net]") {
  NetOptions options;
  options.peer_timeout_ns = 5'000 * kMs;
  FakeClock clock;
  clock.now = 1;
  Listening world(options, clock);
  const Client idle = world.client();
  const Client stuck = world.client();
  idle.send("idle\n");
  stuck.send("whole\n{\"st");
  CHECK(world.net->read_until_text("idle\n"));
  CHECK(world.net->read_until_text("whole\n"));
  const uint64_t before = world.net->idle;
  CHECK(world.net->read_until([&, turns = 0]() mutable {
    clock.tick(100 * kMs);
    idle.send("x\n");
    if (world.told.texts().empty() && ++turns < 1'000) return false;
    return world.inlet->peers() == 1;
  }));
  CHECK(world.net->idle >= before);
  CHECK(world.told.texts() ==
        std::vector<std::string>{world.us() + " was cut off: it stayed in the middle of a line for 5s"});
  CHECK(world.net->broken == std::vector<std::string>{"{\"st"});
  CHECK(world.net->reader().errors().empty());
}

TEST_CASE("who comes beyond the most is served when one has left", "[net]") {
  NetOptions options;
  options.max_peers = 2;
  Listening world(options);
  Client one = world.client();
  const Client two = world.client();
  const Client three = world.client();
  three.send("three\n");
  one.send("one\n");
  two.send("two\n");
  CHECK(world.net->read_until_text("one\n"));
  CHECK(world.net->read_until_text("two\n"));
  CHECK(world.net->read_until([&] { return world.told.count("further ones wait") == 1; }));
  CHECK(world.net->all().find("three") == std::string::npos);
  CHECK(world.inlet->peers() == 2);
  one.close();
  CHECK(world.net->read_until_text("three\n"));
}

TEST_CASE("a stop ends a listener, and its file goes", "[net]") {
  Listening world;
  const Client client = world.client();
  client.send("before\n");
  CHECK(world.net->read_until_text("before\n"));
  world.stop.request(0);
  world.net->read_to_end();
  CHECK(world.net->all() == "before\n");
  CHECK(Client(world.dir.path("s")).code() == ENOENT);
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
    CHECK(net.read_until([&] { return told.count("is there now") == 1; }));
    const Descriptor peer = accepted(listener);
    send_all(peer, "one\ntw");
    CHECK(net.read_until_text("one\n"));
  }
  ::unlink(dir.path("s").c_str());
  CHECK(net.read_until([&] { return told.texts().size() == 3; }));
  const Descriptor listener = listening(dir.path("s"));
  CHECK(net.read_until([&] { return told.count("is there now") == 2; }));
  const Descriptor peer = accepted(listener);
  send_all(peer, "three\n");
  CHECK(net.read_until_text("three\n"));
  CHECK(told.texts() == std::vector<std::string>{
                            uri + ": No such file or directory; it is tried again",
                            uri + ": is there now",
                            uri + ": the other side has closed the connection; it is tried again",
                            uri + ": is there now",
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
