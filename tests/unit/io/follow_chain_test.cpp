#include <filesystem>
#include <sstream>

#include "../catch.h"
#include "follow_fixture.h"
#include "io/follow/rotated_files.h"

namespace runnel::io {
namespace {

// A directory with access.log, and what is known of it.
class World {
 public:
  // Reads a file up to `offset`, as an earlier run would have.
  void read(const std::string& name, uint64_t offset) {
    known.push_back({.path = path(), .mark = mark_of(dir.path(name), offset), .at = {.offset = offset}});
  }
  void end() { known.back().ended = true; }

  std::string path() const { return dir.path("access.log"); }
  std::string at(std::string_view name) const { return dir.path(name); }

  Chain chain() const {
    return find_chain(
        {.path = path(), .known = known, .leave_alone = leave_alone, .from = from, .history = history});
  }
  // `access.log.1@8 access.log@0`
  std::string links() const {
    std::ostringstream text;
    for (const ChainLink& link : chain().links) {
      if (text.tellp() > 0) text << ' ';
      text << std::filesystem::path(link.path).filename().string() << '@' << link.at.offset;
    }
    return text.str();
  }
  size_t losses() const { return chain().losses.size(); }

  // access.log.1 -> access.log.2, access.log -> access.log.1, as logrotate does it.
  void rotate(int files = 1) {
    for (int i = files; i > 0; --i) {
      const std::string old = i == 1 ? path() : at("access.log." + std::to_string(i - 1));
      if (std::filesystem::exists(old)) rename_file(old, at("access.log." + std::to_string(i)));
    }
  }

