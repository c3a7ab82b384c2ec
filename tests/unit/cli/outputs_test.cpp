#include "cli/outputs.h"

#include "../io/io_fixture.h"
#include "catch.h"

namespace runnel::cli {
namespace {

using format::OutputFormat;
using io::Tally;
using io::TempDir;
using Kind = OutputPolicy::Kind;

io::Sink& open(Outputs& outputs, const std::string& place, const OutputFormat& format = {}) {
  const auto sink = outputs.open(place, format, std::nullopt);
  if (!sink) FAIL(sink.error().message);
  return **sink;
}

std::vector<state::OutputPosition> positions(Outputs& outputs, Tally tally = Tally::carried) {
  auto found = outputs.positions(tally);
  if (!found) FAIL(found.error().message);
  return *std::move(found);
}

Outputs resumed(std::vector<state::OutputPosition> known) {
  return Outputs({Kind::resume, std::move(known)});
}

struct Closed {
  ExitStatus status;
  std::string said;
};

Closed close(Outputs& outputs) {
  const TempDir dir;
  const io::Descriptor file = io::open_descriptor(dir.path("messages").c_str(), O_RDWR | O_CREAT);
  Messages messages("program", file.get());
  const ExitStatus status = outputs.close(messages);
  return {status, io::slurp(dir.path("messages"))};
}

TEST_CASE("outputs: positions are where the files stand once all is flushed") {
  const TempDir dir;
  const io::Descriptor nowhere = io::open_descriptor("/dev/null", O_WRONLY);
  const io::Redirected redirected(1, nowhere.get());
  Outputs outputs({Kind::fresh, {}});
  CHECK(open(outputs, dir.path("a")).write("{\"a\":1}\n"));
  open(outputs, dir.path("b"), {.kind = OutputFormat::Kind::csv}).write("{\"a\":1}\n");
  open(outputs, "-");
  const auto found = positions(outputs);
  REQUIRE(found.size() == 2);
  CHECK(found[0].path == dir.path("a"));
  CHECK(found[0].length == 8);
  CHECK(found[0].mark.known == 8);
  CHECK(found[0].form.empty());
  CHECK(found[1].length == 4);
  CHECK(!found[1].form.empty());
  CHECK(io::slurp(dir.path("b")) == "a\n1\n");
  CHECK(outputs.descriptors().size() == 2);
  CHECK(outputs.take_notes().empty());
}

TEST_CASE("outputs: without a state they have no need of it") {
  const TempDir dir;
  dir.file("a", "before\n");
  Outputs outputs;
  open(outputs, dir.path("a")).write("1\n");
  CHECK(close(outputs).status == ExitStatus::done);
  CHECK(io::slurp(dir.path("a")) == "1\n");
}

TEST_CASE("outputs: two runs write what one does, whatever was written after the checkpoint") {
  const TempDir dir;
  const OutputFormat csv{.kind = OutputFormat::Kind::csv};
  std::vector<state::OutputPosition> known;
  {
    Outputs outputs({Kind::fresh, {}});
    io::Sink& lines = open(outputs, dir.path("a"));
    io::Sink& cells = open(outputs, "file:" + dir.path("b"), csv);
    lines.write("1\n");
    cells.write("{\"x\":1,\"y\":2}\n");
    known = positions(outputs);
    lines.write("lost\n");
    cells.write("{\"x\":\"lost\"}\n");
    CHECK(outputs.positions(Tally::carried).ok());
  }
  Outputs outputs = resumed(known);
  open(outputs, dir.path("a")).write("2\n");
  open(outputs, dir.path("b"), csv).write("{\"y\":4,\"x\":3}\n");
  CHECK(outputs.take_notes().empty());
  CHECK(close(outputs).said.empty());
  CHECK(io::slurp(dir.path("a")) == "1\n2\n");
  CHECK(io::slurp(dir.path("b")) == "x,y\n1,2\n3,4\n");
}

TEST_CASE("outputs: a file is known by another name of it, too") {
  const TempDir dir;
  Outputs before({Kind::fresh, {}});
  open(before, dir.path("a")).write("1\n");
  const auto known = positions(before);
  Outputs outputs = resumed(known);
  open(outputs, dir.path("./a")).write("2\n");
  CHECK(close(outputs).status == ExitStatus::done);
  CHECK(io::slurp(dir.path("a")) == "1\n2\n");
}

TEST_CASE("outputs: what the state does not know, and what has other columns, is refused") {
  const TempDir dir;
  const OutputFormat csv{.kind = OutputFormat::Kind::csv, .columns = {"a"}};
  Outputs before({Kind::fresh, {}});
  open(before, dir.path("a"), csv).write("{\"a\":1}\n");
  Outputs outputs = resumed(positions(before));
  dir.file("b", "precious\n");
  const auto unknown = outputs.open(dir.path("b"));
  REQUIRE(!unknown.ok());
  CHECK(unknown.error().kind == ErrorKind::state);
  const OutputFormat others{.kind = OutputFormat::Kind::csv, .columns = {"b"}};
  for (const OutputFormat& format : {others, OutputFormat{}}) {
    const auto differs = outputs.open(dir.path("a"), format, std::nullopt);
    REQUIRE(!differs.ok());
    CHECK(differs.error().message == dir.path("a") +
                                         ": what stands in it has other columns, or another format, "
                                         "than this run writes: move it away, or name another output");
  }
  CHECK(io::slurp(dir.path("a")) == "a\n1\n");
  CHECK(io::slurp(dir.path("b")) == "precious\n");
}

TEST_CASE("outputs: the files of the state are none") {
  const TempDir dir;
  Outputs outputs({.kind = Kind::fresh, .state_path = dir.path("S")});
  for (const std::string name : {"S", "./S", "S.lock", "S.new"}) {
    const auto refused = outputs.open(dir.path(name));
    REQUIRE(!refused.ok());
    CHECK(refused.error().kind == ErrorKind::usage);
    CHECK(refused.error().message == dir.path(name) + ": is a file of the state, and cannot be an output");
  }
  CHECK(!std::filesystem::exists(dir.path("S")));
  CHECK(outputs.open(dir.path("S.1")).ok());
}

TEST_CASE("outputs: one that was moved away between two runs is begun anew, with a header") {
  const TempDir dir;
  const OutputFormat csv{.kind = OutputFormat::Kind::csv};
  Outputs before({Kind::fresh, {}});
  open(before, dir.path("a"), csv).write("{\"a\":1,\"b\":2}\n");
  const auto known = positions(before);
  std::filesystem::rename(dir.path("a"), dir.path("a.1"));
  Outputs outputs = resumed(known);
  open(outputs, dir.path("a"), csv).write("{\"b\":3}\n");
  const auto notes = outputs.take_notes();
  REQUIRE(notes.size() == 1);
  CHECK(notes[0] == dir.path("a") + ": was moved away to " + dir.path("a.1") + "; begun anew");
  CHECK(outputs.take_notes().empty());
  CHECK(close(outputs).status == ExitStatus::done);
  CHECK(io::slurp(dir.path("a")) == "a,b\n,3\n");
  CHECK(io::slurp(dir.path("a.1")) == "a,b\n1,2\n");
}

TEST_CASE("outputs: after a rotation all go on at their paths, and what cannot is said") {
  const TempDir dir;
  Outputs outputs({Kind::fresh, {}});
  io::Sink& a = open(outputs, dir.path("a"), {.kind = OutputFormat::Kind::csv});
  io::Sink& b = open(outputs, dir.path("b"));
  a.write("{\"x\":1}\n");
  b.write("1\n");
  for (const char* name : {"a", "b"})
    std::filesystem::rename(dir.path(name), dir.path(name + std::string(".1")));
  std::filesystem::create_directory(dir.path("b"));
  {
    const io::Descriptor file = io::open_descriptor(dir.path("m").c_str(), O_RDWR | O_CREAT);
    Messages messages("program", file.get());
    outputs.reopen(messages);
  }
  CHECK(io::slurp(dir.path("m")) ==
        "program: " + dir.path("b") + ": Is a directory; the file that was moved away is written on\n");
  a.write("{\"x\":2}\n");
  b.write("2\n");
  const auto found = positions(outputs);
  CHECK(found[0].length == 4);
  CHECK(found[1].length == 4);
  CHECK(io::slurp(dir.path("a.1")) == "x\n1\n");
  CHECK(io::slurp(dir.path("a")) == "x\n2\n");
  CHECK(io::slurp(dir.path("b.1")) == "1\n2\n");
}

TEST_CASE("outputs: with a state, a reader that has gone is a failure") {
  io::ignore_sigpipe();
  const TempDir dir;
  for (const Kind kind : {Kind::truncate, Kind::fresh}) {
    const std::string path = dir.fifo(kind == Kind::fresh ? "f" : "t");
    io::Descriptor reader = io::open_descriptor(path.c_str(), O_RDONLY | O_NONBLOCK);
    Outputs outputs({kind, {}});
    io::Sink& sink = open(outputs, path);
    reader = io::Descriptor();
    sink.write("1\n");
    CHECK(!outputs.positions(Tally::carried).ok());
    const Closed closed = close(outputs);
    CHECK(closed.status == (kind == Kind::fresh ? ExitStatus::stream_failed : ExitStatus::done));
    CHECK(closed.said.empty() == (kind == Kind::truncate));
  }
}

}  // namespace
}  // namespace runnel::cli
