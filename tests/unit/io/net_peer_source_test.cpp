// One peer as a source: when it says that it has something, over a channel that does what a test has written
// down.
#include "io/net/peer_source.h"

#include <sys/epoll.h>

#include <cstring>
#include <deque>

#include "catch.h"
#include "io/io_fixture.h"

namespace runnel::io {
namespace {

using Status = Channel::Status;

// One read() gives one step, or as much of it as there is room for; without steps it is `again`.
class ScriptedChannel final : public Channel {
 public:
  struct Step {
    Status status;
    std::string text;  // done: the bytes; failed: the reason
  };
  explicit ScriptedChannel(std::deque<Step>& steps, int& reads)
      : Channel(Descriptor(), "the peer"), steps_(steps), reads_(reads) {}

  Transfer shake() override { return {Status::done}; }
  Transfer read(char* buffer, size_t size) override {
    ++reads_;
    if (steps_.empty()) return {Status::again};
    Step step = std::move(steps_.front());
    steps_.pop_front();
    if (step.status == Status::failed) return {Status::failed, 0, step.text};
    if (step.status != Status::done) return {step.status};
    const size_t count = std::min(size, step.text.size());
    std::memcpy(buffer, step.text.data(), count);
    if (count < step.text.size()) steps_.push_front({Status::done, step.text.substr(count)});
    return {Status::done, count};
  }
  Transfer write(std::string_view) override { return {Status::failed}; }
  bool has_buffered() const override { return false; }
  Transfer finish() override { return {Status::done}; }

 private:
  std::deque<Step>& steps_;
  int& reads_;
};

class Home final : public PeerHome {
 public:
  explicit Home(const NetOptions& options) : PeerHome("home", options) {}
  Result<size_t> ended(const PeerSource&, const std::string& failure) override {
    ends += failure.empty() ? "ended " : failure + " ";
    return size_t{0};
  }
  void cut_off(const PeerSource&) override { ends += "cut off "; }
  void left(const PeerSource&) override { ends += "left "; }
  void take(const epoll_event&) override { ++events; }

  using PeerHome::epoll_;
  using PeerHome::patience_beside;
  using PeerHome::wait_is_over;

  std::string ends;
  int events = 0;
};

struct Peer {
  explicit Peer(Carrier carrier)
      : home(options()),
        source(std::make_unique<PeerSource>("in", std::make_unique<ScriptedChannel>(steps, reads), carrier,
                                            home, 1)) {}

  NetOptions options() const {
    NetOptions made;
    made.clock = &clock;
    return made;
  }
  // As the reader asks.
  bool is_ready() {
    return (source->has_buffered() || source->is_readable()) && (source->has_buffered() || source->prepare());
  }
  void add(std::string text) { steps.push_back({Status::done, std::move(text)}); }
  std::string read(size_t size = 100) {
    std::string room(size, '\0');
    const auto got = source->read(room.data(), size);
    REQUIRE(got.ok());
    return room.substr(0, *got);
  }