  TempDir dir;
  std::vector<KnownFile> known;
  std::vector<std::string> leave_alone;
  std::vector<std::string> history;
  From from = From::start;
};

const std::string kHeader = "time,host,path," + std::string(2000, 'x') + "\n";

TEST_CASE("nothing known: the path from its start, or its end") {
  World world;
  CHECK(world.links().empty());
  append(world.path(), "one\ntwo\nthr");
  world.dir.file("access.log.1", "old\n");
  CHECK(world.links() == "access.log@0");
  CHECK(world.chain().links[0].last_line == LastLine::left);
  CHECK_FALSE(world.chain().links[0].known.has_value());
  world.from = From::end;
  CHECK(world.links() == "access.log@8");
}

TEST_CASE("the end of an unfinished line alone is its start, far away or not") {
  World world;
  world.from = From::end;
  append(world.path(), std::string(10'000, 'x'));
  CHECK(world.links() == "access.log@0");
  append(world.path(), "\n" + std::string(10'000, 'y'));
  CHECK(world.links() == "access.log@10001");
  append(world.path(), "\n");
  CHECK(world.links() == "access.log@20002");
}

TEST_CASE("a file that has grown, or not, is read on") {
  World world;
  append(world.path(), "one\ntwo\n");
  world.read("access.log", 8);
  CHECK(world.links() == "access.log@8");
  append(world.path(), "three\n");
  CHECK(world.links() == "access.log@8");
  CHECK(world.chain().links[0].known == 0);
  CHECK(world.losses() == 0);
}

TEST_CASE("siblings that were there are no business of a file that is still there") {
  World world;
  append(world.path(), "one\n");
  world.read("access.log", 4);
  world.dir.file("access.log.1", "newer by its time, older by its name\n");
  CHECK(world.links() == "access.log@4");
}

TEST_CASE("renamed once") {
  World world;
  append(world.path(), "one\ntwo\n");
  world.read("access.log", 4);
  world.rotate();
  append(world.path(), "three\n");
  CHECK(world.links() == "access.log.1@4 access.log@0");
  const Chain chain = world.chain();
  CHECK(chain.links[0].last_line == LastLine::record);
  CHECK(chain.links[0].known == 0);
  CHECK(chain.links[1].last_line == LastLine::left);
  CHECK(chain.losses.empty());
  SECTION("and there is no file yet") {
    std::filesystem::remove(world.path());
    CHECK(world.links() == "access.log.1@4");
  }
  SECTION("after it had been read to its end") {
    world.known[0] = {
        .path = world.path(), .mark = mark_of(world.at("access.log.1"), 8), .at = {.offset = 8}};
    CHECK(world.links() == "access.log@0");
    world.end();
    CHECK(world.links() == "access.log@0");
    append(world.at("access.log.1"), "late\n");
    CHECK(world.links() == "access.log.1@8 access.log@0");
  }
  SECTION("by any name") {
    rename_file(world.at("access.log.1"), world.at("elsewhere"));
    CHECK(world.links() == "elsewhere@4 access.log@0");
  }
}

TEST_CASE("renamed twice and three times: those between are read whole") {
  World world;
  append(world.path(), "one\ntwo\n");
  world.read("access.log", 4);
  world.rotate();
  append(world.path(), "three\n");
  world.rotate(2);
  append(world.path(), "four\n");
  CHECK(world.links() == "access.log.2@4 access.log.1@0 access.log@0");
  world.rotate(3);
  append(world.path(), "five\n");
  CHECK(world.links() == "access.log.3@4 access.log.2@0 access.log.1@0 access.log@0");
  CHECK(world.losses() == 0);
  SECTION("also where the last ones are no file yet") {
    std::filesystem::remove(world.path());
    CHECK(world.links() == "access.log.3@4 access.log.2@0 access.log.1@0");
  }
  SECTION("and by the time where names do not tell") {
    rename_file(world.at("access.log.2"), world.at("access.log.old"));
    age(world.at("access.log.3"), 30);
    age(world.at("access.log.old"), 20);
    CHECK(world.links() == "access.log.3@4 access.log.old@0 access.log.1@0 access.log@0");
  }
  SECTION("older ones, that nobody asked for, are left") {
    world.dir.file("access.log.4", "older\n");
    age(world.at("access.log.4"), 100);
    CHECK(world.links() == "access.log.3@4 access.log.2@0 access.log.1@0 access.log@0");
  }
}

TEST_CASE("dates in names") {
  World world;
  append(world.path(), "one\ntwo\n");
  world.read("access.log", 4);
  rename_file(world.path(), world.at("access.log-20240131"));
  world.dir.file("access.log-20240201", "between\n");
  world.dir.file("access.log-20240130", "before\n");
  append(world.path(), "three\n");
  const auto now = std::filesystem::last_write_time(world.path());
  for (const char* name : {"access.log-20240131", "access.log-20240201", "access.log-20240130"}) {
    std::filesystem::last_write_time(world.at(name), now);
  }
  CHECK(world.links() == "access.log-20240131@4 access.log-20240201@0 access.log@0");
  SECTION("before the extension") {
    for (const char* date : {"20240130", "20240131", "20240201"}) {
      rename_file(world.at("access.log-" + std::string(date)),
                  world.at("access-" + std::string(date) + ".log"));
    }
    CHECK(world.links() == "access-20240131.log@4 access-20240201.log@0 access.log@0");
  }
}

TEST_CASE("numbers before the extension") {
  World world;
  append(world.path(), "one\ntwo\n");
  world.read("access.log", 4);
  rename_file(world.path(), world.at("access.2.log"));
  world.dir.file("access.1.log", "between\n");
  append(world.path(), "three\n");
  CHECK(world.links() == "access.2.log@4 access.1.log@0 access.log@0");
}

TEST_CASE("siblings that are no rotations are not taken") {
  World world;
  append(world.path(), "one\ntwo\n");
  world.read("access.log", 8);
  world.rotate();
  append(world.path(), "three\n");
  world.dir.file("access.log.errors", "other\n");
  world.dir.file("access.log.tmp", "other\n");
  world.dir.file("access-8080.log", "other\n");
  world.dir.file("error.log.1", "other\n");
  std::filesystem::create_directory(world.at("access.log.2"));
  world.dir.fifo("access.log.3");
  std::filesystem::create_symlink(world.path(), world.at("access.log.4"));
  CHECK(world.links() == "access.log@0");
  world.dir.file("access.log.5", "a rotation, but an input of its own\n");
  rename_file(world.at("access.log.1"), world.at("access.log.6"));
  world.leave_alone = {world.at("access.log.5")};
  CHECK(world.links() == "access.log@0");
  world.leave_alone = {world.at("./access.log.5")};
  CHECK(world.links() == "access.log@0");
  world.leave_alone.clear();
  CHECK(world.links() == "access.log.5@0 access.log@0");
}

TEST_CASE("compressed before it was read to its end") {
  const Compression compression = GENERATE(Compression::gzip, Compression::zstd);
  const std::string ending = compression == Compression::gzip ? ".gz" : ".zst";
  const std::string text = sample_lines(20'000);
  World world;
  append(world.path(), text);
  world.read("access.log", 500'000);
  world.rotate();
  append(world.path(), "new\n");
  compress_file(world.at("access.log.1"), compression);
  CHECK(world.links() == "access.log.1" + ending + "@500000 access.log@0");
  CHECK(world.chain().links[0].last_line == LastLine::record);
  CHECK(world.losses() == 0);
  SECTION("and others came in between") {
    rename_file(world.at("access.log.1" + ending), world.at("access.log.3" + ending));
    world.dir.file("access.log.2", "second\n");
    compress_file(world.at("access.log.2"), compression);
    world.dir.file("access.log.1", "third\n");
    CHECK(world.links() ==
          "access.log.3" + ending + "@500000 access.log.2" + ending + "@0 access.log.1@0 access.log@0");
  }
  SECTION("while it is being made, the one that it is made from counts") {
    world.dir.file("access.log.1", text);
    CHECK(world.links() == "access.log.1@500000 access.log@0");
  }
  SECTION("one with the same beginning is another one") {
    std::string other = text;
    other[499'990] = '_';
    world.dir.file("access.log.1", other);
    std::filesystem::remove(world.at("access.log.1" + ending));
    compress_file(world.at("access.log.1"), compression);
    CHECK(world.losses() == 1);
  }
  SECTION("after it had been read to its end") {
    world.end();
    CHECK(world.links() == "access.log@0");
    CHECK(world.losses() == 0);
  }
  SECTION("shorter than what was read") {
    std::filesystem::remove(world.at("access.log.1" + ending));
    world.dir.file("access.log.1", text.substr(0, 400'000));
    compress_file(world.at("access.log.1"), compression);
    CHECK(world.losses() == 1);
  }
}

TEST_CASE("a compressed file that was read in part is read on") {
  World world;
  world.dir.file("access.log.1", sample_lines(1000));
  compress_file(world.at("access.log.1"), Compression::gzip);
  const uint64_t size = std::filesystem::file_size(world.at("access.log.1.gz"));
  world.known.push_back(
      {.path = world.path(), .mark = mark_of(world.at("access.log.1.gz"), size), .at = {.offset = 1'000}});
  append(world.path(), "new\n");
  CHECK(world.links() == "access.log.1.gz@1000 access.log@0");
  rename_file(world.at("access.log.1.gz"), world.at("access.log.2.gz"));
  CHECK(world.links() == "access.log.2.gz@1000 access.log@0");
  world.end();
  CHECK(world.links() == "access.log@0");
}

TEST_CASE("copied and truncated") {
  World world;
  append(world.path(), "one\ntwo\n");
  world.read("access.log", 4);
  const bool is_copied = GENERATE(true, false);
  if (is_copied) std::filesystem::copy_file(world.path(), world.at("access.log.1"));
  truncate_file(world.path());
  if (is_copied) {
    CHECK(world.links() == "access.log.1@4 access.log@0");
    CHECK(world.losses() == 0);
  } else {
    CHECK(world.links() == "access.log@0");
    REQUIRE(world.losses() == 1);
    CHECK(world.chain().losses[0] == world.path() +
                                         ": was truncated, and no copy was found: what was written behind "
                                         "byte 4 may be lost");
  }
  append(world.path(), "three\nfour\nfive\n");
  CHECK(world.links() == (is_copied ? "access.log.1@4 access.log@0" : "access.log@0"));
  if (is_copied) {
    compress_file(world.at("access.log.1"), Compression::gzip);
    CHECK(world.links() == "access.log.1.gz@4 access.log@0");
  }
}

TEST_CASE("a copy that is shorter than what was read is not read again") {
  World world;
  const std::string text = sample_lines(100);
  append(world.path(), text);
  std::filesystem::copy_file(world.path(), world.at("access.log.1"));
  append(world.path(), "read in time\n");
  world.read("access.log", text.size() + 13);
  truncate_file(world.path());
  CHECK(world.links() == "access.log@0");
  CHECK(world.losses() == 1);
}

TEST_CASE("an inode that is another file's by now") {
  World world;
  append(world.path(), "one\ntwo\n");
  world.read("access.log", 8);
  truncate_file(world.path());  // the same inode, as after deletion and creation
  append(world.path(), "something else\n");
  CHECK(world.links() == "access.log@0");
  CHECK(world.losses() == 1);
}

TEST_CASE("the same header in all files, longer than what is hashed of a head") {
  World world;
  append(world.path(), kHeader + "row 1\nrow 2\n");
  world.read("access.log", kHeader.size() + 6);
  world.rotate();
  append(world.path(), kHeader + "row 3\n");
  world.rotate(2);
  append(world.path(), kHeader + "row 4\n");
  const std::string rest = "@" + std::to_string(kHeader.size() + 6);
  CHECK(world.links() == "access.log.2" + rest + " access.log.1@0 access.log@0");
  for (const char* name : {"access.log.2", "access.log.1"}) compress_file(world.at(name), Compression::zstd);
  CHECK(world.links() == "access.log.2.zst" + rest + " access.log.1.zst@0 access.log@0");
  CHECK(world.losses() == 0);
}

TEST_CASE("deleted") {
  World world;
  append(world.path(), "one\ntwo\n");
  world.read("access.log", 4);
  const std::string keeps_inode = world.at("keeps the inode");
  std::filesystem::remove(world.path());
  CHECK(world.links().empty());
  CHECK(world.losses() == 1);
  append(world.path(), "three\n");
  CHECK(world.links() == "access.log@0");
  CHECK(world.losses() == 1);
  world.end();
  CHECK(world.losses() == 0);
}

TEST_CASE("a file that was put in its place by a copy is read on") {
  World world;
  append(world.path(), "one\ntwo\n");
  world.read("access.log", 4);
  std::filesystem::copy_file(world.path(), world.at("copy"));
  rename_file(world.at("copy"), world.path());
  CHECK(world.links() == "access.log@4");
  CHECK(world.losses() == 0);
}

TEST_CASE("an empty file at the path") {
  World world;
  append(world.path(), "one\n");
  world.read("access.log", 4);
  world.rotate();
  append(world.path(), "");
  CHECK(world.links() == "access.log@0");
  world.read("access.log", 0);
  world.rotate(2);
  append(world.path(), "two\n");
  CHECK(world.links() == "access.log@0");
  append(world.at("access.log.1"), "late\n");
  CHECK(world.links() == "access.log.1@0 access.log@0");
}

TEST_CASE("several known files: each is read on where it was left") {
  World world;
  append(world.path(), "one\ntwo\n");
  world.read("access.log", 4);
  world.rotate();
  append(world.path(), "three\nfour\n");
  world.read("access.log", 6);
  world.rotate(2);
  append(world.path(), "five\n");
  CHECK(world.links() == "access.log.2@4 access.log.1@6 access.log@0");
  const Chain chain = world.chain();
  CHECK(chain.links[0].known == 0);
  CHECK(chain.links[1].known == 1);
}

TEST_CASE("a file that is not found is a loss once: not when a later one has been read") {
  World world;
  append(world.path(), "one\ntwo\n");
  world.read("access.log", 4);
  std::filesystem::remove(world.path());
  append(world.path(), "three\n");
  world.read("access.log", 0);
  CHECK(world.losses() == 1);
  world.read("access.log", 6);
  CHECK(world.losses() == 0);
  CHECK(world.links() == "access.log@6");
}

TEST_CASE("of two known ones that are the same file the later counts") {
  World world;
  append(world.path(), "one\ntwo\nthree\n");
  world.read("access.log", 4);
  world.read("access.log", 8);
  CHECK(world.links() == "access.log@8");
  world.rotate();
  append(world.path(), "four\n");
  CHECK(world.links() == "access.log.1@8 access.log@0");
  compress_file(world.at("access.log.1"), Compression::gzip);
  CHECK(world.links() == "access.log.1.gz@8 access.log@0");
  CHECK(world.losses() == 0);
}

TEST_CASE("known files of other paths are no business of this one") {
  World world;
  append(world.path(), "one\ntwo\n");
  world.read("access.log", 4);
  world.known[0].path = world.at("other.log");
  CHECK(world.links() == "access.log@0");
  world.read("access.log", 8);
  CHECK(world.links() == "access.log@8");
  CHECK(world.chain().links[0].known == 1);
}

TEST_CASE("a file that is still being read is found, but is no link and no loss") {
  World world;
  append(world.path(), "one\ntwo\n");
  world.read("access.log", 4);
  world.known[0].is_open = true;
  CHECK(world.links().empty());
  world.rotate();
  append(world.path(), "three\n");
  CHECK(world.links() == "access.log@0");
  SECTION("its copy is not read either") {
    append(world.at("access.log.1"), kHeader);
    world.known[0].mark = mark_of(world.at("access.log.1"), 8 + kHeader.size());
    age(world.at("access.log.1"), 10);
    std::filesystem::copy_file(world.at("access.log.1"), world.at("access.log.0"));
    CHECK(world.links() == "access.log@0");
  }
  SECTION("deleted: what has the same text is another file") {
    std::filesystem::remove(world.at("access.log.1"));
    truncate_file(world.path());
    append(world.path(), "one\ntwo\n");
    CHECK(world.links() == "access.log@0");
    CHECK(world.losses() == 0);
  }
}

// An inode is used again at once: for the next log, for what a log is copied or compressed to.
TEST_CASE("another file with the inode of a known one") {
  World world;
  const auto read_of_another = [&](const std::string& name, uint64_t offset, int64_t born_ns) {
    world.read(name, offset);
    world.known.back().mark.born_ns = born_ns;
  };
  SECTION("of which no byte is known") {
    append(world.path(), "one\n");
    world.read("access.log", 4);
    world.rotate();
    append(world.path(), "two\n");
    append(world.at("access.log.0"), "a copy\n");
    age(world.at("access.log.1"), 30);
    const int64_t born = GENERATE(0, 1);
    read_of_another("access.log.0", 0, born);
    world.end();
    world.read("access.log", 4);
    CHECK(world.links() == "access.log@4");
  }
  SECTION("that begins with the same header") {
    append(world.path(), "time,host\n1,a\n");
    read_of_another("access.log", 10, 1);
    world.end();
    CHECK(world.links() == "access.log@0");
    CHECK(world.losses() == 0);
  }
  SECTION("which is no truncated one, so that a short file is not its copy") {
    append(world.at("access.log.1"), "short\n");
    append(world.path(), "more\n");
    read_of_another("access.log", 0, 1);
    world.known.back().mark.known = world.known.back().at.offset = 5000;
    world.known.back().mark.modified_ns = 1;
    world.end();
    CHECK(world.links() == "access.log.1@0 access.log@0");
  }
}

TEST_CASE("of a file that was moved on, little more than the header is known") {
  World world;
  append(world.path(), "time,host\n");
  world.read("access.log", 10);
  append(world.path(), "1,a\n");
  world.rotate();
  age(world.at("access.log.1"), 10);
  world.known[0].mark.modified_ns -= 20'000'000'000;
  append(world.path(), "time,host\n2,b\n");
  SECTION("renamed") {
    CHECK(world.links() == "access.log.1@10 access.log@0");
  }
  SECTION("compressed") {
    compress_file(world.at("access.log.1"), Compression::gzip);
    CHECK(world.links() == "access.log.1.gz@10 access.log@0");
  }
  SECTION("and another one came after it") {
    world.rotate(2);
    age(world.at("access.log.1"), 5);
    append(world.path(), "time,host\n3,c\n");
    compress_file(world.at("access.log.2"), Compression::gzip);
    CHECK(world.links() == "access.log.2.gz@10 access.log.1@0 access.log@0");
    compress_file(world.at("access.log.1"), Compression::gzip);
    CHECK(world.links() == "access.log.2.gz@10 access.log.1.gz@0 access.log@0");
  }
  SECTION("read to its end, and compressed") {
    world.known[0].mark = mark_of(world.at("access.log.1"), 14);
    world.known[0].at.offset = 14;
    world.end();
    compress_file(world.at("access.log.1"), Compression::gzip);
    CHECK(world.links() == "access.log@0");
  }
  CHECK(world.losses() == 0);
}

TEST_CASE("history is read first, where nothing is known") {
  World world;
  append(world.path(), "now\n");
  world.dir.file("access.log.1", "before\n");
  world.dir.file("access.log.2", "long before\n");
  compress_file(world.at("access.log.2"), Compression::gzip);
  world.history = {world.at("access.log.1"), world.at("access.log.2.gz")};
  age(world.at("access.log.2.gz"), 20);
  age(world.at("access.log.1"), 10);
  CHECK(world.links() == "access.log.2.gz@0 access.log.1@0 access.log@0");
  world.from = From::end;
  CHECK(world.links() == "access.log@4");
  world.from = From::start;
  world.read("access.log", 4);
  CHECK(world.links() == "access.log@4");
}

}  // namespace
}  // namespace runnel::io
