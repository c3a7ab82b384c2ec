// Outgoing connections: to which address, when again, and what is said of failures.
#include "io/net/dialer.h"

#include "io/net_fixture.h"

namespace runnel::io {
namespace {

using State = Dialer::State;

constexpr int64_t kMs = 1'000'000;

std::unique_ptr<Dialer> dialer_to(std::string_view text, const NetOptions& options) {
  auto dialer = Dialer::make(uri_of(text), options);
  REQUIRE(dialer.ok());
  return std::move(*dialer);
}

// While it says that something will happen at its descriptor.
State run(Dialer& dialer) {
  State state = dialer.step();
  while (state == State::connecting && dialer.descriptor() >= 0) {
    pollfd entry{dialer.descriptor(), POLLIN | POLLOUT, 0};
    REQUIRE(::poll(&entry, 1, 5'000) > 0);
    state = dialer.step();
  }
  return state;
}

TEST_CASE("a dialer connects, and its channel carries bytes both ways", "[net]") {
  const TempDir dir;
  const std::string path = dir.path("s");
  const Descriptor by_path = listening(path);
  const Descriptor by_port = listening("127.0.0.1:0");
  const std::string tcp = "tcp://" + address_text(local_address(by_port.get()));
  const std::pair<const Descriptor&, std::string> cases[] = {{by_path, "unix:" + path}, {by_port, tcp}};
  for (const auto& [listener, text] : cases) {
    const auto dialer = dialer_to(text, {});
    REQUIRE(run(*dialer) == State::connected);
    CHECK(dialer->failure().empty());
    const auto channel = dialer->take();
    CHECK(dialer->descriptor() == -1);
    CHECK(channel->peer() == text);
    const Descriptor peer = accepted(listener);
    char room[16];
    CHECK(channel->read(room, sizeof room).status == Channel::Status::again);
    send_all(peer, "hello");
    const auto got = channel->read(room, sizeof room);
    CHECK(std::string_view(room, got.count) == "hello");
    CHECK(channel->write("you").count == 3);
    CHECK(channel->finish().status == Channel::Status::done);
    CHECK(::recv(peer.get(), room, sizeof room, 0) == 3);
    CHECK(::recv(peer.get(), room, sizeof room, 0) == 0);
    ::shutdown(peer.get(), SHUT_WR);
    CHECK(channel->read(room, sizeof room).status == Channel::Status::ended);
  }
}

TEST_CASE("a channel says what has happened to its peer, and raises no signal", "[net]") {
  const Descriptor listener = listening("127.0.0.1:0");
  const auto dialer = dialer_to("tcp://" + address_text(local_address(listener.get())), {});
  REQUIRE(run(*dialer) == State::connected);
  const auto channel = dialer->take();
  Descriptor peer = accepted(listener);
  const linger at_once{1, 0};
  ::setsockopt(peer.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  peer = Descriptor();
  wait_for(channel->descriptor(), POLLIN);
  char room[16];
  const auto got = channel->read(room, sizeof room);
  CHECK(got.status == Channel::Status::failed);
  CHECK(got.reason == "Connection reset by peer");
  CHECK(channel->write("x").status == Channel::Status::failed);
}

TEST_CASE("pauses grow with each failure in a row, and are not all alike", "[net]") {
  const TempDir dir;
  FakeClock clock;
  clock.now = 1'000 * kMs;
  NetOptions options;
  options.clock = &clock;
  const std::string text = "unix:" + dir.path("s");
  const auto dialer = dialer_to(text, options);
  int64_t whole = 100;
  for (uint64_t failures = 1; failures <= 12; ++failures) {
    CHECK(dialer->step() == State::pausing);
    CHECK(dialer->failures() == failures);
    CHECK(dialer->failure() == text + ": No such file or directory");
    const int patience = dialer->patience_ms();
    CHECK(patience <= whole);
    CHECK(patience >= whole / 2);
    CHECK(dialer->step() == State::pausing);
    CHECK(dialer->failures() == failures);  // it waits
    clock.tick(patience * kMs);
    whole = std::min<int64_t>(whole * 2, 10'000);
  }
  const Descriptor listener = listening(dir.path("s"));
  REQUIRE(run(*dialer) == State::connected);
  CHECK(dialer->failures() == 1 + 11);
  dialer->take();
  CHECK(dialer->failures() == 0);

  SECTION("a connection that did not last is like a failure") {
    clock.tick(9'999 * kMs);
    CHECK(dialer->step() == State::pausing);
    CHECK(dialer->patience_ms() >= 5'000);
  }
  SECTION("one that did makes the pause short again") {
    clock.tick(10'000 * kMs);
    CHECK(dialer->step() == State::pausing);
    CHECK(dialer->patience_ms() <= 100);
    clock.tick(100 * kMs);
    CHECK(run(*dialer) == State::connected);
  }
}

// No name means every address of the machine here: one of each family.
TEST_CASE("each address of a name is tried", "[net]") {
  std::vector<const char*> places = {"127.0.0.1:0"};
  if (has_ipv6()) places.push_back("[::1]:0");
  for (const char* only : places) {
    Descriptor listener = listening(only);
    Uri uri{.kind = Uri::Kind::tcp, .path = {}, .shown = "tcp://here"};
    uri.port = port_of(local_address(listener.get()));
    const auto dialer = Dialer::make(uri, {});
    REQUIRE(dialer.ok());
    CHECK(run(**dialer) == State::connected);
    (*dialer)->take();

    listener = Descriptor();
    const auto in_vain = Dialer::make(uri, {});
    REQUIRE(in_vain.ok());
    CHECK(run(**in_vain) == State::pausing);
    CHECK((*in_vain)->failures() == 1);  // all of them together are one attempt
    CHECK((*in_vain)->failure().starts_with("tcp://here: "));
  }
}

TEST_CASE("a port that nobody listens at refuses", "[net]") {
  Descriptor listener = listening("127.0.0.1:0");
  const std::string text = "tcp://" + address_text(local_address(listener.get()));
  listener = Descriptor();
  const auto dialer = dialer_to(text, {});
  CHECK(run(*dialer) == State::pausing);
  CHECK(dialer->failure() == text + ": Connection refused");
  CHECK(dialer->descriptor() == -1);
}

TEST_CASE("a name without an address is a failure like others", "[net]") {
  const auto dialer = dialer_to("tcp://no-such-host.invalid:9", {});
  CHECK(dialer->step() == State::pausing);
  CHECK(dialer->failures() == 1);
  CHECK(dialer->failure().starts_with("tcp://no-such-host.invalid:9: "));
}

TEST_CASE("a full queue is waited for, but not for ever", "[net]") {
  const TempDir dir;
  const std::string path = dir.path("s");
  const Descriptor listener = listening(path, 0);
  const Client first(path);
  REQUIRE(first.code() == 0);
  FakeClock clock;
  NetOptions options;
  options.clock = &clock;
  const auto dialer = dialer_to("unix:" + path, options);
  CHECK(dialer->step() == State::connecting);
  CHECK(dialer->descriptor() == -1);
  const int patience = dialer->patience_ms();
  CHECK(patience > 0);
  CHECK(patience <= 20);
  clock.tick(patience * kMs);
  CHECK(dialer->step() == State::connecting);
  SECTION("until there is room") {
    const Descriptor served = accepted(listener);
    clock.tick(patience * kMs);
    CHECK(run(*dialer) == State::connected);
  }
  SECTION("until the time is over") {
    clock.tick(options.peer_timeout_ns);
    CHECK(dialer->step() == State::pausing);
    CHECK(dialer->failure() == "unix:" + path + ": no answer within 30s");
  }
}

}  // namespace
}  // namespace runnel::io