  FakeClock clock;
  std::deque<ScriptedChannel::Step> steps;
  int reads = 0;
  Home home;
  std::unique_ptr<PeerSource> source;
};

TEST_CASE("a peer is not asked before an event, and no more once it was found empty", "[net]") {
  Peer peer(Carrier::plain);
  CHECK(peer.source->may_wait());
  CHECK_FALSE(peer.source->poll_says_readable());
  CHECK_FALSE(peer.is_ready());
  peer.add("one");
  CHECK_FALSE(peer.is_ready());
  CHECK(peer.reads == 0);
  peer.source->note(EPOLLIN);
  CHECK(peer.is_ready());
  CHECK(peer.reads == 0);
  CHECK(peer.read() == "one");
  CHECK_FALSE(peer.is_ready());  // it gave less than there was room for
  CHECK(peer.reads == 1);
  CHECK(peer.source->consumed() == 3);
}

TEST_CASE("a read that was full says nothing of what is left", "[net]") {
  Peer peer(Carrier::plain);
  peer.add("12345678");
  peer.source->note(EPOLLIN);
  CHECK(peer.read(4) == "1234");
  CHECK(peer.is_ready());
  CHECK(peer.source->has_buffered());
  CHECK(peer.read(2) == "56");
  CHECK(peer.is_ready());
  CHECK(peer.read(2) == "78");
  CHECK_FALSE(peer.is_ready());

  SECTION("and may have taken the last") {
    peer.add("1234");
    peer.source->note(EPOLLIN);
    CHECK(peer.read(4) == "1234");
    CHECK_FALSE(peer.is_ready());
  }
  SECTION("and is followed by more in the same read") {
    peer.add("12345678");
    peer.source->note(EPOLLIN);
    CHECK(peer.read(4) == "1234");
    CHECK(peer.is_ready());
    peer.add("9");
    peer.source->note(EPOLLIN);
    CHECK(peer.read() == "56789");
    CHECK_FALSE(peer.is_ready());
  }
}

TEST_CASE("an end that came with data is not forgotten", "[net]") {
  for (const Carrier carrier : {Carrier::plain, Carrier::tls}) {
    Peer peer(carrier);
    peer.add("last");
    peer.steps.push_back({Status::ended, {}});
    peer.source->note(EPOLLIN | EPOLLRDHUP);
    CHECK(peer.is_ready());
    CHECK(peer.read() == "last");
    CHECK(peer.is_ready());
    CHECK(peer.read().empty());
    CHECK(peer.home.ends == "ended ");
    peer.source.reset();
    CHECK(peer.home.ends == "ended left ");
  }
}

TEST_CASE("what came before a failure is read before it", "[net]") {
  Peer peer(Carrier::tls);
  peer.add("good");
  peer.steps.push_back({Status::failed, "bad record"});
  peer.source->note(EPOLLIN);
  CHECK(peer.is_ready());
  CHECK(peer.read() == "good");
  CHECK(peer.home.ends.empty());
  CHECK(peer.is_ready());
  CHECK(peer.read().empty());
  CHECK(peer.home.ends == "bad record ");
}

TEST_CASE("of TLS a part of a record is nothing to read", "[net]") {
  Peer peer(Carrier::tls);
  peer.source->note(EPOLLOUT);  // comes with the first look
  CHECK_FALSE(peer.source->is_ready());
  peer.source->note(EPOLLIN);
  CHECK_FALSE(peer.is_ready());
  CHECK(peer.reads == 1);
  CHECK_FALSE(peer.is_ready());
  CHECK(peer.reads == 1);
  // It may be that it must write first.
  peer.add("now");
  peer.source->note(EPOLLOUT);
  CHECK(peer.is_ready());
  CHECK(peer.read() == "now");
  CHECK_FALSE(peer.is_ready());
}

TEST_CASE("of TLS all records that are there are read together", "[net]") {
  Peer peer(Carrier::tls);
  for (const char* text : {"one ", "two ", "three"}) peer.add(text);
  peer.source->note(EPOLLIN);
  CHECK(peer.is_ready());
  CHECK(peer.read() == "one two three");
  CHECK_FALSE(peer.is_ready());
}

TEST_CASE("a peer that is given up says so", "[net]") {
  Peer peer(Carrier::plain);
  peer.source->cut_off();
  peer.source.reset();
  CHECK(peer.home.ends == "cut off left ");
}

TEST_CASE("a reader that never waits has the epoll looked at nevertheless", "[net]") {
  Peer peer(Carrier::plain);
  const Pipe pipe;
  REQUIRE(peer.home.epoll_.add(pipe.out.get(), EPOLLIN, 7));
  REQUIRE(::write(pipe.in.get(), "x", 1) == 1);
  peer.source->note(EPOLLIN);
  CHECK(peer.source->is_readable());
  CHECK(peer.home.events == 0);
  CHECK(peer.home.patience_beside(17) == 17);
  peer.clock.tick(PeerHome::kBusyMs * int64_t{1'000'000});
  CHECK(peer.source->is_readable());
  CHECK(peer.home.events == 1);
  CHECK(peer.home.patience_beside(17) == 0);  // who was asked before may have something by now
  peer.home.wait_is_over();
  CHECK(peer.home.patience_beside(17) == 17);
  CHECK(peer.home.events == 2);
}

}  // namespace
}  // namespace runnel::io
