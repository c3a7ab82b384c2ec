// Live inputs: when a batch is handed out, stops, waiting.
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "catch.h"
#include "io/io_fixture.h"
#include "io/reader.h"
#include "io/reader_world.h"

namespace runnel::io {
namespace {

TEST_CASE("what is there is handed out when the next read would wait, and a started line is kept") {
  World world;
  ScriptedSource* const source =
      world.scripts.add("in", Kind::live, {"a\nb\nc", Pause{}, "d", Pause{}, "\ne\n", Pause{}});
  Reader reader = world.reader({"in"});
  Batch batch;
  REQUIRE(reader.next(batch) == Reader::Next::batch);
  CHECK(batch.text() == "a\nb\n");
  CHECK(!reader.more_is_ready());
  CHECK(reader.next(batch) == Reader::Next::idle);
  CHECK(reader.next(batch) == Reader::Next::idle);
  source->resume();
  CHECK(reader.next(batch) == Reader::Next::idle);  // "d" ends no line
  source->resume();
  REQUIRE(reader.next(batch) == Reader::Next::batch);
  CHECK(batch.text() == "cd\ne\n");
  CHECK(batch.offset == 4);
  CHECK(reader.next(batch) == Reader::Next::idle);
  source->resume();
  CHECK(reader.next(batch) == Reader::Next::end);
  CHECK(reader.next(batch) == Reader::Next::end);
}

TEST_CASE("a flood fills its batches") {
  World world;
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i) + '\n';
  std::mt19937_64 random(1);
  for (const Kind kind : {Kind::plain, Kind::live}) {
    std::vector<Piece> pieces;
    for (size_t at = 0; at < text.size(); at += 1000) pieces.emplace_back(text.substr(at, 1000));
    world.scripts.add("in", kind, pieces);
    Reader reader = world.reader({"in"});
    Batch batch;
    size_t batches = 0;
    while (reader.next(batch) == Reader::Next::batch) {
      ++batches;
      CHECK(reader.more_is_ready() == (kind == Kind::plain || batches * 4096 < text.size()));
    }
    CHECK(batches == text.size() / 4096 + 1);
  }
}

TEST_CASE("a stop leaves files where they are, at once") {
  World world;
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "line\n";
  world.scripts.add("in", Kind::plain, {text});
  Reader reader = world.reader({"in"});
  Batch batch;
  REQUIRE(reader.next(batch) == Reader::Next::batch);
  world.stop.request(SIGTERM);
  CHECK(world.stop.signal() == SIGTERM);
  CHECK(reader.next(batch) == Reader::Next::end);
}

// A file without a newline never gives the pipeline a chance to look.
TEST_CASE("a stop ends a line of any length") {
  class Endless final : public Source {
   public:
    explicit Endless(StopRequest& stop) : Source("endless"), stop_(stop) {}
    Result<size_t> read(char* buffer, size_t size) override {
      std::memset(buffer, 'x', size);
      if (++reads_ == 100) stop_.request(0);
      REQUIRE(reads_ < 200);
      return size;
    }
    int wait_descriptor() const override { return -1; }
    uint64_t consumed() const override { return 0; }

   private:
    StopRequest& stop_;
    int reads_ = 0;
  };
  World world;
  Reader reader(
      {"endless"},
      [&](std::string_view) -> Result<std::unique_ptr<Source>> {
        return std::unique_ptr<Source>(new Endless(world.stop));
      },
      kSmall, world.stop, world.clock);
  Batch batch;
  CHECK(reader.next(batch) == Reader::Next::end);
}

TEST_CASE("after a stop a pipe is read to its end, or until the time to drain is over") {
  World world;
  ScriptedSource* const source =
      world.scripts.add("in", Kind::live, {"a\n", Pause{}, "b\n", Pause{}, "c\nd", Pause{}, "e\n"});
  Reader reader = world.reader({"in"});
  Batch batch;
  REQUIRE(reader.next(batch) == Reader::Next::batch);
  CHECK(reader.next(batch) == Reader::Next::idle);
  world.stop.request(SIGINT);
  CHECK(reader.next(batch) == Reader::Next::idle);
  world.clock.tick(1'000'000'000);
  source->resume();
  REQUIRE(reader.next(batch) == Reader::Next::batch);
  CHECK(batch.text() == "b\n");
  CHECK(reader.next(batch) == Reader::Next::idle);
  world.clock.tick(999'999'999);
  source->resume();
  REQUIRE(reader.next(batch) == Reader::Next::batch);
  CHECK(batch.text() == "c\n");
  world.clock.tick(1);
  source->resume();
  CHECK(reader.next(batch) == Reader::Next::end);  // "d" is the start of a line that was cut off: no record

  ScriptedSource* const other = world.scripts.add("short", Kind::live, {"a\n", Pause{}, "b"});
  Reader again = world.reader({"short"});
  const auto lines = world.read(again, [&] { other->resume(); });
  CHECK(lines == std::vector<ReadLine>{{0, 0, "a", 0}, {0, 2, "b", 0}});
}

TEST_CASE("the first signal counts") {
  StopRequest stop;
  CHECK(!stop.requested());
  pollfd entry{stop.descriptor(), POLLIN, 0};
  CHECK(poll(&entry, 1, 0) == 0);
  stop.request(SIGTERM);
  stop.request(SIGINT);
  CHECK(stop.signal() == SIGTERM);
  CHECK(poll(&entry, 1, 0) == 1);
}

TEST_CASE("two pipes are read together, whichever has something") {
  World world;
  const TempDir dir;
  Pipe left, right;
  const std::vector<std::string> names = {"/proc/self/fd/" + std::to_string(left.out.get()),
                                          "/proc/self/fd/" + std::to_string(right.out.get())};
  Reader reader(names, open_source, kSmall, world.stop, world.clock);
  CHECK(reader.bytes_total() == 0);
  Batch batch;
  const auto write_to = [](Pipe& pipe, std::string_view text) {
    REQUIRE(::write(pipe.in.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  };
  // It may say idle once for what came after it last looked: then wait() does not wait.
  const auto next_batch = [&] {
    if (reader.next(batch) == Reader::Next::batch) return;
    reader.wait({}, 5000);
    REQUIRE(reader.next(batch) == Reader::Next::batch);
  };
  const auto next_is = [&](uint32_t source, std::string_view text) {
    next_batch();
    CHECK(batch.source == source);
    CHECK(batch.text() == text);
  };
  CHECK(reader.next(batch) == Reader::Next::idle);
  write_to(right, "r1\n");
  next_is(1, "r1\n");
  write_to(left, "l1\nl");
  next_is(0, "l1\n");
  write_to(right, "r2\nr3\n");
  next_is(1, "r2\nr3\n");
  write_to(left, "2\n");
  next_is(0, "l2\n");
  CHECK(batch.offset == 3);
  // Both at once: neither starves.
  write_to(left, "l3\n");
  write_to(right, "r4\n");
  next_batch();
  const uint32_t first = batch.source;
  next_batch();
  CHECK(batch.source == 1 - first);
  left.in = Descriptor();
  CHECK(reader.next(batch) == Reader::Next::idle);
  reader.wait({}, 10);
  CHECK(reader.next(batch) == Reader::Next::idle);
  write_to(right, "last");
  right.in = Descriptor();
  next_is(1, "last");
  CHECK(reader.next(batch) == Reader::Next::end);
}

// More than a chunk is always ready on both: the turns alternate.
TEST_CASE("two floods take turns") {
  World world;
  std::string text;
  for (int i = 0; i < 5'000; ++i) text += "line\n";
  world.scripts.add("a", Kind::live, {text});
  world.scripts.add("b", Kind::live, {text});
  Reader reader = world.reader({"a", "b"});
  Batch batch;
  for (uint32_t turn = 0; turn < 8; ++turn) {
    REQUIRE(reader.next(batch) == Reader::Next::batch);
    CHECK(batch.source == turn % 2);
  }
}

TEST_CASE("a compressed pipe that has no more than a header is not waited for") {
  World world;
  const TempDir dir;
  const std::string packed = compressed(Compression::gzip, "one\ntwo\n");
  const std::string slow = dir.fifo("slow.gz");
  Reader reader({slow}, open_source, kSmall, world.stop, world.clock);
  const Descriptor writer(::open(slow.c_str(), O_WRONLY | O_CLOEXEC));
  REQUIRE(writer.get() >= 0);
  Batch batch;
  CHECK(reader.next(batch) == Reader::Next::idle);
  REQUIRE(::write(writer.get(), packed.data(), 5) == 5);
  reader.wait({}, 5000);
  CHECK(reader.next(batch) == Reader::Next::idle);
  REQUIRE(::write(writer.get(), packed.data() + 5, packed.size() - 5) ==
          static_cast<ssize_t>(packed.size() - 5));
  reader.wait({}, 5000);
  REQUIRE(reader.next(batch) == Reader::Next::batch);
  CHECK(batch.text() == "one\ntwo\n");
}

TEST_CASE("wait() ends when something happens, and only then") {
  World world;
  Pipe input, output;
  ignore_sigpipe();
  Reader reader({"/proc/self/fd/" + std::to_string(input.out.get())}, open_source, kSmall, world.stop,
                world.clock);
  Batch batch;
  CHECK(reader.next(batch) == Reader::Next::idle);
  const auto waited = [&](int watch, int timeout_ms) {
    const auto begin = std::chrono::steady_clock::now();
    reader.wait(std::array{-1, watch}, timeout_ms);
    return std::chrono::steady_clock::now() - begin;
  };
  using std::chrono::milliseconds;

  SECTION("not before the time is over") {
    CHECK(waited(output.in.get(), 30) >= milliseconds(30));
  }
  SECTION("data") {
    REQUIRE(::write(input.in.get(), "x\n", 2) == 2);
    CHECK(waited(output.in.get(), 10'000) < milliseconds(5'000));
    CHECK(reader.next(batch) == Reader::Next::batch);
  }
  SECTION("the end of the input") {
    input.in = Descriptor();
    CHECK(waited(output.in.get(), 10'000) < milliseconds(5'000));
    CHECK(reader.next(batch) == Reader::Next::end);
  }
  SECTION("the reader of the output goes") {
    output.out = Descriptor();
    CHECK(waited(output.in.get(), 10'000) < milliseconds(5'000));
  }
  SECTION("a stop, from another thread") {
    std::thread stopper([&] {
      std::this_thread::sleep_for(milliseconds(20));
      world.stop.request(0);
    });
    CHECK(waited(output.in.get(), 10'000) < milliseconds(5'000));
    stopper.join();
    // From now on it is the time to drain that bounds a wait without bound.
    CHECK(reader.next(batch) == Reader::Next::idle);
    world.clock.tick(kSmall.drain_ns - 20'000'000);
    CHECK(waited(output.in.get(), -1) < milliseconds(5'000));
    world.clock.tick(20'000'000);
    CHECK(reader.next(batch) == Reader::Next::end);
  }
  SECTION("a signal") {
    struct sigaction action {};
    struct sigaction before {};
    action.sa_handler = [](int) {};
    sigaction(SIGUSR1, &action, &before);
    const pthread_t waiting = pthread_self();
    std::thread signaller([&] {
      std::this_thread::sleep_for(milliseconds(50));
      pthread_kill(waiting, SIGUSR1);
    });
    CHECK(waited(output.in.get(), 10'000) < milliseconds(5'000));
    signaller.join();
    sigaction(SIGUSR1, &before, nullptr);
  }
}

TEST_CASE("inputs are numbered, their ends announced, and what they were waited for is known") {
  World world;
  world.options.ends = ReaderOptions::Ends::announced;
  ScriptedSource* const first = world.scripts.add("one", Kind::live, {"a\n", Pause{}});
  world.scripts.add("two", Kind::live, {"b\n"});
  Reader reader = world.reader({"one", "two"});
  Batch batch;
  std::string seen;
  for (int turns = 0; turns < 10 && reader.next(batch) == Reader::Next::batch; ++turns) {
    seen += std::to_string(batch.input) + (batch.ends_input ? "end " : std::string(batch.text()));
    CHECK(*batch.end() == '\n');
  }
  CHECK(seen == "0a\n1b\n1end ");
  REQUIRE(reader.inputs().size() == 1);
  CHECK(reader.inputs()[0].number == 0);
  CHECK(reader.inputs()[0].live);
  CHECK(reader.inputs()[0].waited_ns == 0);  // the clock stands still
  first->resume();
  REQUIRE(reader.next(batch) == Reader::Next::batch);
  CHECK(batch.ends_input);
  CHECK(batch.input == 0);
  CHECK(reader.next(batch) == Reader::Next::end);
}

}  // namespace
}  // namespace runnel::io
