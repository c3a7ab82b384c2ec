#include "io/reader.h"

#include <rapidcheck.h>

#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "io/io_fixture.h"
#include "io/reader_world.h"

namespace runnel::io {
namespace {

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
    // One byte a read, with and without a pause between them: what is handed out then must not change it
    // either.
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
  for (const size_t length : {4095, 4096, 4097, 8191, 8192, 8193, 12288, 19999, 20000, 20001, 20480, 24576,
                              30000, 65536, 131072, 500000}) {
    for (const std::string& before : {std::string(), std::string("first\n"), std::string(4000, 'f') + '\n',
                                      std::string("\xef\xbb\xbf")}) {
      for (const std::string& after : {std::string(), std::string("\n"), std::string("\nlast"),
                                       std::string("\nnext\n") + std::string(9000, 'n') + "\nlast\n"}) {
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

TEST_CASE("plain files are read in order, one after another, and numbered") {
  const TempDir dir;
  World world;
  const std::vector<std::string> texts = {"a1\na2\n", "",
                                          "\xef\xbb\xbf"
                                          "b1",
                                          std::string(9'000, 'c') + "\nc2\n", "\n"};
  std::vector<std::string> names;
  std::vector<ReadLine> expected;
  uint64_t total = 0;
  for (size_t i = 0; i < texts.size(); ++i) {
    names.push_back(dir.file("f" + std::to_string(i), texts[i]));
    total += texts[i].size();
    for (ReadLine& line : lines_of(static_cast<uint32_t>(i), texts[i], kSmall.max_line))
      expected.push_back(std::move(line));
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
  const std::vector<std::string> names = {dir.path("missing"), dir.file("a", "1\n"), dir.path("."),
                                          dir.file("b", "2\n"), dir.path("missing too")};
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
  std::sort(lines.begin(), lines.end(), [](const ReadLine& a, const ReadLine& b) {
    return std::pair(a.source, a.offset) < std::pair(b.source, b.offset);
  });
  CHECK(lines == std::vector<ReadLine>{{0, 0, "a", 0}, {0, 2, "b", 0}, {2, 0, "x", 0}, {2, 2, "y", 0}});
  REQUIRE(reader.errors().size() == 2);
  CHECK(reader.errors()[0].message == broken.message);
}

TEST_CASE("an error after an overlong line was begun") {
  World world;
  world.scripts.add("broken", Kind::plain,
                    {"a\n" + std::string(100'000, 'x'), Error{ErrorKind::source, "broken"}});
  Reader reader = world.reader({"broken"});
  const auto lines = world.read(reader);
  REQUIRE(lines.size() == 2);
  CHECK(lines[1].overlong == 100'000);
}

}  // namespace
}  // namespace runnel::io
