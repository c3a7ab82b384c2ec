#include <filesystem>

#include "../catch.h"
#include "follow_fixture.h"
#include "io/follow/followed_file.h"

namespace runnel::io {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

// A file `a` that is followed.
class World {
 public:
  explicit World(std::string_view text, uint64_t offset = 0) {
    dir.file("a", text);
    place = std::make_shared<FollowedPlace>(open_descriptor(path().c_str(), O_RDONLY), offset, clock);
    source = std::make_unique<FollowedFile>("a", place, watch);
  }

  std::string path() const { return dir.path("a"); }
  bool is_readable() {
    watch->drain();
    return source->is_readable();
  }
  // All that is there; `$` stands for the end.
  std::string read(size_t size = 100) {
    std::string text;
    std::string chunk(size, '\0');
    while (is_readable()) {
      const auto got = source->read(chunk.data(), size);
      if (!got) return text + got.error().message;
      if (*got == 0) return text + "$";
      text.append(chunk, 0, *got);
    }
    return text;
  }

  TempDir dir;
  FakeClock clock;
  std::shared_ptr<Watch> watch = std::make_shared<Watch>(clock);
  std::shared_ptr<FollowedPlace> place;
  std::unique_ptr<FollowedFile> source;
};

TEST_CASE("a followed file gives what is written to it, and has no end") {
  World world("one\n");
  CHECK(world.source->may_wait());
  CHECK_FALSE(world.source->poll_says_readable());
  CHECK(world.read() == "one\n");
  CHECK(world.read().empty());
  append(world.path(), "two\nth");
  CHECK(world.read(2) == "two\nth");
  CHECK(world.place->is_read());
  append(world.path(), "ree\n");
  CHECK_FALSE(world.place->is_read());
  CHECK(world.read() == "ree\n");
  CHECK(world.source->consumed() == 14);
  CHECK(world.source->size() == 14);
  world.clock.tick(100 * kSecond);
  CHECK(world.read().empty());
}

TEST_CASE("it is read from where it was left") {
  World world("one\ntwo\n", 4);
  CHECK(world.read() == "two\n");
  CHECK(world.source->consumed() == 4);
  CHECK(world.source->size() == 4);
  const Descriptor file = open_descriptor(world.path().c_str(), O_RDONLY);
  CHECK(world.place->mark() == *mark_file(file.get(), 8));
}

TEST_CASE("it has the mark of what was read, whatever the sizes of the reads") {
  const std::string text = sample_lines(200);
  World world(text);
  CHECK(world.read(GENERATE(7, 1000, 1024, 1025, 100'000)) == text);
  const Descriptor file = open_descriptor(world.path().c_str(), O_RDONLY);
  CHECK(world.place->mark() == *mark_file(file.get(), text.size()));
  truncate_file(world.path());
  CHECK(world.place->mark().known == text.size());
}

TEST_CASE("one that was left ends when it has not grown for a while") {
  World world("one\n");
  world.place->leave();
  CHECK(world.read() == "one\n");
  world.clock.tick(4 * kSecond);
  append(world.path(), "two\n");
  CHECK(world.read() == "two\n");
  world.clock.tick(4 * kSecond);
  CHECK(world.read().empty());
  world.clock.tick(kSecond);
  CHECK(world.read() == "$");
  CHECK(world.place->state() == FollowedPlace::State::ended);
  CHECK_FALSE(world.place->was_truncated());
}

TEST_CASE("what came at the last moment is read before the end") {
  World world("one\n");
  CHECK(world.read() == "one\n");
  world.place->leave();
  world.clock.tick(5 * kSecond);
  append(world.path(), "two\n");
  CHECK(world.read() == "two\n");
  world.clock.tick(5 * kSecond);
  CHECK(world.read() == "$");
}

TEST_CASE("one that is the path's again goes on") {
  World world("one\n");
  CHECK(world.read() == "one\n");
  world.place->leave();
  world.clock.tick(3 * kSecond);
  world.place->follow();
  world.clock.tick(30 * kSecond);
  CHECK(world.read().empty());
}

TEST_CASE("truncated: it ends at once") {
  World world("one\ntwo\n");
  CHECK(world.read() == "one\ntwo\n");
  SECTION("and is empty") {
    truncate_file(world.path());
  }
  SECTION("and is shorter") {
    std::filesystem::resize_file(world.path(), 5);
  }
  SECTION("and has grown again, not so far") {
    truncate_file(world.path());
    append(world.path(), "three\n");
  }
  SECTION("and has grown to the same size") {
    truncate_file(world.path());
    append(world.path(), "thr\nfou\n");
    age(world.path(), 10);  // whatever the clock's tick is
  }
  SECTION("and has grown beyond") {
    truncate_file(world.path());
    append(world.path(), "three\nfour\nfive\n");
  }
  CHECK(world.read() == "$");
  CHECK(world.place->was_truncated());
  CHECK(world.place->mark().known == 8);
}

TEST_CASE("truncated between the question and the read") {
  World world("one\n");
  CHECK(world.is_readable());
  truncate_file(world.path());
  char byte;
  CHECK(*world.source->read(&byte, 1) == 0);
  CHECK(world.place->was_truncated());
}

TEST_CASE("touched only: nothing has changed") {
  World world("one\n");
  CHECK(world.read() == "one\n");
  age(world.path(), 10);
  world.clock.tick(kSecond);
  CHECK(world.read().empty());
  CHECK_FALSE(world.place->was_truncated());
}

TEST_CASE("the descriptor goes with the source") {
  World world("one\n");
  CHECK(file_id(world.source->file_descriptor()) == world.place->id());
  world.source.reset();
  CHECK(world.place->state() == FollowedPlace::State::ended);
  CHECK(world.place->is_read());
}

}  // namespace
}  // namespace runnel::io
