#include "time/frontier.h"

#include <rapidcheck.h>

#include <algorithm>
#include <string>
#include <vector>

#include "../catch.h"

namespace runnel::time {
namespace {

TEST_CASE("one input: the largest time seen, less the delay") {
  Frontier frontier({.delay = 5});
  CHECK(frontier.now() == kBeginningOfTime);
  frontier.advance(0, 100);
  CHECK(frontier.now() == 95);
  frontier.advance(0, 90);
  CHECK(frontier.now() == 95);
  frontier.advance(0, 103);
  CHECK(frontier.now() == 98);
  frontier.advance(0, -50);
  CHECK(frontier.now() == 98);
  frontier.end(0);
  CHECK(frontier.now() == kEndOfTime);
}

TEST_CASE("negative times, and the ends of int64") {
  Frontier frontier({.delay = 5});
  frontier.advance(0, -1000);
  CHECK(frontier.now() == -1005);
  Frontier least({.delay = 5});
  least.advance(0, kBeginningOfTime + 2);
  CHECK(least.now() == kBeginningOfTime);
  least.advance(0, kEndOfTime);
  CHECK(least.now() == kEndOfTime - 5);
}

TEST_CASE("with an endless delay everything is held to the end") {
  Frontier frontier({.delay = kEndOfTime, .idle_timeout = 10});
  frontier.advance(0, 1000);
  CHECK(frontier.now() == kBeginningOfTime);
  frontier.waited(0, 1000);
  CHECK(frontier.now() == kBeginningOfTime);
  CHECK(frontier.next_change() == std::nullopt);
  frontier.advance_to(0, 70);  // a watermark line knows better
  CHECK(frontier.now() == 70);
  frontier.end(0);
  CHECK(frontier.now() == kEndOfTime);
}

TEST_CASE("several inputs: the slowest holds the others") {
  Frontier frontier({.delay = 0});
  frontier.add_input(2);
  frontier.advance(0, 100);
  frontier.advance(1, 50);
  CHECK(frontier.now() == kBeginningOfTime);  // the third has given nothing yet
  frontier.advance(2, 70);
  CHECK(frontier.now() == 50);
  frontier.advance(1, 200);
  CHECK(frontier.now() == 70);
  frontier.end(2);
  CHECK(frontier.now() == 100);
  frontier.advance(2, 500);  // it has ended
  CHECK(frontier.now() == 100);
  frontier.end(0);
  CHECK(frontier.now() == 200);
  frontier.end(1);
  CHECK(frontier.now() == kEndOfTime);
}

TEST_CASE("a watermark line moves its input as a record does, without the delay") {
  Frontier frontier({.delay = 5});
  frontier.advance_to(0, 100);
  CHECK(frontier.now() == 100);
  frontier.advance(0, 102);
  CHECK(frontier.now() == 100);
  frontier.advance_to(0, 90);
  CHECK(frontier.now() == 100);
}

TEST_CASE("an idle input holds back nobody, until it is back") {
  Frontier frontier({.delay = 0, .idle_timeout = 10});
  frontier.add_input(1);
  frontier.advance(0, 100);
  frontier.advance(1, 50);
  CHECK(frontier.now() == 50);
  CHECK(frontier.next_change() == 10);
  frontier.waited(1, 9);
  CHECK(frontier.now() == 50);
  CHECK(frontier.next_change() == 1);
  frontier.waited(1, 10);
  CHECK(frontier.now() == 100);
  frontier.advance(0, 130);
  CHECK(frontier.now() == 130);
  frontier.advance(1, 60);  // back, and behind: the frontier stays
  CHECK(frontier.now() == 130);
  frontier.advance(0, 150);
  CHECK(frontier.now() == 130);
  frontier.advance(1, 140);
  CHECK(frontier.now() == 140);
}

TEST_CASE("while all are idle the frontier advances by the time waited beyond the timeout") {
  Frontier frontier({.delay = 5, .idle_timeout = 10});
  frontier.advance(0, 105);
  CHECK(frontier.next_change() == 10);
  frontier.waited(0, 10);
  CHECK(frontier.now() == 100);
  CHECK(frontier.next_change() == 0);
  frontier.waited(0, 13);
  CHECK(frontier.now() == 103);
  frontier.waited(0, 40);
  CHECK(frontier.now() == 130);
  frontier.advance(0, 110);  // an old record comes: time does not go back
  CHECK(frontier.now() == 130);
  CHECK(frontier.next_change() == 10);
  frontier.waited(0, 12);  // and goes on from where it stood
  CHECK(frontier.now() == 132);
}

TEST_CASE("it advances as far in one step as in many") {
  Frontier frontier({.delay = 5, .idle_timeout = 10});
  frontier.advance(0, 105);
  frontier.waited(0, 40);
  CHECK(frontier.now() == 130);
}

TEST_CASE("an input that never gave anything") {
  SECTION("does not hold the others once it is idle") {
    Frontier frontier({.delay = 0, .idle_timeout = 10});
    frontier.add_input(1);
    frontier.advance(0, 100);
    frontier.waited(1, 10);
    CHECK(frontier.now() == 100);
  }
  SECTION("nor if all become idle together") {
    Frontier frontier({.delay = 0, .idle_timeout = 10});
    frontier.add_input(1);
    frontier.advance(0, 100);
    frontier.waited(0, 12);
    frontier.waited(1, 12);
    CHECK(frontier.now() == 102);
  }
  SECTION("nor where the other has ended") {
    Frontier frontier({.delay = 0, .idle_timeout = 10});
    frontier.add_input(1);
    frontier.advance(0, 100);
    frontier.end(0);
    CHECK(frontier.now() == kBeginningOfTime);
    frontier.waited(1, 15);
    CHECK(frontier.now() == 105);
  }
  SECTION("alone has no time to advance") {
    Frontier frontier({.delay = 0, .idle_timeout = 10});
    frontier.add_input(0);
    frontier.waited(0, 1000);
    CHECK(frontier.now() == kBeginningOfTime);
    CHECK(frontier.next_change() == std::nullopt);
    frontier.end(0);
    CHECK(frontier.now() == kEndOfTime);
  }
}

TEST_CASE("what was waited for an input while another gave records does not count when that one ends") {
  Frontier frontier({.delay = 0, .idle_timeout = 10});
  frontier.advance(0, 100);
  frontier.advance(1, 100);
  frontier.waited(1, 500);
  frontier.advance(0, 120);
  frontier.end(0);
  CHECK(frontier.now() == 120);
  frontier.waited(1, 507);
  CHECK(frontier.now() == 127);
}

TEST_CASE("the end of one of several idle inputs does not move the frontier") {
  Frontier frontier({.delay = 0, .idle_timeout = 10});
  frontier.advance(0, 100);
  frontier.advance(1, 100);
  frontier.waited(0, 300);
  frontier.waited(1, 15);
  CHECK(frontier.now() == 105);
  frontier.end(1);
  CHECK(frontier.now() == 105);
  frontier.waited(0, 301);
  CHECK(frontier.now() == 106);
}

TEST_CASE("without a timeout nobody is idle") {
  Frontier frontier({.delay = 0});
  frontier.advance(0, 100);
  frontier.waited(0, kEndOfTime);
  CHECK(frontier.now() == 100);
  CHECK(frontier.next_change() == std::nullopt);
}

// The slow twin: the world tick by tick. At each, first all inputs are waited for, one after another, and
// then things happen.
struct SlowFrontier {
  struct Input {
    int64_t own = kBeginningOfTime;
    int64_t silent_since = 0;
    bool idle = false;
    bool ended = false;
  };
  int64_t delay;
  int64_t timeout;
  std::vector<Input> inputs = {};
  int64_t now = kBeginningOfTime;
  int64_t all_idle_since = -1;
  int64_t stood = 0;

