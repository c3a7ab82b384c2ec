// Outputs of a run with a state, and outputs after log rotation.
#include <sys/stat.h>

#include "../catch.h"
#include "io/compressed_sink.h"
#include "io/sink.h"
#include "io_fixture.h"

namespace runnel::io {
namespace {

using Mode = OpenOutput::Mode;

OpenedSink opened(const std::string& path, const OpenOutput& how) {
  auto sink = open_sink_with_state(path, how);
  if (!sink) FAIL(sink.error().message);
  return std::move(*sink);
}

Error refused(const std::string& path, const OpenOutput& how) {
  const auto sink = open_sink_with_state(path, how);
  REQUIRE(!sink.ok());
  return sink.error();
}

// What a state says of the file as it is.
OpenOutput saved(const std::string& path) {
  const Descriptor file = open_descriptor(path.c_str(), O_RDONLY);
  const uint64_t length = std::filesystem::file_size(path);
  const auto mark = mark_file(file.get(), length);
  REQUIRE(mark.has_value());
  return {Mode::resume, length, *mark};
}

void append(const std::string& path, std::string_view text) {
  std::ofstream(path, std::ios::binary | std::ios::app) << text;
}

void write_and_close(OpenedSink& opened, std::string_view text) {
  CHECK(opened.sink->write(text));
  CHECK(opened.sink->close());
}

const std::string kLong = sample_lines(200);  // more than a mark covers

TEST_CASE("a new state: an output must be absent or empty", "[resume]") {
  const TempDir dir;
  auto made = opened(dir.path("made"), {});
  CHECK(made.note.empty());
  CHECK(made.part == FilePart::same);
  CHECK(made.sink->file_descriptor() >= 0);
  CHECK(mark_file(made.sink->file_descriptor(), 0).has_value());
  write_and_close(made, "a\n");
  CHECK(slurp(dir.path("made")) == "a\n");
  auto empty = opened(dir.file("empty", ""), {});
  write_and_close(empty, "b\n");
  const std::string path = dir.file("full", "precious\n");
  const Error error = refused(path, {});
  CHECK(error.kind == ErrorKind::state);
  CHECK(error.message ==
        path +
            ": is not empty, and the state does not know it: it is not written over; move it "
            "away, or name another output");
  CHECK(slurp(path) == "precious\n");
  CHECK(refused(dir.path("."), {}).message == dir.path(".") + ": is a directory");
  CHECK(refused(dir.path("none/x"), {}).kind == ErrorKind::sink);
}

TEST_CASE("with a state, lengths are those of the file, to which is only ever appended", "[resume]") {
  const TempDir dir;
  auto sink = opened(dir.path("x"), {});
  CHECK(sink.sink->write("one\n"));
  CHECK(sink.sink->flush());
  append(dir.path("x"), "of another\n");
  write_and_close(sink, "two\n");
  CHECK(slurp(dir.path("x")) == "one\nof another\ntwo\n");
}

TEST_CASE("resuming: what came after the checkpoint is cut off, and the rest appended", "[resume]") {
  const TempDir dir;
  for (const std::string& text : {std::string(), std::string("short\n"), kLong}) {
    const std::string path = dir.file("x", text);
    const OpenOutput how = saved(path);
    append(path, "written after it\n");
    auto resumed = opened(path, how);
    CHECK(resumed.note.empty());
    CHECK(resumed.part == FilePart::same);
    CHECK(slurp(path) == text);
    write_and_close(resumed, "next\n");
    CHECK(slurp(path) == text + "next\n");
  }
}

TEST_CASE("resuming: a file that was rotated away is cut back there, and begun anew", "[resume]") {
  const TempDir dir;
  const std::string path = dir.file("x.ndjson", kLong);
  const OpenOutput how = saved(path);
  append(path, "after\n");
  const std::string old = GENERATE(as<std::string>{}, "x.ndjson.1", "x-2026.ndjson", "x.ndjson-20260101");
  std::filesystem::rename(path, dir.path(old));
  dir.file("x.ndjson.2", kLong + "of another inode\n");
  SECTION("nothing stands at its path") {
    auto resumed = opened(path, how);
    CHECK(resumed.part == FilePart::next);
    CHECK(resumed.note == path + ": was moved away to " + std::filesystem::canonical(dir.path(old)).string() +
                              ", which is cut back by 6 bytes to the last checkpoint; begun anew");
    write_and_close(resumed, "next\n");
    CHECK(slurp(path) == "next\n");
  }
  SECTION("what it was rotated to was written to by the same run") {
    dir.file("x.ndjson", "after the rotation\n");
    auto resumed = opened(path, how);
    CHECK(resumed.part == FilePart::next);
    CHECK(resumed.note.ends_with("; begun anew, and 19 bytes of another file that stood there are dropped"));
    write_and_close(resumed, "next\n");
    CHECK(slurp(path) == "next\n");
  }
  CHECK(slurp(dir.path(old)) == kLong);
  CHECK(slurp(dir.path("x.ndjson.2")) == kLong + "of another inode\n");
}

TEST_CASE("resuming: a file that was rotated at the checkpoint has nothing to cut off", "[resume]") {
  const TempDir dir;
  const std::string path = dir.file("x", kLong);
  const OpenOutput how = saved(path);
  std::filesystem::rename(path, dir.path("x.1"));
  auto resumed = opened(path, how);
  CHECK(resumed.note.ends_with("x.1; begun anew"));
  CHECK(slurp(dir.path("x.1")) == kLong);
}

TEST_CASE("resuming: behind a link, rotations are looked for where the file itself stands", "[resume]") {
  const TempDir dir;
  std::filesystem::create_directory(dir.path("data"));
  const std::string file = dir.file("data/x", kLong);
  std::filesystem::create_symlink("data/x", dir.path("out"));
  const OpenOutput how = saved(dir.path("out"));
  append(file, "after\n");
  std::filesystem::rename(file, dir.path("data/x.1"));
  auto resumed = opened(dir.path("out"), how);
  CHECK(resumed.part == FilePart::next);
  CHECK(slurp(dir.path("data/x.1")) == kLong);
  write_and_close(resumed, "next\n");
  CHECK(slurp(file) == "next\n");
}

TEST_CASE("resuming: one that is found nowhere is begun anew, which is said", "[resume]") {
  const TempDir dir;
  const std::string path = dir.file("x", kLong);
  const OpenOutput how = saved(path);
  const std::string sentence = path +
                               ": the file that the state knows was moved away, and is not found beside it: "
                               "what it got after the last checkpoint is written again; begun anew";
  SECTION("absent") {
    std::filesystem::remove(path);
    CHECK(opened(path, how).note == sentence);
  }
  SECTION("another text of the same inode") {
    std::ofstream(path, std::ios::binary) << std::string(kLong.size() + 5, '#');
    CHECK(opened(path, how).note.starts_with(sentence));
  }
  SECTION("another shorter text of the same inode") {
    std::ofstream(path, std::ios::binary) << std::string(FileMark::kSpan, '#');
    CHECK(opened(path, how).note.starts_with(sentence));
  }
  SECTION("the same head, but not what was written last") {
    std::string other = kLong;
    other[other.size() - 3] = '#';
    std::ofstream(path, std::ios::binary) << other;
    CHECK(opened(path, how).note.starts_with(sentence));
  }
  CHECK(slurp(path).empty());
}

TEST_CASE("resuming: the same file that is shorter than it was is refused, and left as it is", "[resume]") {
  const TempDir dir;
  for (const size_t left : {size_t{0}, size_t{10}, FileMark::kSpan, kLong.size() - 1}) {
    const std::string path = dir.file("x", kLong);
    const OpenOutput how = saved(path);
    std::filesystem::resize_file(path, left);
    const Error error = refused(path, how);
    CHECK(error.kind == ErrorKind::state);
    CHECK(error.message ==
          path + ": has " + std::to_string(left) + " bytes, but had " + std::to_string(kLong.size()) +
              " bytes when the state was saved: put it back as it was, or move it away for a new one");
    CHECK(slurp(path) == kLong.substr(0, left));
  }
}

TEST_CASE("resuming: a copy is gone on with, which is said", "[resume]") {
  const TempDir dir;
  const std::string path = dir.file("x", kLong);
  const OpenOutput how = saved(path);
  std::filesystem::rename(path, dir.path("elsewhere"));
  dir.file("x", kLong + "after\n");
  auto resumed = opened(path, how);
  CHECK(resumed.part == FilePart::same);
  CHECK(resumed.note == path + ": is a copy of the file that the state knows, and gone on with");
  write_and_close(resumed, "next\n");
  CHECK(slurp(path) == kLong + "next\n");
  CHECK(slurp(dir.path("elsewhere")) == kLong);
}

TEST_CASE("resuming: inputs and other outputs are refused before anything is cut off", "[resume]") {
  const TempDir dir;
  const std::string path = dir.file("x", kLong);
  const OpenOutput how = saved(path);
  append(path, "after\n");
  const Descriptor file = open_descriptor(path.c_str(), O_RDONLY);
  const std::vector<FileId> taken = {*file_id(file.get())};
  const auto as_input = open_sink_with_state(path, how, taken, {});
  REQUIRE(!as_input.ok());
  CHECK(as_input.error().message == path + ": input file is also the output");
  CHECK(!open_sink_with_state(path, how, {}, taken).ok());
  CHECK(!open_sink_with_state(path, {}, {}, taken).ok());
  CHECK(slurp(path) == kLong + "after\n");
}

TEST_CASE("resuming: pipes and stdout go on where they are", "[resume]") {
  const TempDir dir;
  ignore_sigpipe();
  const std::string path = dir.fifo("x");
  const Descriptor reader = open_descriptor(path.c_str(), O_RDONLY | O_NONBLOCK);
  auto fresh = opened(path, {});
  CHECK(fresh.sink->file_descriptor() == -1);
  write_and_close(fresh, "a\n");
  const auto resumed = opened(path, {Mode::resume, 5, {}});
  CHECK(resumed.note == path + ": is no plain file any more, and gets what comes after the last checkpoint");
  CHECK(resumed.part == FilePart::next);
  const Descriptor file = open_descriptor(dir.file("out", "precious\n").c_str(), O_WRONLY | O_APPEND);
  const Redirected redirected(1, file.get());
  const auto standard = opened("-", {});
  CHECK(standard.sink->file_descriptor() == -1);
  CHECK(slurp(dir.path("out")) == "precious\n");
}

std::unique_ptr<Sink> plain(const std::string& path) {
  auto sink = open_sink(path);
  REQUIRE(sink.ok());
  return std::move(*sink);
}

TEST_CASE("rotation: an output that was moved away is finished there, and goes on at its path", "[reopen]") {
  const TempDir dir;
  const bool has_state = GENERATE(false, true);
  const std::string path = dir.path("x");
  auto sink = has_state ? opened(path, {}).sink : plain(path);
  CHECK(sink->write("one\n"));
  CHECK(!sink->has_moved());
  CHECK(sink->reopen().ok());
  std::filesystem::rename(path, dir.path("x.1"));
  CHECK(sink->has_moved());
  CHECK(sink->write("two\n"));
  CHECK(sink->reopen().ok());
  CHECK(!sink->has_moved());
  CHECK(slurp(dir.path("x.1")) == "one\ntwo\n");
  CHECK(sink->write("three\n"));
  CHECK(sink->flush());
  CHECK(slurp(path) == "three\n");
  CHECK(sink->file_id() == FileId{[&] {
          struct stat status;
          ::stat(path.c_str(), &status);
          return FileId{status.st_dev, status.st_ino};
        }()});
  // One that the rotation has made, and that somebody has written to, is not truncated.
  std::filesystem::rename(path, dir.path("x.2"));
  dir.file("x", "head\n");
  CHECK(sink->reopen().ok());
  CHECK(sink->write("four\n"));
  CHECK(sink->close());
  CHECK(slurp(path) == "head\nfour\n");
  CHECK(slurp(dir.path("x.2")) == "three\n");
  CHECK(sink->bytes_written() == 19);
}

TEST_CASE("rotation: what cannot be opened again is said, and written on where it is", "[reopen]") {
  const TempDir dir;
  const std::string path = dir.path("x");
  auto sink = plain(path);
  std::filesystem::rename(path, dir.path("x.1"));
  std::filesystem::create_directory(path);
  const auto reopened = sink->reopen();
  REQUIRE(!reopened.ok());
  CHECK(reopened.error().message == path + ": Is a directory");
  CHECK(sink->write("goes on\n"));
  CHECK(sink->close());
  CHECK(slurp(dir.path("x.1")) == "goes on\n");
}

TEST_CASE("rotation: a compressed output is a whole stream in each file", "[reopen]") {
  const TempDir dir;
  for (const std::string name : {"x.gz", "x.zst"}) {
    auto sink = plain(dir.path(name));
    CHECK(sink->write(kLong));
    std::filesystem::rename(dir.path(name), dir.path("old-" + name));
    CHECK(sink->reopen().ok());
    CHECK(drain(dir.path("old-" + name)).text == kLong);
    CHECK(drain(dir.path("old-" + name)).error.empty());
    CHECK(sink->write("next\n"));
    CHECK(sink->close());
    CHECK(drain(dir.path(name)).text == "next\n");
    CHECK(drain(dir.path(name)).error.empty());
  }
}

}  // namespace
}  // namespace runnel::io
