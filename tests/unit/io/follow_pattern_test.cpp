#include <filesystem>

#include "../catch.h"
#include "follow_fixture.h"
#include "io/follow/pattern_feed.h"

namespace runnel::io {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

// A directory whose files match a pattern, and all the inputs that the feed has given.
class World {
 public:
  std::string at(std::string_view name) const { return dir.path(name); }

  void follow(const std::string& pattern, std::vector<KnownFile> known = {}) {
    feed = std::make_unique<PatternFeed>(at(pattern), 2, std::move(known), following);
  }
  // What has come since the last call: `a.log: text`, a line each, by the names of the files in the order of
  // their inputs.
  std::string read() {
    feed->woken();
    for (auto& inlet : feed->take_new()) {
      inputs.push_back({std::move(inlet), nullptr});
      inputs.back().reader = std::make_unique<InletReader>(*inputs.back().inlet);
    }
    std::string text;
    for (Input& input : inputs) {
      const size_t before = input.reader->all.size();
      input.reader->read();
      if (input.reader->all.size() == before) continue;
      text += input.reader->names.front() + ": " + input.reader->all.substr(before);
    }
    std::erase_if(inputs, [](const Input& input) { return input.reader->is_over(); });
    return text;
  }
  std::string read_after(int64_t ns) {
    clock.tick(ns);
    return read();
  }

  struct Input {
    std::unique_ptr<Inlet> inlet;
    std::unique_ptr<InletReader> reader;
  };

