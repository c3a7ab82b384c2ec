#include <filesystem>

#include "../catch.h"
#include "follow_fixture.h"

namespace runnel::io {
namespace {

using Names = std::vector<std::string>;

constexpr int64_t kSecond = 1'000'000'000;

// access.log, followed.
class World {
 public:
  std::string path() const { return dir.path("access.log"); }
  std::string at(std::string_view name) const { return dir.path(name); }

  void follow(FollowedPath how = {}) {
    how.path = path();
    inlet = std::make_unique<FollowedInlet>(std::move(how), following);
    reader = std::make_unique<InletReader>(*inlet);
  }
  // What has come since the last call.
  std::string read() {
    const size_t before = reader->all.size();
    reader->read();
    return reader->all.substr(before);
  }
  std::string read_after(int64_t ns) {
    clock.tick(ns);
    return read();
  }

  TempDir dir;
  FakeClock clock;
  std::vector<std::string> said;
  std::shared_ptr<Following> following = make_following(
      clock, 0, From::start, {}, [this](std::string_view sentence) { said.emplace_back(sentence); });
  std::unique_ptr<FollowedInlet> inlet;
  std::unique_ptr<InletReader> reader;
};

TEST_CASE("a path is followed as it grows") {
  World world;
  append(world.path(), "one\n");
  world.follow({.operand = 3});
  CHECK(world.inlet->is_live());
  auto opened = world.inlet->next(0);
  REQUIRE(opened.ok());
  REQUIRE(opened->has_value());
  CHECK((*opened)->operand == 3);
  CHECK((*opened)->path == world.path());
  CHECK((*opened)->last_line == LastLine::record);
  CHECK((*opened)->source->name() == world.path());
  CHECK_FALSE(world.inlet->is_done());
  CHECK_FALSE(world.inlet->next(1)->has_value());
}

TEST_CASE("a path that is not there yet is waited for, and that is said once") {
  World world;
  world.follow();
  CHECK(world.read().empty());
  CHECK(world.read_after(10 * kSecond).empty());
  CHECK(world.said == Names{world.path() + ": is not there yet, and is waited for"});
  append(world.path(), "one\n");
  CHECK(world.read() == "one\n");
  CHECK(world.said.size() == 1);
  CHECK_FALSE(world.inlet->is_done());
}

TEST_CASE("a directory that is not there yet is waited for") {
  World world;
  FollowedPath how{.path = world.at("sub/access.log")};
  FollowedInlet inlet(how, world.following);
  InletReader reader(inlet);
  reader.read();
  std::filesystem::create_directory(world.at("sub"));
  append(world.at("sub/access.log"), "one\n");
  world.clock.tick(kSecond / 4);
  reader.read();
  CHECK(reader.all == "one\n");
}

TEST_CASE("from the end: what is there is passed over, what comes later is not") {
  World world;
  append(world.path(), "one\ntw");
  world.follow({.from = From::end});
  CHECK(world.read() == "tw");
  CHECK(world.reader->starts == std::vector<uint64_t>{4});
  append(world.path(), "o\n");
  CHECK(world.read() == "o\n");
  rename_file(world.path(), world.at("access.log.1"));
  append(world.path(), "three\n");
  CHECK(world.read() == "three\n");
}

TEST_CASE("from the end of a path that is not there: all of it is new") {
  World world;
  world.follow({.from = From::end});
  CHECK(world.read().empty());
  append(world.path(), "one\n");
  CHECK(world.read() == "one\n");
}

TEST_CASE("renamed: the old file is read to its end, then the new one, and on for a while") {
  World world;
  append(world.path(), "one\n");
  world.follow();
  CHECK(world.read() == "one\n");
  rename_file(world.path(), world.at("access.log.1"));
  append(world.at("access.log.1"), "two\n");
  append(world.path(), "");
  CHECK(world.read() == "two\n");
  CHECK(world.reader->names.size() == 1);
  append(world.at("access.log.1"), "three\n");
  append(world.path(), "four\n");
  CHECK(world.read() == "three\nfour\n");
  append(world.path(), "six\n");
  append(world.at("access.log.1"), "five\n");
  CHECK(world.read() == "five\nsix\n");
  CHECK(world.reader->busy() == 2);
  CHECK(world.read_after(4 * kSecond).empty());
  CHECK(world.reader->busy() == 2);
  CHECK(world.read_after(kSecond).empty());
  CHECK(world.reader->busy() == 1);
  CHECK(world.reader->texts == Names{"one\ntwo\nthree\nfive\n", "four\nsix\n"});
  append(world.path(), "seven\n");
  CHECK(world.read() == "seven\n");
  CHECK(world.said.empty());
}

TEST_CASE("renamed several times between two looks") {
  World world;
  append(world.path(), "one\n");
  world.follow();
  CHECK(world.read() == "one\n");
  append(world.path(), "two\n");
  rename_file(world.path(), world.at("access.log.3"));
  append(world.path(), "three\n");
  rename_file(world.path(), world.at("access.log.2"));
  append(world.path(), "four\n");
  rename_file(world.path(), world.at("access.log.1"));
  append(world.path(), "five\n");
  CHECK(world.read() == "two\nthree\nfour\nfive\n");
  CHECK(world.reader->names == Names{"access.log", "access.log.2", "access.log.1", "access.log"});
  append(world.at("access.log.2"), "late\n");
  CHECK(world.read() == "late\n");
  CHECK(world.read_after(6 * kSecond).empty());
  CHECK(world.reader->busy() == 1);
  CHECK(world.said.empty());
}

TEST_CASE("compressed as soon as it was renamed, while it is being read") {
  World world;
  append(world.path(), "one\n");
  world.follow();
  CHECK(world.read() == "one\n");
  append(world.path(), "two\n");
  rename_file(world.path(), world.at("access.log.1"));
  append(world.path(), "three\n");
  compress_file(world.at("access.log.1"), Compression::gzip);
  CHECK(world.read() == "two\nthree\n");
  rename_file(world.path(), world.at("access.log.2"));
  append(world.path(), "four\n");
  CHECK(world.read() == "four\n");
}

TEST_CASE("an older rotation that was there is not read") {
  World world;
  world.dir.file("access.log.1", "old\n");
  age(world.at("access.log.1"), 60);
  append(world.path(), "one\n");
  world.follow();
  CHECK(world.read() == "one\n");
  rename_file(world.at("access.log.1"), world.at("access.log.2"));
  rename_file(world.path(), world.at("access.log.1"));
  append(world.path(), "two\n");
  CHECK(world.read() == "two\n");
}

TEST_CASE("a followed file that is copied and truncated") {
  World world;
  append(world.path(), "one\n");
  world.follow();
  CHECK(world.read() == "one\n");
  SECTION("when all was read") {
    std::filesystem::copy_file(world.path(), world.at("access.log.1"));
    truncate_file(world.path());
    CHECK(world.read().empty());
    append(world.path(), "two\n");
    CHECK(world.read() == "two\n");
    CHECK(world.reader->names == Names{"access.log", "access.log"});
    CHECK(world.said.empty());
  }
  SECTION("before all was read") {
    append(world.path(), "two\n");
    std::filesystem::copy_file(world.path(), world.at("access.log.1"));
    truncate_file(world.path());
    append(world.path(), "three\nfour\nfive\n");
    CHECK(world.read() == "two\nthree\nfour\nfive\n");
    CHECK(world.reader->names == Names{"access.log", "access.log.1", "access.log"});
    CHECK(world.reader->starts == std::vector<uint64_t>{0, 4, 0});
    CHECK(world.said.empty());
  }
  SECTION("without a copy") {
    truncate_file(world.path());
    append(world.path(), "two\n");
    CHECK(world.read() == "two\n");
    REQUIRE(world.said.size() == 1);
    CHECK(world.said[0].find("was truncated, and no copy was found") != std::string::npos);
    truncate_file(world.path());
    append(world.path(), "x\n");
    CHECK(world.read() == "x\n");
  }
}

TEST_CASE("copied, truncated, written to the same size and renamed between two looks") {
  World world;
  append(world.path(), "1");
  world.follow();
  CHECK(world.read() == "1");
  const bool is_stopped = GENERATE(false, true);
  const KnownFile known{.path = world.path(), .mark = mark_of(world.path(), 1), .at = {.offset = 1}};
  std::filesystem::copy_file(world.path(), world.at("access.log.2"));
  truncate_file(world.path());
  append(world.path(), "2");
  rename_file(world.path(), world.at("access.log.1"));
  if (is_stopped) {
    world.reader.reset();
    world.inlet.reset();
    world.follow({.known = {known}});
  }
  const std::string more = GENERATE("none", "", "3");
  if (more != "none") append(world.path(), more);
  CHECK(world.read() == "2" + slurp(world.path()));
  for (const std::string& sentence : world.said) CHECK(sentence.find("lost") == std::string::npos);
}

TEST_CASE("deleted and created again") {
  World world;
  append(world.path(), "one\n");
  world.follow();
  CHECK(world.read() == "one\n");
  append(world.path(), "two\n");
  std::filesystem::remove(world.path());
  CHECK(world.read() == "two\n");
  CHECK(world.read_after(6 * kSecond).empty());
  CHECK(world.reader->busy() == 0);
  CHECK_FALSE(world.inlet->is_done());
  append(world.path(), "one\ntwo\nthree\n");
  CHECK(world.read() == "one\ntwo\nthree\n");
  CHECK(world.said.empty());
}

TEST_CASE("a file that comes back under its name is read on, not again") {
  World world;
  append(world.path(), "one\n");
  world.follow();
  CHECK(world.read() == "one\n");
  rename_file(world.path(), world.at("away"));
  const bool has_ended = GENERATE(true, false);
  CHECK(world.read_after(has_ended ? 6 * kSecond : 0).empty());
  CHECK(world.read_after(has_ended ? 6 * kSecond : 0).empty());
  CHECK(world.reader->busy() == (has_ended ? 0 : 1));
  rename_file(world.at("away"), world.path());
  append(world.path(), "two\n");
  CHECK(world.read() == "two\n");
  CHECK(world.read_after(20 * kSecond).empty());
  append(world.path(), "three\n");
  CHECK(world.read() == "three\n");
}

TEST_CASE("a symbolic link that is set to another file") {
  World world;
  std::filesystem::create_directory(world.at("real"));
  append(world.at("real/1"), "one\n");
  append(world.at("real/2"), "");
  std::filesystem::create_symlink("real/1", world.path());
  world.follow();
  CHECK(world.read() == "one\n");
  std::filesystem::create_symlink("real/2", world.at("new"));
  rename_file(world.at("new"), world.path());
  append(world.at("real/1"), "two\n");
  append(world.at("real/2"), "three\n");
  CHECK(world.read() == "two\nthree\n");
  SECTION("also where the file behind it is renamed") {
    rename_file(world.at("real/2"), world.at("real/2.1"));
    append(world.at("real/2"), "four\n");
    CHECK(world.read() == "four\n");
  }
}

TEST_CASE("resumed where an earlier run has left it, rotated twice since") {
  World world;
  append(world.path(), "one\ntwo\n");
  const KnownFile known{
      .path = world.path(), .mark = mark_of(world.path(), 4), .at = {.offset = 4, .lines = 1}};
  rename_file(world.path(), world.at("access.log.2"));
  append(world.at("access.log.1"), "three\n");
  append(world.path(), "four\n");
  world.follow({.known = {known}});
  CHECK(world.read() == "two\nthree\nfour\n");
  CHECK(world.reader->starts == std::vector<uint64_t>{4, 0, 0});
  append(world.at("access.log.2"), "still written\n");
  CHECK(world.read() == "still written\n");
  rename_file(world.at("access.log.2"), world.at("access.log.3"));
  rename_file(world.at("access.log.1"), world.at("access.log.2"));
  rename_file(world.path(), world.at("access.log.1"));
  append(world.path(), "five\n");
  CHECK(world.read() == "five\n");
  CHECK(world.read_after(10 * kSecond).empty());
  CHECK(world.reader->busy() == 1);
  CHECK(world.said.empty());
}

TEST_CASE("resumed in the middle of one that was compressed since") {
  World world;
  const std::string text = sample_lines(1000);
  append(world.path(), text);
  const KnownFile known{.path = world.path(), .mark = mark_of(world.path(), 1000), .at = {.offset = 1000}};
  rename_file(world.path(), world.at("access.log.1"));
  compress_file(world.at("access.log.1"), Compression::zstd);
  append(world.path(), "new\n");
  world.follow({.known = {known}});
  CHECK(world.read() == text.substr(1000) + "new\n");
  rename_file(world.at("access.log.1.zst"), world.at("access.log.2.zst"));
  rename_file(world.path(), world.at("access.log.1"));
  append(world.path(), "newer\n");
  CHECK(world.read() == "newer\n");
}

TEST_CASE("resumed, and the file is gone: that is said") {
  World world;
  append(world.path(), "one\ntwo\n");
  const KnownFile known{.path = world.path(), .mark = mark_of(world.path(), 4), .at = {.offset = 4}};
  std::filesystem::remove(world.path());
  append(world.path(), "three\nfour\n");
  world.follow({.known = {known}});
  CHECK(world.read() == "three\nfour\n");
  CHECK(world.said.size() == 1);
  rename_file(world.path(), world.at("access.log.1"));
  append(world.path(), "five\n");
  CHECK(world.read() == "five\n");
  CHECK(world.said.size() == 1);
}

TEST_CASE("one that was matched by a pattern is over when it was deleted and read") {
  World world;
  append(world.path(), "one\n");
  world.follow({.origin = FollowedPath::Origin::matched});
  CHECK(world.read() == "one\n");
  std::filesystem::remove(world.path());
  CHECK(world.read().empty());
  CHECK_FALSE(world.reader->is_over());
  CHECK(world.read_after(6 * kSecond).empty());
  CHECK(world.reader->is_over());
}

TEST_CASE("a file that another path has is not read again") {
  World world;
  append(world.path(), "one\n");
  world.follow();
  CHECK(world.read() == "one\n");
  std::filesystem::create_hard_link(world.path(), world.at("other.log"));
  FollowedInlet other({.path = world.at("other.log")}, world.following);
  InletReader reader(other);
  reader.read();
  CHECK(reader.all.empty());
  std::filesystem::remove(world.at("other.log"));
  append(world.at("other.log"), "two\n");
  world.clock.tick(kSecond);
  reader.read();
  CHECK(reader.all == "two\n");
}

TEST_CASE("a file that may not be opened is tried again") {
  if (::geteuid() == 0) return;  // may open everything
  World world;
  append(world.path(), "one\n");
  std::filesystem::permissions(world.path(), std::filesystem::perms::none);
  world.follow();
  CHECK(world.read().empty());
  CHECK(world.said == Names{world.path() + ": Permission denied; it is tried again"});
  std::filesystem::permissions(world.path(), std::filesystem::perms::owner_all);
  CHECK(world.read_after(kSecond) == "one\n");
}

TEST_CASE("a directory or a FIFO at the path is none that can be followed") {
  World world;
  std::filesystem::create_directory(world.path());
  world.follow();
  CHECK(world.read().empty());
  std::filesystem::remove(world.path());
  append(world.path(), "one\n");
  CHECK(world.read() == "one\n");
}

TEST_CASE("following by polling") {
  World world;
  world.following = make_following(world.clock, 100, From::start, {}, {});
  append(world.path(), "one\n");
  world.follow();
  CHECK(world.inlet->wait_descriptor() == -1);
  CHECK(world.inlet->patience_ms() <= 100);
  CHECK(world.read() == "one\n");
  append(world.path(), "two\n");
  rename_file(world.path(), world.at("access.log.1"));
  append(world.path(), "three\n");
  CHECK(world.read().empty());
  CHECK(world.read_after(kSecond / 10) == "two\nthree\n");
}

}  // namespace
}  // namespace runnel::io