  void wait(size_t i, int64_t tick) {
    const bool becomes_idle = !inputs[i].idle && !inputs[i].ended && tick - inputs[i].silent_since >= timeout;
    inputs[i].idle |= becomes_idle;
    if (becomes_idle) look(tick);
  }

  void have_waited(int64_t tick) {
    if (all_idle_since >= 0 && stood != kBeginningOfTime)
      now = std::max(now, stood + (tick - all_idle_since));
  }

  void look(int64_t tick) {
    bool all_ended = true, all_idle = true;
    int64_t least = kEndOfTime, least_idle = kEndOfTime;
    for (const Input& input : inputs) {
      if (input.own != kBeginningOfTime) least_idle = std::min(least_idle, input.own);
      if (input.ended) continue;
      all_ended = false;
      if (input.idle) continue;
      all_idle = false;
      least = std::min(least, input.own);
    }
    if (all_ended) now = kEndOfTime;
    if (all_ended || !all_idle) {
      all_idle_since = -1;
      if (!all_ended) now = std::max(now, least);
      return;
    }
    if (all_idle_since >= 0) return;
    all_idle_since = tick;
    if (now == kBeginningOfTime && least_idle != kEndOfTime) now = least_idle;
    stood = now;
  }
};

void save_and_load(Frontier& frontier, const Frontier::Options& options) {
  ByteWriter out;
  frontier.save(out);
  Frontier loaded(options);
  ByteReader in(out.bytes());
  loaded.load(in);
  RC_ASSERT(in.ok());
  RC_ASSERT(in.at_end());
  RC_ASSERT(loaded.now() == frontier.now());
  RC_ASSERT(loaded.next_change() == frontier.next_change());
  frontier = loaded;
}

TEST_CASE("records, waits and ends of several inputs: as a slow twin says") {
  REQUIRE(rc::check("tick by tick, saved and loaded at every one", [] {
    const Frontier::Options options{.delay = *rc::gen::inRange<int64_t>(0, 10),
                                    .idle_timeout = *rc::gen::inRange<int64_t>(1, 12)};
    SlowFrontier slow{.delay = options.delay, .timeout = *options.idle_timeout};
    slow.inputs.resize(*rc::gen::inRange<size_t>(1, 4));
    const auto count = static_cast<uint32_t>(slow.inputs.size());
    Frontier frontier(options);
    frontier.add_input(count - 1);
    int64_t last = kBeginningOfTime;
    for (int64_t tick = 1; tick < 120; ++tick) {
      for (uint32_t i = 0; i < count; ++i) {
        slow.wait(i, tick);
        frontier.waited(i, tick - slow.inputs[i].silent_since);
      }
      slow.have_waited(tick);
      save_and_load(frontier, options);
      RC_ASSERT(frontier.now() == slow.now);
      for (uint32_t i = 0; i < count; ++i) {
        SlowFrontier::Input& input = slow.inputs[i];
        const int what = *rc::gen::inRange(0, 24);
        const int64_t time = tick + *rc::gen::inRange<int64_t>(-30, 30);
        if (what == 0) frontier.advance_to(i, time);
        if (what == 1 || what == 2) frontier.advance(i, time);
        if (what < 3 && !input.ended) {
          input.own = std::max(input.own, what == 0 ? time : time - slow.delay);
          input.silent_since = tick;
          input.idle = false;
        }
        if (what == 3 && *rc::gen::inRange(0, 4) == 0) {
          input.ended = true;
          frontier.end(i);
        }
        slow.look(tick);
        RC_ASSERT(frontier.now() == slow.now);
      }
      RC_ASSERT(frontier.now() >= last);
      last = frontier.now();
    }
  }));
}

TEST_CASE("a state that makes no sense is refused, and one without idle inputs taken as it is") {
  Frontier frontier({.delay = 0, .idle_timeout = 10});
  frontier.advance(0, 100);
  frontier.waited(0, 20);
  ByteWriter out;
  frontier.save(out);
  for (size_t size = 0; size < out.bytes().size(); ++size) {
    Frontier loaded({.delay = 0, .idle_timeout = 10});
    ByteReader in(std::string_view(out.bytes()).substr(0, size));
    loaded.load(in);
    CHECK_FALSE(in.ok());
    CHECK(loaded.now() == kBeginningOfTime);
  }
  std::string broken = out.bytes();
  broken.back() = 9;
  ByteReader in(broken);
  frontier.load(in);
  CHECK_FALSE(in.ok());

  Frontier without({.delay = 0});
  ByteReader again(out.bytes());
  without.load(again);
  CHECK(again.ok());
  CHECK(without.now() == 110);
  without.advance(0, 120);
  CHECK(without.now() == 120);
}

}  // namespace
}  // namespace runnel::time
