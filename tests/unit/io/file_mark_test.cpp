#include "io/file_mark.h"

#include <filesystem>

#include "../catch.h"
#include "follow_fixture.h"

namespace runnel::io {
namespace {

Likeness compare_with(const FileMark& mark, const std::string& path) {
  const Descriptor file = open_descriptor(path.c_str(), O_RDONLY);
  return compare(mark, file.get());
}

TEST_CASE("a file that has grown, or was renamed, is the same file") {
  const TempDir dir;
  const std::string path = dir.file("a", "one\ntwo\n");
  const FileMark mark = mark_of(path, 4);
  CHECK(mark.known == 4);
  CHECK(mark.head_size == 4);
  append(path, "three\n");
  CHECK(compare_with(mark, path) == Likeness::same_file);
  rename_file(path, dir.path("b"));
  CHECK(compare_with(mark, dir.path("b")) == Likeness::same_file);
}

TEST_CASE("a copy has the same text") {
  const TempDir dir;
  const std::string path = dir.file("a", "one\ntwo\n");
  std::filesystem::copy_file(path, dir.path("b"));
  CHECK(compare_with(mark_of(path, 8), dir.path("b")) == Likeness::same_text);
  CHECK(compare_with(mark_of(path, 0), dir.path("b")) == Likeness::other);
}

TEST_CASE("a file that was written anew is another one") {
  const TempDir dir;
  const std::string path = dir.file("a", "one\ntwo\n");
  const FileMark mark = mark_of(path, 8);
  SECTION("shorter") {
    std::filesystem::resize_file(path, 7);
  }
  SECTION("other text") {
    truncate_file(path);
    append(path, "one\ntwO\nthree\n");
  }
  CHECK(compare_with(mark, path) == Likeness::other);
}

TEST_CASE("the same head is not enough: what stands before the place counts") {
  const TempDir dir;
  const std::string header(3000, 'h');
  const std::string path = dir.file("a", header + "\nrow 1\nrow 2\n");
  const std::string other = dir.file("b", header + "\nrow 3\nrow 4\n");
  CHECK(compare_with(mark_of(path, 3013), other) == Likeness::other);
  CHECK(compare_with(mark_of(path, 3001), other) == Likeness::same_text);
  const std::string another = dir.file("c", "x" + header + "\nrow 1\nrow 2\n");
  CHECK(compare_with(mark_of(path, 3013), another) == Likeness::other);
}

TEST_CASE("of a file without known bytes only the inode counts") {
  const TempDir dir;
  const std::string path = dir.file("a", "");
  const FileMark mark = mark_of(path, 0);
  append(path, "anything\n");
  CHECK(compare_with(mark, path) == Likeness::same_file);
}

TEST_CASE("what cannot be marked") {
  const TempDir dir;
  const Descriptor file = open_descriptor(dir.file("a", "abc").c_str(), O_RDONLY);
  CHECK_FALSE(mark_file(file.get(), 4).has_value());
  CHECK(mark_file(file.get(), 3).has_value());
  const Descriptor fifo = open_descriptor(dir.fifo("fifo").c_str(), O_RDWR);
  CHECK_FALSE(mark_file(fifo.get(), 0).has_value());
  CHECK_FALSE(mark_file(-1, 0).has_value());
  CHECK(compare(FileMark{}, -1) == Likeness::other);
}

TEST_CASE("marking leaves the descriptor's place alone") {
  const TempDir dir;
  const Descriptor file = open_descriptor(dir.file("a", "abcdef").c_str(), O_RDONLY);
  ::lseek(file.get(), 2, SEEK_SET);
  CHECK(mark_file(file.get(), 6).has_value());
  CHECK(::lseek(file.get(), 0, SEEK_CUR) == 2);
}

TEST_CASE("a mark is saved and loaded") {
  const TempDir dir;
  const FileMark mark = mark_of(dir.file("a", std::string(5000, 'x')), 4000);
  CHECK(mark.modified_ns > 0);
  ByteWriter out;
  mark.save(out);
  ByteReader in(out.bytes());
  CHECK(FileMark::load(in) == mark);
  CHECK(in.ok());
  CHECK(in.at_end());
  for (size_t size = 0; size < out.bytes().size(); ++size) {
    ByteReader cut(std::string_view(out.bytes()).substr(0, size));
    FileMark::load(cut);
    CHECK_FALSE(cut.ok());
  }
}

TEST_CASE("a mark whose head is longer than what is known is none") {
  FileMark mark;
  mark.known = 10;
  mark.head_size = 11;
  ByteWriter out;
  mark.save(out);
  ByteReader in(out.bytes());
  FileMark::load(in);
  CHECK_FALSE(in.ok());
}

}  // namespace
}  // namespace runnel::io