  TempDir dir;
  FakeClock clock;
  std::shared_ptr<Following> following = make_following(clock, 0, From::start, {}, {});
  std::unique_ptr<PatternFeed> feed;
  std::vector<Input> inputs;
};

TEST_CASE("what is a pattern") {
  const TempDir dir;
  CHECK(is_pattern(dir.path("*.log")));
  CHECK(is_pattern(dir.path("a?.log")));
  CHECK(is_pattern(dir.path("[ab].log")));
  CHECK_FALSE(is_pattern(dir.path("a.log")));
  dir.file("a*.log", "");
  CHECK_FALSE(is_pattern(dir.path("a*.log")));
  CHECK(is_pattern(dir.path("b*.log")));
}

TEST_CASE("files that match now, sorted, and later") {
  World world;
  append(world.at("b.log"), "b1\n");
  append(world.at("a.log"), "a1\n");
  append(world.at("c.txt"), "c1\n");
  std::filesystem::create_directory(world.at("d.log"));
  world.follow("*.log");
  CHECK(world.read() == "a.log: a1\nb.log: b1\n");
  append(world.at("a.log"), "a2\n");
  append(world.at("0.log"), "new\n");
  CHECK(world.read() == "a.log: a2\n0.log: new\n");
  CHECK(world.read().empty());
}

TEST_CASE("a pattern that nothing matches yet") {
  World world;
  world.follow("*.log");
  CHECK(world.read().empty());
  append(world.at("a.log"), "a1\n");
  CHECK(world.read() == "a.log: a1\n");
}

TEST_CASE("from the end holds for what is there at the start alone") {
  World world;
  world.following->from = From::end;
  append(world.at("a.log"), "a1\n");
  world.follow("*.log");
  CHECK(world.read().empty());
  append(world.at("a.log"), "a2\n");
  append(world.at("b.log"), "b1\n");
  CHECK(world.read() == "a.log: a2\nb.log: b1\n");
}

TEST_CASE("patterns in directories") {
  World world;
  std::filesystem::create_directories(world.at("x/logs"));
  append(world.at("x/logs/a.log"), "one\n");
  world.follow("*/logs/*.log");
  CHECK(world.read() == "a.log: one\n");
  std::filesystem::create_directories(world.at("y/logs"));
  append(world.at("y/logs/b.log"), "two\n");
  CHECK(world.read_after(2 * kSecond) == "b.log: two\n");
  append(world.at("y/logs/c.log"), "three\n");
  CHECK(world.read() == "c.log: three\n");
}

TEST_CASE("a file under two names is read once") {
  World world;
  append(world.at("a.log"), "one\n");
  SECTION("hard links") {
    std::filesystem::create_hard_link(world.at("a.log"), world.at("b.log"));
    world.follow("*.log");
    CHECK(world.read() == "a.log: one\n");
    std::filesystem::create_hard_link(world.at("a.log"), world.at("c.log"));
  }
  SECTION("symbolic links") {
    std::filesystem::create_symlink("a.log", world.at("b.log"));
    world.follow("*.log");
    CHECK(world.read() == "a.log: one\n");
    std::filesystem::create_symlink("a.log", world.at("c.log"));
  }
  CHECK(world.read().empty());
  append(world.at("a.log"), "two\n");
  CHECK(world.read() == "a.log: two\n");
}

TEST_CASE("rotations that match, too, belong to what they are rotations of") {
  World world;
  world.dir.file("a.log.2", "long before\n");
  compress_file(world.at("a.log.2"), Compression::gzip);
  world.dir.file("a.log.1", "before\n");
  append(world.at("a.log"), "now\n");
  age(world.at("a.log.2.gz"), 20);
  age(world.at("a.log.1"), 10);
  world.follow("a.log*");
  CHECK(world.read() == "a.log.2.gz: long before\nbefore\nnow\n");
  CHECK(world.inputs.size() == 1);
  rename_file(world.at("a.log.1"), world.at("a.log.2"));
  rename_file(world.at("a.log"), world.at("a.log.1"));
  CHECK(world.read().empty());
  append(world.at("a.log"), "new\n");
  CHECK(world.read() == "a.log.2.gz: new\n");
  compress_file(world.at("a.log.1"), Compression::zstd);
  CHECK(world.read().empty());
  std::filesystem::copy_file(world.at("a.log"), world.at("a.log.0"));
  truncate_file(world.at("a.log"));
  CHECK(world.read().empty());
  append(world.at("a.log"), "newer\n");
  CHECK(world.read() == "a.log.2.gz: newer\n");
  CHECK(world.inputs.size() == 1);
}

TEST_CASE("rotations that match alone are not read again under the next name") {
  World world;
  append(world.at("a.log.1"), "one\n");
  append(world.at("a.log.2"), "two\n");
  world.follow("a.log.*");
  CHECK(world.read() == "a.log.1: one\na.log.2: two\n");
  rename_file(world.at("a.log.2"), world.at("a.log.3"));
  rename_file(world.at("a.log.1"), world.at("a.log.2"));
  append(world.at("a.log.1"), "three\n");
  CHECK(world.read() == "a.log.1: three\n");
  CHECK(world.read_after(10 * kSecond).empty());
}

TEST_CASE("files with dates in their names follow each other") {
  World world;
  append(world.at("app-20240131.log"), "one\n");
  world.follow("app-*.log");
  CHECK(world.read() == "app-20240131.log: one\n");
  append(world.at("app-20240131.log"), "two\n");
  append(world.at("app-20240201.log"), "three\n");
  CHECK(world.read() == "app-20240131.log: two\napp-20240201.log: three\n");
  std::filesystem::remove(world.at("app-20240131.log"));
  CHECK(world.read().empty());
  CHECK(world.inputs.size() == 2);
  CHECK(world.read_after(6 * kSecond).empty());
  CHECK(world.inputs.size() == 1);
}

TEST_CASE("a file that was deleted and comes back is a new input") {
  World world;
  append(world.at("a.log"), "one\n");
  world.follow("*.log");
  CHECK(world.read() == "a.log: one\n");
  std::filesystem::remove(world.at("a.log"));
  CHECK(world.read().empty());
  CHECK(world.read_after(6 * kSecond).empty());
  CHECK(world.inputs.empty());
  append(world.at("a.log"), "one\ntwo\n");
  CHECK(world.read() == "a.log: one\ntwo\n");
}

TEST_CASE("an input of its own on the command line is none of the pattern") {
  World world;
  append(world.at("a.log"), "one\n");
  append(world.at("b.log"), "two\n");
  world.following->operands = {world.at("a.log")};
  world.follow("*.log");
  CHECK(world.read() == "b.log: two\n");
}

TEST_CASE("files of an earlier run are taken up again") {
  World world;
  append(world.at("a.log"), "one\ntwo\n");
  append(world.at("b.log"), "three\nfour\n");
  const KnownFile a{.path = world.at("a.log"), .mark = mark_of(world.at("a.log"), 4), .at = {.offset = 4}};
  const KnownFile b{.path = world.at("b.log"), .mark = mark_of(world.at("b.log"), 6), .at = {.offset = 6}};
  rename_file(world.at("b.log"), world.at("b.log.1"));
  compress_file(world.at("b.log.1"), Compression::gzip);
  append(world.at("c.log"), "new\n");
  world.following->from = From::end;
  world.follow("*.log", {a, b});
  CHECK(world.read() == "a.log: two\nb.log.1.gz: four\nc.log: new\n");
}

TEST_CASE("a compressed file that turns up is read when nobody writes to it any more") {
  World world;
  world.follow("*.gz");
  CHECK(world.read().empty());
  append(world.at("a.gz"), compressed(Compression::gzip, "one\n"));
  world.clock.now = mark_of(world.at("a.gz"), 0).modified_ns;
  CHECK(world.read_after(kSecond).empty());
  CHECK(world.read_after(5 * kSecond) == "a.gz: one\n");
  CHECK(world.read_after(5 * kSecond).empty());
}

}  // namespace
}  // namespace runnel::io
