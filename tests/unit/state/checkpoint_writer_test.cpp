#include "state/checkpoint_writer.h"

#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "state_fixture.h"

namespace runnel::state {
namespace {

using namespace std::chrono_literals;

SavedState state_of(uint64_t checkpoints) {
  SavedState state = sample_state();
  state.checkpoints = checkpoints;
  return state;
}

bool becomes_readable(int descriptor) {
  pollfd entry{descriptor, POLLIN, 0};
  return ::poll(&entry, 1, 10'000) == 1;
}

TEST_CASE("checkpoints: they are written beside the run, as all was when they were begun") {
  const io::TempDir dir;
  const std::string path = dir.path("S");
  const StateLock lock = locked(path);
  CheckpointWriter writer(lock);
  uint64_t held = 1;
  const auto snapshot = [&held] {
    std::this_thread::sleep_for(50ms);
    return state_of(held);
  };
  writer.begin(snapshot, {});
  held = 2;
  CHECK(writer.is_running());
  CHECK(!writer.is_finished());
  REQUIRE(becomes_readable(writer.descriptor()));
  CHECK(writer.is_finished());
  const auto done = writer.finish();
  REQUIRE(done.ok());
  CHECK(!writer.is_running());
  CHECK(writer.descriptor() == -1);
  CHECK(read_back(path) == state_of(1));
  CHECK(done->size == std::filesystem::file_size(path));
  CHECK(done->duration_ns >= 50'000'000);
  CHECK(done->stalled_ns < done->duration_ns);
  // And again, one after the other.
  for (held = 3; held < 6; ++held) {
    writer.begin(snapshot, {});
    REQUIRE(writer.finish().ok());
    CHECK(read_back(path) == state_of(held));
  }
}

TEST_CASE("checkpoints: the thread that began one may end before it") {
  const io::TempDir dir;
  const std::string path = dir.path("S");
  const StateLock lock = locked(path);
  CheckpointWriter writer(lock);
  const auto snapshot = [] {
    std::this_thread::sleep_for(100ms);
    return state_of(1);
  };
  std::thread([&] { writer.begin(snapshot, {}); }).join();
  const auto done = writer.finish();
  REQUIRE(done.ok());
  CHECK(read_back(path) == state_of(1));
}

TEST_CASE("checkpoints: the first and the last are written by the run itself") {
  const io::TempDir dir;
  const StateLock lock = locked(dir.path("S"));
  CheckpointWriter writer(lock);
  const auto done = writer.write_now([] { return state_of(1); }, {});
  REQUIRE(done.ok());
  CHECK(!writer.is_running());
  CHECK(done->size == std::filesystem::file_size(dir.path("S")));
  CHECK(read_back(dir.path("S")) == state_of(1));
}

TEST_CASE("checkpoints: signals for the run do not end them") {
  const io::TempDir dir;
  const StateLock lock = locked(dir.path("S"));
  static volatile std::sig_atomic_t handled = 0;
  const auto before = std::signal(SIGTERM, [](int) { handled = 1; });
  CheckpointWriter writer(lock);
  writer.begin(
      [] {
        for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGPIPE, SIGUSR1, SIGXFSZ}) ::raise(number);
        return state_of(handled == 0 ? 5 : 6);
      },
      {});
  CHECK(writer.finish().ok());
  std::signal(SIGTERM, before);
  CHECK(read_back(dir.path("S")) == state_of(5));
  sigset_t blocked;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
  CHECK(::sigismember(&blocked, SIGTERM) == 0);
}

TEST_CASE("checkpoints: one whose process is killed is an error, and the one before stands") {
  const io::TempDir dir;
  const std::string path = dir.path("S");
  const StateLock lock = locked(path);
  CheckpointWriter writer(lock);
  REQUIRE(writer.write_now([] { return state_of(1); }, {}).ok());
  writer.begin(
      [] {
        ::raise(SIGKILL);
        return state_of(2);
      },
      {});
  REQUIRE(becomes_readable(writer.descriptor()));
  const auto done = writer.finish();
  REQUIRE(!done.ok());
  CHECK(done.error().kind == ErrorKind::state);
  CHECK(done.error().message ==
        path + ": could not be saved: the process that writes it was ended by signal 9");
  CHECK(read_back(path) == state_of(1));
  writer.begin([] { return state_of(3); }, {});
  CHECK(writer.finish().ok());
  CHECK(read_back(path) == state_of(3));
}

TEST_CASE("checkpoints: what fails in their process is said by the run") {
  const io::TempDir dir;
  const std::string path = dir.path("S");
  const StateLock lock = locked(path);
  CheckpointWriter writer(lock);
  SECTION("a full disk") {
    rlimit limit;
    ::getrlimit(RLIMIT_FSIZE, &limit);
    const rlimit small{100, limit.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    writer.begin([] { return state_of(1); }, {});
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto done = writer.finish();
    REQUIRE(!done.ok());
    CHECK(done.error().message == path + ": could not be saved: File too large");
  }
  SECTION("an output that cannot be synced") {
    const int closed = 1000;
    writer.begin([] { return state_of(1); }, std::array{closed});
    const auto done = writer.finish();
    REQUIRE(!done.ok());
    CHECK(done.error().kind == ErrorKind::sink);
  }
  CHECK(!std::filesystem::exists(path));
  CHECK(!std::filesystem::exists(path + ".new"));
}

TEST_CASE("checkpoints: outputs are synced, and stay open for the run") {
  const io::TempDir dir;
  const StateLock lock = locked(dir.path("S"));
  CheckpointWriter writer(lock);
  const io::Descriptor output = io::open_descriptor(dir.path("out").c_str(), O_RDWR | O_CREAT);
  const io::Pipe pipe;
  writer.begin([] { return state_of(1); }, std::array{output.get(), pipe.in.get()});
  CHECK(writer.finish().ok());
  CHECK(::write(output.get(), "x", 1) == 1);
}

TEST_CASE("checkpoints: where no process can be made, the run writes them itself") {
  const io::TempDir dir;
  const StateLock lock = locked(dir.path("S"));
  CheckpointWriter writer(lock);
  // Room for one more descriptor: a pipe needs two.
  const int lowest = ::dup(0);
  ::close(lowest);
  rlimit limit;
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const rlimit small{static_cast<rlim_t>(lowest) + 1, limit.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &small);
  writer.begin([] { return state_of(9); }, {});
  const int descriptor = writer.descriptor();
  const bool is_running = writer.is_running();
  const bool is_finished = writer.is_finished();
  const auto done = writer.finish();
  ::setrlimit(RLIMIT_NOFILE, &limit);
  CHECK(descriptor == -1);
  CHECK(is_running);
  CHECK(is_finished);
  REQUIRE(done.ok());
  CHECK(done->stalled_ns >= done->duration_ns);
  CHECK(read_back(dir.path("S")) == state_of(9));
}

TEST_CASE("checkpoints: one that nobody has finished is finished before its writer goes") {
  const io::TempDir dir;
  const StateLock lock = locked(dir.path("S"));
  {
    CheckpointWriter writer(lock);
    writer.begin(
        [] {
          std::this_thread::sleep_for(50ms);
          return state_of(4);
        },
        {});
  }
  CHECK(read_back(dir.path("S")) == state_of(4));
}

// The child of a run that was killed is gone with it, and what it held free for the next run.
TEST_CASE("checkpoints: a run that is killed takes its checkpoint with it") {
  const io::TempDir dir;
  const std::string path = dir.path("S");
  const io::Pipe begun;
  const pid_t run = ::fork();
  if (run == 0) {
    const auto lock = StateLock::take(path);
    if (!lock) ::_exit(1);
    CheckpointWriter writer(*lock);
    writer.begin(
        [&] {
          [[maybe_unused]] const auto told = ::write(begun.in.get(), "b", 1);
          std::this_thread::sleep_for(20s);
          return state_of(1);
        },
        {});
    ::pause();
    ::_exit(0);
  }
  char byte;
  REQUIRE(::read(begun.out.get(), &byte, 1) == 1);
  CHECK(!StateLock::take(path, 0ms).ok());
  ::kill(run, SIGKILL);
  ::waitpid(run, nullptr, 0);
  CHECK(StateLock::take(path).ok());
  CHECK(!std::filesystem::exists(path));
}

}  // namespace
}  // namespace runnel::state
