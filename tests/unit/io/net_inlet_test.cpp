// A listener and all its peers as an input of a reader.
#include "io/net/listen_inlet.h"

#include <atomic>
#include <random>
#include <thread>

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
  for (const auto& [source, text] : net.texts) {
    CHECK(net.reader().name(source).starts_with("tcp-listen://127.0.0.1:0 from 127.0.0.1:"));
  }
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
  std::atomic<bool> has_ended = false;
  std::thread flood([&] {
    std::string block;
    while (block.size() < 100'000) block += "flood\n";
    while (!is_over) flooding.send(block);
    has_ended = true;
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
  world.net->wait_ms = 10;
  CHECK(world.net->read_until([&] { return has_ended.load(); }));
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

}  // namespace
}  // namespace runnel::io
