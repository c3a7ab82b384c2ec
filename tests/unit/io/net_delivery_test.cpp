// Who is given which bytes, with channels that take as much as the test says.
#include "io/net/delivery.h"

#include <sys/eventfd.h>

#include <algorithm>
#include <random>

#include "catch.h"
#include "io/io_fixture.h"

namespace runnel::io {
namespace {

class FakeChannel final : public Channel {
 public:
  FakeChannel(std::string& got, size_t& budget)
      : Channel(Descriptor(::eventfd(0, EFD_CLOEXEC)), "fake"), got_(got), budget_(budget) {}
  Transfer shake() override { return {Status::done}; }
  Transfer read(char*, size_t) override { return {Status::again}; }
  Transfer write(std::string_view text) override {
    // What was refused must be offered again, in one piece.
    REQUIRE(text.substr(0, refused_.size()) == refused_);
    const size_t count = std::min(text.size(), budget_);
    refused_ = text.substr(count);
    if (count == 0) return {Status::again};
    budget_ -= count;
    got_ += text.substr(0, count);
    return {Status::done, count};
  }
  bool has_buffered() const override { return false; }
  Transfer finish() override { return {Status::done}; }

 private:
  std::string& got_;
  size_t& budget_;
  std::string refused_;
};

struct World {
  struct Reader {
    std::string got;
    size_t budget = 0;
    size_t from = 0;  // in `offered`
    bool is_there = true;
  };

  template <class Kind>
  static World of() {
    World world;
    world.delivery = std::make_unique<Kind>(*world.peers);
    return world;
  }

  void join() {
    readers.push_back(std::make_unique<Reader>());
    readers.back()->from = offered.size();
    auto peer = std::make_unique<Peer>(
        std::make_unique<FakeChannel>(readers.back()->got, readers.back()->budget), *epoll);
    delivery->join(*peer);
    peers->push_back(std::move(peer));
    of_peer.push_back(readers.back().get());
    delivery->work_off(*peers->back(), 1);
  }
  void leave(size_t index) {
    (*peers)[index]->lose("gone");
    delivery->leave(*(*peers)[index]);
    peers->erase(peers->begin() + static_cast<std::ptrdiff_t>(index));
    of_peer[index]->is_there = false;
    of_peer.erase(of_peer.begin() + static_cast<std::ptrdiff_t>(index));
    delivery->settle(1);
  }
  void take(size_t index, size_t bytes) {
    of_peer[index]->budget = bytes;
    delivery->work_off(*(*peers)[index], 1);
    delivery->settle(1);
  }
  void take_all() {
    for (size_t i = 0; i < peers->size(); ++i) of_peer[i]->budget = SIZE_MAX / 2;
    while (delivery->untaken() > 0) {
      for (size_t i = 0; i < peers->size(); ++i) take(i, SIZE_MAX / 2);
    }
  }
  void offer(std::string_view text, uint64_t limit) {
    const size_t dealt = delivery->offer(text, limit, 1);
    REQUIRE((dealt == text.size() || dealt == 0 || text[dealt - 1] == '\n'));
    offered += text.substr(0, dealt);
  }

  std::unique_ptr<Epoll> epoll = std::make_unique<Epoll>();
  std::unique_ptr<Peers> peers = std::make_unique<Peers>();
  std::unique_ptr<Delivery> delivery;
  std::vector<std::unique_ptr<Reader>> readers;
  std::vector<Reader*> of_peer;  // beside `peers`
  std::string offered;
};

std::string some_lines(std::mt19937& random, uint64_t& number) {
  std::string text;
  for (auto count = random() % 30; count > 0; --count) {
    text += std::to_string(number++) + std::string(random() % 9 == 0 ? random() % 9000 : 5, '-') + "\n";
  }
  return text;
}

constexpr uint64_t kLimit = 400'000;

// Random steps; at least one peer is always there.
void run(World& world, std::mt19937& random, bool with_leaving) {
  uint64_t number = 0;
  world.join();
  for (int step = 0; step < 600; ++step) {
    const auto what = random() % 20;
    if (what == 0 && world.peers->size() < 6) world.join();
    if (what == 1 && with_leaving && world.peers->size() > 1) world.leave(random() % world.peers->size());
    if (what < 12) world.take(random() % world.peers->size(), random() % 40'000);
    if (what >= 8) world.offer(some_lines(random, number), kLimit);
  }
}

TEST_CASE("net delivery: broadcast against a string") {
  std::mt19937 random(3);
  for (int round = 0; round < 20; ++round) {
    World world = World::of<Broadcast>();
    run(world, random, true);
    REQUIRE(world.delivery->held() <= kLimit);
    world.take_all();
    REQUIRE(world.delivery->held() == 0);
    for (const auto& reader : world.readers) {
      const std::string_view wanted = std::string_view(world.offered).substr(reader->from);
      if (reader->is_there) REQUIRE((reader->got == wanted));
      if (!reader->is_there) REQUIRE((reader->got == wanted.substr(0, reader->got.size())));
    }
  }
}

TEST_CASE("net delivery: shares give whole lines, each to one") {
  std::mt19937 random(5);
  for (int round = 0; round < 20; ++round) {
    World world = World::of<Shares>();
    run(world, random, true);
    world.take_all();
    std::string all;
    for (const auto& reader : world.readers) {
      std::string got = reader->got;
      if (reader->is_there) REQUIRE((got.empty() || got.back() == '\n'));
      // The line in which one broke off is another one's.
      got.resize(got.rfind('\n') + 1);
      all += got;
    }
    const auto sorted = [](std::string_view text) {
      std::vector<std::string> lines;
      for (; !text.empty(); text.remove_prefix(lines.back().size())) lines.emplace_back(first_line(text));
      std::sort(lines.begin(), lines.end());
      return lines;
    };
    REQUIRE((sorted(all) == sorted(world.offered)));
  }
}

TEST_CASE("net delivery: what the last one left begins with the line that it broke off in") {
  World world = World::of<Broadcast>();
  world.join();
  world.of_peer[0]->budget = 7;
  world.offer("one\ntwo\nthree\n", kLimit);
  REQUIRE(world.readers[0]->got == "one\ntwo");
  REQUIRE(world.delivery->untaken() == 7);
  world.leave(0);
  world.offer("four\n", kLimit);
  world.join();
  world.take_all();
  REQUIRE(world.readers[1]->got == "two\nthree\nfour\n");
}

}  // namespace
}  // namespace runnel::io
