#include "io/reader.h"

#include <pthread.h>
#include <rapidcheck.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "catch.h"
#include "io/io_fixture.h"
#include "io/scripted_source.h"

namespace runnel::io {
namespace {

constexpr ReaderOptions kSmall{4096, 20'000, 2'000'000'000};

struct World {
  explicit World(const ReaderOptions& chosen = kSmall) : options(chosen) { clock.now = 1'000; }

  Reader reader(const std::vector<std::string>& inputs) { return {inputs, scripts.opener(), options, stop, clock}; }

  // Reads to the end; where nothing is there, on_idle() must change that.
  template <class OnIdle>
  std::vector<ReadLine> read(Reader& reader, const OnIdle& on_idle) {
    std::vector<ReadLine> lines;
    std::vector<Batch> recycled(3);
    for (size_t turn = 0;; ++turn) {
      Batch& batch = recycled[turn % recycled.size()];
      switch (reader.next(batch)) {
        case Reader::Next::end: return lines;
        case Reader::Next::idle:
          on_idle();
          reader.wait(-1, 1000);
          break;
        case Reader::Next::batch:
          check(batch);
          append_lines(batch, options.max_line, lines);
      }
    }
  }
  std::vector<ReadLine> read(Reader& reader) {
    return read(reader, [] {});
  }

  void check(const Batch& batch) const {
    if (*batch.end() != '\n') FAIL("no newline behind the batch");
    if (batch.last + kBatchPadding > batch.buffer.capacity()) FAIL("no padding behind the batch");
    if (batch.overlong > 0 && batch.overlong <= options.max_line) FAIL("not overlong");
    if (batch.overlong > 0 && batch.text().size() != options.max_line) FAIL("not the whole head");
  }

  Scripts scripts;
  ReaderOptions options;
  StopRequest stop;
  FakeClock clock;
};

std::vector<ReadLine> read_text(const std::string& text, Kind kind = Kind::plain) {
  World world;
  world.scripts.add("in", kind, {text});
  Reader reader = world.reader({"in"});
  return world.read(reader);
}

TEST_CASE("lines, with their offsets") {
  struct Case {
    std::string text;
    std::vector<ReadLine> lines;
  };
  const std::vector<Case> cases = {
      {"", {}},
      {"\n", {{0, 0, "", 0}}},
      {"a\n", {{0, 0, "a", 0}}},
      {"a", {{0, 0, "a", 0}}},
      {"a\nb", {{0, 0, "a", 0}, {0, 2, "b", 0}}},
      {"a\r\n\r\nb\r", {{0, 0, "a\r", 0}, {0, 3, "\r", 0}, {0, 5, "b\r", 0}}},
      {{"a\0b\n\0", 5}, {{0, 0, {"a\0b", 3}, 0}, {0, 4, {"\0", 1}, 0}}},
      {"\xef\xbb\xbf", {}},
      {"\xef\xbb\xbf\n", {{0, 3, "", 0}}},
      {"\xef\xbb\xbf{}\n\xef\xbb\xbf{}", {{0, 3, "{}", 0}, {0, 6, "\xef\xbb\xbf{}", 0}}},
      {"\xef\xbb\xbf\xef\xbb\xbf{}", {{0, 3, "\xef\xbb\xbf{}", 0}}},
      {"\xef\xbb", {{0, 0, "\xef\xbb", 0}}},
      {"\xef\xbb\n\xbf", {{0, 0, "\xef\xbb", 0}, {0, 3, "\xbf", 0}}},
      {"\n\xef\xbb\xbf{}", {{0, 0, "", 0}, {0, 1, "\xef\xbb\xbf{}", 0}}},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(read_text(c.text) == c.lines);
    CHECK(read_text(c.text, Kind::live) == c.lines);
    CHECK(lines_of(0, c.text, kSmall.max_line) == c.lines);
    // One byte a read, with and without a pause between them: what is handed out then must not change it either.
    for (const bool paused : {false, true}) {
      World world;
      std::vector<Piece> pieces;
      for (const char byte : c.text) {
        pieces.emplace_back(std::string(1, byte));
        if (paused) pieces.emplace_back(Pause{});
      }
      ScriptedSource* const source = world.scripts.add("in", Kind::live, pieces);
      Reader reader = world.reader({"in"});
      CHECK(world.read(reader, [&] { source->resume(); }) == c.lines);
    }
  }
}

TEST_CASE("a mark that comes after a first short line is no byte order mark") {
  World world;
  ScriptedSource* const source = world.scripts.add("in", Kind::live, {"\n", Pause{}, "\xef\xbb\xbf{}\n"});
  Reader reader = world.reader({"in"});
  const auto lines = world.read(reader, [&] { source->resume(); });
  CHECK(lines == std::vector<ReadLine>{{0, 0, "", 0}, {0, 1, "\xef\xbb\xbf{}", 0}});
}

TEST_CASE("lines longer than a chunk, up to max_line and beyond") {
  for (const size_t length : {4095, 4096, 4097, 8191, 8192, 8193, 12288, 19999, 20000, 20001, 20480, 24576, 30000, 65536, 131072, 500000}) {
    for (const std::string& before : {std::string(), std::string("first\n"), std::string(4000, 'f') + '\n', std::string("\xef\xbb\xbf")}) {
      for (const std::string& after : {std::string(), std::string("\n"), std::string("\nlast"), std::string("\nnext\n") + std::string(9000, 'n') + "\nlast\n"}) {
        for (const Kind kind : {Kind::plain, Kind::live}) {
          const std::string text = before + std::string(length, 'x') + after;
          CAPTURE(length, before.size(), after.size(), kind == Kind::live);
          CHECK(read_text(text, kind) == lines_of(0, text, kSmall.max_line));
        }
      }
    }
  }
}

TEST_CASE("two overlong lines, one after the other, and short ones between") {
  const std::string longer(50'000, 'x');
  const std::string text = longer + "\na\n" + longer + "y\n" + longer + "\n\nb\n" + longer;
  CHECK(read_text(text) == lines_of(0, text, kSmall.max_line));
  CHECK(read_text(text, Kind::live) == lines_of(0, text, kSmall.max_line));
}

std::string random_text(std::mt19937_64& random) {
  static constexpr size_t kLongest[] = {1, 1, 10, 10, 300, 5'000, 25'000, 70'000};
  std::string text = random() % 3 == 0 ? "\xef\xbb\xbf" : "";
  for (size_t lines = random() % 30; lines > 0; --lines) {
    text.append(random() % kLongest[random() % std::size(kLongest)], static_cast<char>('a' + random() % 26));
    text += random() % 5 == 0 ? "\r\n" : "\n";
  }
  if (random() % 2 == 0) text.append(random() % 30'000, 'z');
  return text;
}

std::vector<Piece> random_split(std::string_view text, std::mt19937_64& random, Kind kind) {
  static constexpr size_t kLargest[] = {1, 3, 100, 4096, 5'000, 40'000, 1'000'000};
  const size_t largest = kLargest[random() % std::size(kLargest)];
  std::vector<Piece> pieces;
  while (!text.empty()) {
    const size_t size = std::min<size_t>(text.size(), 1 + random() % largest);
    pieces.emplace_back(std::string(text.substr(0, size)));
    text.remove_prefix(size);
    if (kind == Kind::live && random() % 4 == 0) pieces.emplace_back(Pause{});
  }
  return pieces;
}

TEST_CASE("any split of the input into reads gives the same lines, and never a read that would wait") {
  CHECK(rc::check("splits", [](uint64_t seed) {
    std::mt19937_64 random(seed);
    const std::string text = random_text(random);
    const auto expected = lines_of(0, text, kSmall.max_line);
    for (const Kind kind : {Kind::plain, Kind::live, Kind::live}) {
      World world;
      ScriptedSource* const source = world.scripts.add("in", kind, random_split(text, random, kind));
      Reader reader = world.reader({"in"});
      bool blocked = false;
      const auto lines = world.read(reader, [&] {
        blocked = blocked || source->blocked;
        source->resume();
      });
      RC_ASSERT(!blocked);
      RC_ASSERT(lines == expected);
      RC_ASSERT(reader.bytes_read() == text.size());
      RC_ASSERT(reader.errors().empty());
    }
  }));
}

TEST_CASE("a live input that fills a chunk to its last byte is not read on before it is ready") {
  for (const size_t size : {4096, 8192, 24576, 28672, 32768}) {
    for (const bool with_line : {true, false}) {
      CAPTURE(size, with_line);
      World world;
      std::string first(size, 'x');
      if (with_line) first[7] = '\n';
      ScriptedSource* const source = world.scripts.add("in", Kind::live, {first, Pause{}, "y\nz\n"});
      Reader reader = world.reader({"in"});
      bool blocked = false;
      const auto lines = world.read(reader, [&] {
        blocked = source->blocked;
        source->resume();
      });
      CHECK(!blocked);
      CHECK(lines == lines_of(0, first + "y\nz\n", kSmall.max_line));
    }
  }
}

TEST_CASE("what is there is handed out when the next read would wait, and a started line is kept") {
  World world;
  ScriptedSource* const source = world.scripts.add("in", Kind::live, {"a\nb\nc", Pause{}, "d", Pause{}, "\ne\n", Pause{}});
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

TEST_CASE("plain files are read in order, one after another, and numbered") {
  const TempDir dir;
  World world;
  const std::vector<std::string> texts = {"a1\na2\n", "", "\xef\xbb\xbf" "b1", std::string(9'000, 'c') + "\nc2\n", "\n"};
  std::vector<std::string> names;
  std::vector<ReadLine> expected;
  uint64_t total = 0;
  for (size_t i = 0; i < texts.size(); ++i) {
    names.push_back(dir.file("f" + std::to_string(i), texts[i]));
    total += texts[i].size();
    for (ReadLine& line : lines_of(static_cast<uint32_t>(i), texts[i], kSmall.max_line)) expected.push_back(std::move(line));
  }
  Reader reader(names, open_source, kSmall, world.stop, world.clock);
  CHECK(reader.bytes_total() == total);
  CHECK(world.read(reader) == expected);
  CHECK(reader.bytes_read() == total);
  for (uint32_t i = 0; i < names.size(); ++i) CHECK(reader.name(i) == names[i]);
}

TEST_CASE("an input that is missing or no file is passed over, and said") {
  const TempDir dir;
  World world;
  const std::vector<std::string> names = {dir.path("missing"), dir.file("a", "1\n"), dir.path("."), dir.file("b", "2\n"), dir.path("missing too")};
  Reader reader(names, open_source, kSmall, world.stop, world.clock);
  CHECK(world.read(reader) == std::vector<ReadLine>{{1, 0, "1", 0}, {3, 0, "2", 0}});
  REQUIRE(reader.errors().size() == 3);
  for (const Error& error : reader.errors()) CHECK(error.kind == ErrorKind::source);

  Reader nothing({}, open_source, kSmall, world.stop, world.clock);
  CHECK(world.read(nothing).empty());
}

TEST_CASE("an error in the middle: whole lines before it count, the others go on") {
  World world;
  const Error broken{ErrorKind::source, "broken: Input/output error"};
  world.scripts.add("broken", Kind::live, {"a\nb\n12", broken});
  world.scripts.add("at once", Kind::live, {broken});
  world.scripts.add("good", Kind::live, {"x\n", "y\n"});
  Reader reader = world.reader({"broken", "at once", "good"});
  std::vector<ReadLine> lines = world.read(reader);
  std::sort(lines.begin(), lines.end(), [](const ReadLine& a, const ReadLine& b) { return std::pair(a.source, a.offset) < std::pair(b.source, b.offset); });
  CHECK(lines == std::vector<ReadLine>{{0, 0, "a", 0}, {0, 2, "b", 0}, {2, 0, "x", 0}, {2, 2, "y", 0}});
  REQUIRE(reader.errors().size() == 2);
  CHECK(reader.errors()[0].message == broken.message);
}

TEST_CASE("an error after an overlong line was begun") {
  World world;
  world.scripts.add("broken", Kind::plain, {"a\n" + std::string(100'000, 'x'), Error{ErrorKind::source, "broken"}});
  Reader reader = world.reader({"broken"});
  const auto lines = world.read(reader);
  REQUIRE(lines.size() == 2);
  CHECK(lines[1].overlong == 100'000);
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
  Reader reader({"endless"}, [&](std::string_view) -> Result<std::unique_ptr<Source>> { return std::unique_ptr<Source>(new Endless(world.stop)); },
                kSmall, world.stop, world.clock);
  Batch batch;
  CHECK(reader.next(batch) == Reader::Next::end);
}

TEST_CASE("after a stop a pipe is read to its end, or until the time to drain is over") {
  World world;
  ScriptedSource* const source = world.scripts.add("in", Kind::live, {"a\n", Pause{}, "b\n", Pause{}, "c\nd", Pause{}, "e\n"});
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
  const std::vector<std::string> names = {"/proc/self/fd/" + std::to_string(left.out.get()), "/proc/self/fd/" + std::to_string(right.out.get())};
  Reader reader(names, open_source, kSmall, world.stop, world.clock);
  CHECK(reader.bytes_total() == 0);
  Batch batch;
  const auto write_to = [](Pipe& pipe, std::string_view text) {
    REQUIRE(::write(pipe.in.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  };
  // It may say idle once for what came after it last looked: then wait() does not wait.
  const auto next_batch = [&] {
    if (reader.next(batch) == Reader::Next::batch) return;
    reader.wait(-1, 5000);
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
  reader.wait(-1, 10);
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
  reader.wait(-1, 5000);
  CHECK(reader.next(batch) == Reader::Next::idle);
  REQUIRE(::write(writer.get(), packed.data() + 5, packed.size() - 5) == static_cast<ssize_t>(packed.size() - 5));
  reader.wait(-1, 5000);
  REQUIRE(reader.next(batch) == Reader::Next::batch);
  CHECK(batch.text() == "one\ntwo\n");
}

TEST_CASE("wait() ends when something happens, and only then") {
  World world;
  Pipe input, output;
  ignore_sigpipe();
  Reader reader({"/proc/self/fd/" + std::to_string(input.out.get())}, open_source, kSmall, world.stop, world.clock);
  Batch batch;
  CHECK(reader.next(batch) == Reader::Next::idle);
  const auto waited = [&](int watch, int timeout_ms) {
    const auto begin = std::chrono::steady_clock::now();
    reader.wait(watch, timeout_ms);
    return std::chrono::steady_clock::now() - begin;
  };
  using std::chrono::milliseconds;

  SECTION("not before the time is over") { CHECK(waited(output.in.get(), 30) >= milliseconds(30)); }
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

}  // namespace
}  // namespace runnel::io
