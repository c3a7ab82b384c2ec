#include "state/state_file.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>

#include "state_fixture.h"

namespace runnel::state {
namespace {

std::string refusal(std::string_view bytes) {
  const auto state = parse_state(bytes, "S");
  REQUIRE(!state.ok());
  CHECK(state.error().kind == ErrorKind::state);
  return state.error().message;
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

TEST_CASE("states: what is written is read again, whatever is in it") {
  const io::TempDir dir;
  const std::string path = dir.path("S");
  const StateLock lock = locked(path);
  SavedState state = sample_state();
  const auto absent = read_state(path);
  REQUIRE(absent.ok());
  CHECK(!absent->has_value());
  const auto size = write_state(lock, state, {});
  REQUIRE(size.ok());
  CHECK(*size == std::filesystem::file_size(path));
  CHECK(read_back(path) == state);
  CHECK(io::slurp(path) == format_state(state));

  state.operator_state.reset();
  state.inputs.clear();
  REQUIRE(write_state(lock, state, {}).ok());
  CHECK(read_back(path) == state);
  state.operator_state = "";
  REQUIRE(write_state(lock, state, {}).ok());
  CHECK(read_back(path) == state);
  CHECK(!std::filesystem::exists(path + ".new"));
}

// The layout as runnel-state(5) has it; that of a released version never changes.
TEST_CASE("states: the format is the documented one, byte by byte") {
  SavedState state;
  state.program = "p";
  state.release = "1";
  state.created_ns = 2;
  state.saved_ns = 3;
  state.checkpoints = 4;
  state.runs = 5;
  state.meaning.add("n", "v");
  state.operator_state = "op";
  using namespace std::string_literals;
  const auto u64 = [](char low) { return std::string(1, low) + "\0\0\0\0\0\0\0"s; };
  const std::string body = u64(1) + "p" + u64(1) + "1" + u64(2) + u64(3) + u64(4) + u64(5) + u64(1) + u64(1) +
                           "n" + u64(1) + "v" + u64(0) + u64(0) + "\1"s + u64(2) + "op";
  const std::string whole = "RUNNELST"s + "\1\0\0\0\0\0\0\0"s + u64(static_cast<char>(body.size())) + body;
  const std::string bytes = format_state(state);
  REQUIRE(bytes.size() == whole.size() + 16);
  CHECK(bytes.substr(0, whole.size()) == whole);
  CHECK(bytes == with_header(bytes, 1, 0));
}

TEST_CASE("states: one that is cut off anywhere is refused") {
  const std::string bytes = format_state(sample_state());
  CHECK(refusal("") == "S: is not a state: it is left as it is; name another file with --state");
  for (size_t size = 1; size < bytes.size(); ++size) {
    CHECK(holds(refusal(std::string_view(bytes).substr(0, size)), "is cut off"));
  }
  CHECK(holds(refusal(bytes + "x"), "is damaged"));
}

TEST_CASE("states: one with any bit flipped is refused") {
  std::string bytes = format_state(sample_state());
  for (size_t i = 0; i < bytes.size() * 8; ++i) {
    bytes[i / 8] = static_cast<char>(bytes[i / 8] ^ (1 << (i % 8)));
    const std::string message = refusal(bytes);
    const std::string_view expected = i < 64                ? "is not a state"
                                      : i < 128 || i >= 192 ? "checksum is wrong"
                                                            : "body has";
    if (!holds(message, expected)) FAIL_CHECK("bit " << i << ": " << message);
    bytes[i / 8] = static_cast<char>(bytes[i / 8] ^ (1 << (i % 8)));
  }
  CHECK(parse_state(bytes, "S").ok());
}

TEST_CASE("states: files of others are refused, and left as they are") {
  const io::TempDir dir;
  for (const std::string_view text :
       {"", "{\"a\":1}\n", "RUNNEL", "\x1F\x8B\x08", "RUNNELSX and more than a header of text"}) {
    const std::string path = dir.file("x", text);
    const auto read = read_state(path);
    REQUIRE(!read.ok());
    CHECK(read.error().message.starts_with(path + ": is "));
    CHECK(io::slurp(path) == text);
  }
  const auto folder = read_state(dir.path("."));
  REQUIRE(!folder.ok());
  CHECK(folder.error().message == dir.path(".") + ": is a directory: name a file with --state");
  CHECK(!read_state(dir.fifo("f")).ok());
}

TEST_CASE("states: those of a later version are refused by name, what is added to this one is passed over") {
  const std::string bytes = format_state(sample_state());
  const std::string later = refusal(with_header(bytes, 2, 0));
  CHECK(holds(later, "was written by stream-window 0.1.0 in version 2 of the format, which release "));
  CHECK(holds(later, " cannot read: it reads version 1: use a later release, or remove it"));
  CHECK(holds(refusal(with_header(bytes, 1, 1)), "a variant of version 1"));
  CHECK(holds(refusal(with_header(bytes, 0, 0)), "makes no sense"));
  const auto added = parse_state(with_header(bytes, 1, 0, "of a later release"), "S");
  REQUIRE(added.ok());
  CHECK(*added == sample_state());
}

TEST_CASE("states: one with a body that ends too early is refused, though its checksum is right") {
  SavedState state = sample_state();
  state.operator_state.reset();
  const std::string bytes = format_state(state);
  const size_t body = bytes.size() - 24 - 16;
  for (size_t left = 0; left < body; ++left) {
    const std::string cut = bytes.substr(0, 24 + left) + std::string(16, '\0');
    CHECK(holds(refusal(with_header(cut, 1, 0)), "makes no sense"));
  }
}

TEST_CASE("states: of another program or meaning they are refused") {
  const SavedState state = sample_state();
  CHECK(check_state(state, "stream-window", state.meaning, "S").ok());
  const auto program = check_state(state, "stream-join", state.meaning, "S");
  REQUIRE(!program.ok());
  CHECK(program.error().message ==
        "S: is a state of stream-window, not of stream-join: name another file with --state");
  CHECK(!check_program(state, "stream-join", "S").ok());
  for (size_t i = 0; i < state.meaning.parts().size(); ++i) {
    Meaning other;
    for (size_t k = 0; k < state.meaning.parts().size(); ++k) {
      const auto& part = state.meaning.parts()[k];
      other.add(part.name, k == i ? "else" : part.value);
    }
    const auto meaning = check_state(state, "stream-window", other, "S");
    REQUIRE(!meaning.ok());
    CHECK(meaning.error().kind == ErrorKind::state);
    const auto& part = state.meaning.parts()[i];
    CHECK(holds(meaning.error().message,
                part.name + " was " + part.value + ", and is else now: --state-reset"));
  }
}

TEST_CASE("states: permissions are kept, and a new one is for its owner alone") {
  const io::TempDir dir;
  const std::string path = dir.path("S");
  const StateLock lock = locked(path);
  REQUIRE(write_state(lock, sample_state(), {}).ok());
  struct stat status;
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0600);
  REQUIRE(::chmod(path.c_str(), 0640) == 0);
  REQUIRE(write_state(lock, sample_state(), {}).ok());
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0640);
}

TEST_CASE("states: a link stays a link, and what it names is replaced") {
  const io::TempDir dir;
  const std::string path = dir.file("S", format_state(sample_state()));
  std::filesystem::create_symlink(path, dir.path("link"));
  SavedState state = sample_state();
  state.runs = 99;
  REQUIRE(write_state(locked(dir.path("link")), state, {}).ok());
  CHECK(std::filesystem::is_symlink(dir.path("link")));
  CHECK(read_back(path) == state);
  std::filesystem::create_symlink(dir.path("none"), dir.path("dangling"));
  CHECK(!StateLock::take(dir.path("dangling")).ok());
}

// What was there must stand after any step has failed, and nothing else be left behind.
void check_kept(const std::string& path, const SavedState& state, const Result<uint64_t>& written,
                ErrorKind kind, std::string_view reason) {
  REQUIRE(!written.ok());
  CHECK(written.error().kind == kind);
  INFO(written.error().message);
  CHECK(holds(written.error().message, reason));
  CHECK(read_back(path) == state);
}

TEST_CASE("states: where a step of writing fails, the one before stands") {
  const io::TempDir dir;
  const std::string path = dir.path("S");
  const StateLock lock = locked(path);
  const SavedState state = sample_state();
  REQUIRE(write_state(lock, state, {}).ok());
  SavedState next = sample_state();
  next.checkpoints = 8;
  next.operator_state = std::string(100'000, 'x');

  SECTION("an output cannot be synced") {
    const int closed = 1000;
    check_kept(path, state, write_state(lock, next, std::array{closed}), ErrorKind::sink,
               "could not be synced");
  }
  SECTION("the new file cannot be made") {
    std::filesystem::create_directory(path + ".new");
    check_kept(path, state, write_state(lock, next, {}), ErrorKind::state,
               path + ": could not be saved: File exists");
  }
  SECTION("there is no room") {
    const auto before = std::signal(SIGXFSZ, SIG_IGN);
    rlimit limit;
    ::getrlimit(RLIMIT_FSIZE, &limit);
    const rlimit small{50'000, limit.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    const auto written = write_state(lock, next, {});
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::signal(SIGXFSZ, before);
    check_kept(path, state, written, ErrorKind::state, path + ": could not be saved: File too large");
    CHECK(!std::filesystem::exists(path + ".new"));
  }
  SECTION("what a run that was killed has left is in nobody's way") {
    dir.file("S.new", "half of a sta");
    REQUIRE(write_state(lock, next, {}).ok());
    CHECK(read_back(path) == next);
  }
}

TEST_CASE("states: where it cannot take the place of the old one, nothing is left behind") {
  const io::TempDir dir;
  const std::string path = dir.path("S");
  const StateLock lock = locked(path);
  std::filesystem::create_directory(path);
  CHECK(!write_state(lock, sample_state(), {}).ok());
  CHECK(!std::filesystem::exists(path + ".new"));
}

TEST_CASE("states: those of earlier releases are read") {
  const std::filesystem::path folder = TEST_DATA "/states";
  const int count = check_states_of(folder);
  CHECK((count > 0) == std::filesystem::exists(folder));
}

}  // namespace
}  // namespace runnel::state
