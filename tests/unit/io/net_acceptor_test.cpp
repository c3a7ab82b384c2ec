// Peers of listening sockets: who they are, and how many at a time.
#include "io/net/acceptor.h"

#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/resource.h>

#include <algorithm>

#include "io/net_fixture.h"

namespace runnel::io {
namespace {

constexpr uint64_t kFirstTag = 100;

// An acceptor with its epoll, whose events are its alone.
struct Door {
  explicit Door(std::string_view uri, NetOptions chosen = {}) : options(std::move(chosen)) {
    options.report = told.report();
    auto opened = Acceptor::open(uri_of(uri), options, ErrorKind::source, epoll, kFirstTag);
    REQUIRE(opened.ok());
    acceptor = std::move(*opened);
  }

  // What happens at once.
  std::unique_ptr<Channel> next(int timeout_ms = 0) {
    if (auto channel = acceptor->next()) return channel;
    for (const epoll_event& event : epoll.wait(timeout_ms)) {
      REQUIRE(acceptor->owns(event.data.u64));
      acceptor->take(event);
    }
    return acceptor->next();
  }
  std::string address() const { return acceptor->addresses().front(); }

  Epoll epoll;
  Told told;
  NetOptions options;
  std::unique_ptr<Acceptor> acceptor;
};

int option_of(int socket, int level, int option) {
  int value = -1;
  socklen_t size = sizeof value;
  ::getsockopt(socket, level, option, &value, &size);
  return value;
}

TEST_CASE("a peer of TCP is known by its address, and its connection is set up", "[net]") {
  std::vector<std::string> uris = {"tcp-listen://127.0.0.1:0"};
  if (has_ipv6()) uris.emplace_back("tcp-listen://[::1]:0");
  for (const std::string& uri : uris) {
    Door door(uri);
    CHECK(door.next() == nullptr);
    const Client client(door.address());
    const auto channel = door.next(5'000);
    REQUIRE(channel != nullptr);
    CHECK(channel->peer() == address_text(local_address(client.descriptor())));
    CHECK(option_of(channel->descriptor(), IPPROTO_TCP, TCP_NODELAY) == 1);
    CHECK(option_of(channel->descriptor(), SOL_SOCKET, SO_KEEPALIVE) == 1);
    CHECK((::fcntl(channel->descriptor(), F_GETFL) & O_NONBLOCK) != 0);
    CHECK((::fcntl(channel->descriptor(), F_GETFD) & FD_CLOEXEC) != 0);
    CHECK(door.acceptor->peers() == 1);
    CHECK(door.acceptor->patience_ms() == -1);
    door.acceptor->left();
    CHECK(door.acceptor->peers() == 0);
  }
}

TEST_CASE("a peer of a Unix socket is known by its user", "[net]") {
  const TempDir dir;
  Door door("unix-listen:" + dir.path("s"));
  const Client client(dir.path("s"));
  const auto channel = door.next(5'000);
  REQUIRE(channel != nullptr);
  CHECK(channel->peer() == "uid " + std::to_string(::getuid()));
}

TEST_CASE("those beyond the most wait until one leaves, which is said once", "[net]") {
  const TempDir dir;
  NetOptions two;
  two.max_peers = 2;
  Door door("unix-listen:" + dir.path("s"), two);
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 4; ++i) clients.push_back(std::make_unique<Client>(dir.path("s")));
  auto first = door.next(5'000);
  auto second = door.next(5'000);
  REQUIRE(first != nullptr);
  REQUIRE(second != nullptr);
  for (int i = 0; i < 3; ++i) CHECK(door.next() == nullptr);
  CHECK(door.told.texts() ==
        std::vector<std::string>{"unix-listen:" + dir.path("s") +
                                 ": 2 peers are connected (--max-peers): further ones wait"});
  CHECK(door.epoll.wait(0).empty());  // nothing to do in vain
  first.reset();
  door.acceptor->left();
  const auto third = door.next(5'000);
  REQUIRE(third != nullptr);
  CHECK(door.next() == nullptr);
  second.reset();
  door.acceptor->left();
  CHECK(door.next(5'000) != nullptr);
  CHECK(door.next() == nullptr);
  CHECK(door.told.texts().size() == 1);

  // When nobody waits any more it is news again.
  door.acceptor->left();
  door.acceptor->left();
  clients.push_back(std::make_unique<Client>(dir.path("s")));
  const auto fifth = door.next(5'000);
  REQUIRE(fifth != nullptr);
  CHECK(door.next() == nullptr);
  for (int i = 0; i < 2; ++i) clients.push_back(std::make_unique<Client>(dir.path("s")));
  CHECK(door.next(5'000) != nullptr);
  CHECK(door.next() == nullptr);
  CHECK(door.told.texts().size() == 2);
}

TEST_CASE("where no descriptor is left peers wait, and are taken later", "[net]") {
  const TempDir dir;
  FakeClock clock;
  clock.now = 1;
  NetOptions options;
  options.clock = &clock;
  Door door("unix-listen:" + dir.path("s"), options);
  const Client client(dir.path("s"));
  // A sanitizer looks at a type when it first meets it, and needs a descriptor for that.
  CHECK(door.options.clock->monotonic_ns() == 1);
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  rlimit none = before;
  none.rlim_cur = 0;  // those that are open stay so
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  const auto refused = door.next(5'000);
  const size_t told = door.told.count("Too many open files: further peers wait");
  ::setrlimit(RLIMIT_NOFILE, &before);
  CHECK(refused == nullptr);
  CHECK(told == 1);
  CHECK(door.next() == nullptr);
  const int patience = door.acceptor->patience_ms();
  REQUIRE(patience > 0);
  clock.tick(int64_t{patience} * 1'000'000);
  CHECK(door.acceptor->next() == nullptr);
  CHECK(door.next(5'000) != nullptr);
  CHECK(door.acceptor->patience_ms() == -1);
}

TEST_CASE("a peer that has gone before it was taken is no trouble", "[net]") {
  Door door("tcp-listen://127.0.0.1:0");
  Client gone(door.address());
  gone.reset();
  const Client there(door.address());
  std::vector<std::unique_ptr<Channel>> channels;
  while (auto channel = door.next(channels.empty() ? 5'000 : 50)) channels.push_back(std::move(channel));
  REQUIRE_FALSE(channels.empty());
  CHECK(channels.back()->peer() == address_text(local_address(there.descriptor())));
}

TEST_CASE("after a stop nobody is taken, and nobody waits", "[net]") {
  const TempDir dir;
  Door door("unix-listen:" + dir.path("s"));
  const Client before(dir.path("s"));
  door.acceptor->stop();
  CHECK(door.next() == nullptr);
  CHECK(Client(dir.path("s")).code() == ENOENT);
  CHECK(door.acceptor->addresses().empty());
}

TEST_CASE("a thousand at once are all taken", "[net]") {
  const TempDir dir;
  Door door("unix-listen:" + dir.path("s"));
  std::vector<std::unique_ptr<Client>> clients;
  std::vector<std::unique_ptr<Channel>> channels;
  for (int i = 0; i < 1'000; ++i) {
    clients.push_back(std::make_unique<Client>(dir.path("s")));
    REQUIRE(clients.back()->code() == 0);
    while (auto channel = door.next()) channels.push_back(std::move(channel));
  }
  while (auto channel = door.next()) channels.push_back(std::move(channel));
  CHECK(channels.size() == 1'000);
}

}  // namespace
}  // namespace runnel::io
