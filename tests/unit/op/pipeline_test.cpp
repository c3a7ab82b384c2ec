#include "op/pipeline.h"

#include <unistd.h>

#include <random>
#include <string>
#include <vector>

#include "catch.h"
#include "io/io_fixture.h"
#include "io/scripted_source.h"
#include "op/pipeline_fixture.h"

namespace runnel::op {
namespace {

using io::Kind;
using io::Pause;
using io::Piece;

std::string numbered_lines(size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += std::to_string(i) + std::string(i % 50, '.') + '\n';
  return text;
}

// What a Gatherer makes of it.
std::string gathered(std::string_view text, char source = '0') {
  std::string result;
  while (!text.empty()) {
    const size_t length = std::min(text.find('\n'), text.size());
    if (length > 0) result.append(1, source).append(text.substr(0, length)) += '\n';
    text.remove_prefix(std::min(length + 1, text.size()));
  }
  return result;
}

struct World {
  io::Scripts scripts;
  io::StopRequest stop;
  FakeClock clock;
  io::ReaderOptions options{.batch_size = 4096, .max_line = 1 << 20, .drain_ns = 1'000'000};

  void run(Gatherer& op, const std::vector<std::string>& inputs, int threads, Monitor* monitor = nullptr) {
    io::Reader reader(inputs, scripts.opener(), options, stop, clock);
    run_pipeline(reader, op, {threads}, monitor);
    CHECK(!op.out_of_turn);
    CHECK(!op.recycled_too_early);
  }
};

TEST_CASE("any number of threads gives the same lines in the same order") {
  const std::string text = numbered_lines(30'000) + "\n\nlast";
  const std::string expected = gathered(text);
  for (const int threads : {0, 1, 2, 4, 8}) {
    for (const size_t batch_size : {4096, 12288, 65536}) {
      for (const Kind kind : {Kind::plain, Kind::live}) {
        CAPTURE(threads, batch_size, kind == Kind::live);
        World world;
        world.options.batch_size = batch_size;
        std::mt19937 random(static_cast<unsigned>(threads));
        std::vector<Piece> pieces;
        for (size_t at = 0; at < text.size();) {
          const size_t size = 1 + random() % 100'000;
          pieces.emplace_back(text.substr(at, size));
          at += size;
        }
        world.scripts.add("in", kind, pieces);
        Gatherer op;
        op.work_us = 200;
        world.run(op, {"in"}, threads);
        CHECK(op.text == expected);
        CHECK(op.flushed.back() == expected.size());
        CHECK(op.workers <= std::max(threads, 1));
      }
    }
  }
}

TEST_CASE("threads are started only where there is work for them") {
  World world;
  world.scripts.add("in", Kind::plain, {"one\ntwo\n"});
  Gatherer op;
  world.run(op, {"in"}, 8);
  CHECK(op.workers == 1);
  CHECK(op.text == "0one\n0two\n");

  World empty;
  empty.scripts.add("in", Kind::plain, {});
  Gatherer nothing;
  empty.run(nothing, {"in"}, 8);
  CHECK(nothing.batches == 0);
}

TEST_CASE("when the operator has enough nothing more is given to it") {
  for (const int threads : {1, 2, 4, 8}) {
    for (const size_t enough : {1, 2, 3, 10}) {
      CAPTURE(threads, enough);
      World world;
      world.scripts.add("in", Kind::plain, {numbered_lines(50'000)});
      Gatherer op;
      op.work_us = 100;
      op.after_batch = [&](Gatherer& self) { return self.batches == enough ? Demand::enough : Demand::more; };
      world.run(op, {"in"}, threads);
      CHECK(op.batches == enough);
      CHECK(gathered(numbered_lines(50'000)).starts_with(op.text));
      CHECK(op.flushed.back() == op.text.size());
    }
  }
}

TEST_CASE("all that was made leaves whenever the input is idle") {
  for (const int threads : {1, 4}) {
    CAPTURE(threads);
    World world;
    const std::string flood = numbered_lines(10'000);
    io::ScriptedSource* const source = world.scripts.add(
        "in", Kind::live, {"a\n", Pause{}, "b\nc\n", "d\nhalf", Pause{}, " done\n" + flood, Pause{}, "e\n"});
    Gatherer op;
    op.work_us = 100;
    const std::vector<std::string> states = {gathered("a\n"), gathered("a\nb\nc\nd\n"),
                                             gathered("a\nb\nc\nd\nhalf done\n" + flood)};
    size_t idle = 0;
    op.on_flush = [&](Gatherer& self) {
      if (idle < states.size() && self.text == states[idle] && source->resume()) ++idle;
      return Demand::more;
    };
    world.run(op, {"in"}, threads);
    CHECK(idle == states.size());
    CHECK(op.text == states.back() + gathered("e\n"));
  }
}

TEST_CASE("a flush that has lost its reader ends the program") {
  World world;
  world.scripts.add("in", Kind::live, {"a\n", Pause{}, "b\n"});
  Gatherer op;
  op.on_flush = [](Gatherer& self) { return self.text.empty() ? Demand::more : Demand::enough; };
  world.run(op, {"in"}, 2);
  CHECK(op.text == "0a\n");
}

TEST_CASE("an operator that wants nothing is given nothing") {
  World world;
  world.scripts.add("in", Kind::plain, {"a\n"});
  Gatherer op;
  op.on_flush = [](Gatherer&) { return Demand::enough; };
  io::Reader reader({"in"}, world.scripts.opener(), world.options, world.stop, world.clock);
  run_pipeline(reader, op, {2}, nullptr);
  CHECK(op.text.empty());
  CHECK(op.workers == 0);
}

TEST_CASE("two inputs that trickle: each in its own order") {
  for (const int threads : {1, 4}) {
    World world;
    std::vector<Piece> left, right;
    std::string expected_left, expected_right;
    for (int i = 0; i < 100; ++i) {
      const std::string line = std::to_string(i) + '\n';
      left.insert(left.end(), {line, Pause{}});
      right.insert(right.end(), {line + line, Pause{}});
      expected_left += gathered(line, '0');
      expected_right += gathered(line + line, '1');
    }
    io::ScriptedSource* const a = world.scripts.add("a", Kind::live, left);
    io::ScriptedSource* const b = world.scripts.add("b", Kind::live, right);
    std::mt19937 random(7);
    Gatherer op;
    bool running_a = true, running_b = true;
    op.on_flush = [&](Gatherer&) {
      // The last pause of each gives way to its end, after which it must not be touched.
      if (running_a && (random() % 2 == 0 || !running_b)) {
        running_a = op.text.find("099\n") == std::string::npos;
        a->resume();
      } else if (running_b) {
        running_b = op.text.find("199\n199\n") == std::string::npos;
        b->resume();
      }
      return Demand::more;
    };
    world.run(op, {"a", "b"}, threads);
    std::string got_left, got_right;
    for (std::string_view text = op.text; !text.empty();) {
      const size_t length = text.find('\n') + 1;
      (text[0] == '0' ? got_left : got_right) += text.substr(0, length);
      text.remove_prefix(length);
    }
    CHECK(got_left == expected_left);
    CHECK(got_right == expected_right);
  }
}

TEST_CASE("a stop ends a flood of a file, with what was read finished") {
  for (const int threads : {1, 4}) {
    World world;
    world.scripts.add("in", Kind::plain, {numbered_lines(100'000)});
    Gatherer op;
    op.after_batch = [&](Gatherer& self) {
      if (self.batches == 5) world.stop.request(15);
      return Demand::more;
    };
    world.run(op, {"in"}, threads);
    CHECK(op.batches >= 5);
    CHECK(op.batches <= 5 + 2 * static_cast<size_t>(threads));
    CHECK(gathered(numbered_lines(100'000)).starts_with(op.text));
  }
}

TEST_CASE("a reader that has gone is noticed, though nothing is written") {
  for (const int threads : {1, 4}) {
    CAPTURE(threads);
    World world;
    io::Pipe output;
    Gatherer op;
    op.watch = output.in.get();
    SECTION("while a file is read") {
      world.scripts.add("in", Kind::plain, {numbered_lines(200'000)});
      op.after_batch = [&](Gatherer& self) {
        if (self.batches == 5) output.out = io::Descriptor();
        return Demand::more;
      };
      world.run(op, {"in"}, threads);
      CHECK(op.batches <= 5 + 2 * static_cast<size_t>(threads));
    }
    SECTION("while the input is silent") {
      world.scripts.add("in", Kind::live, {"a\n", Pause{}});
      std::thread leaver([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        output.out = io::Descriptor();
      });
      world.run(op, {"in"}, threads);
      leaver.join();
      CHECK(op.text == "0a\n");
    }
  }
}

TEST_CASE("progress counts what was read") {
  class Counting final : public Monitor {
   public:
    void progress(uint64_t bytes_read, uint64_t bytes_total) override {
      if (bytes_read < last) went_back = true;
      last = bytes_read;
      total = bytes_total;
    }
    int interval_ms() const override { return -1; }
    uint64_t last = 0, total = 0;
    bool went_back = false;
  };
  const io::TempDir dir;
  const std::string text = numbered_lines(20'000);
  const std::vector<std::string> names = {dir.file("a", text), dir.file("b", text)};
  for (const int threads : {1, 4}) {
    World world;
    Counting monitor;
    Gatherer op;
    world.run(op, names, threads, &monitor);
    CHECK(monitor.last == 2 * text.size());
    CHECK(monitor.total == 2 * text.size());
    CHECK(!monitor.went_back);
    CHECK(op.text == gathered(text, '0') + gathered(text, '1'));
  }
}

}  // namespace
}  // namespace runnel::op
