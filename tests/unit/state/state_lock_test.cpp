#include "state/state_lock.h"

#include <sys/wait.h>

#include "state_fixture.h"

namespace runnel::state {
namespace {

using std::chrono::milliseconds;

// A process that holds a lock until it is told to end.
class Holder {
 public:
  explicit Holder(const std::string& path) {
    pid_ = ::fork();
    if (pid_ == 0) {
      const auto lock = StateLock::take(path);
      const char said = lock.ok() ? 'y' : 'n';
      if (::write(ready_.in.get(), &said, 1) == 1) ::pause();
      ::_exit(0);
    }
    char said = 'n';
    has_it_ = ::read(ready_.out.get(), &said, 1) == 1 && said == 'y';
  }
  ~Holder() { kill(); }
  void kill() {
    if (pid_ < 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  pid_t pid() const { return pid_; }
  bool has_it() const { return has_it_; }

 private:
  io::Pipe ready_;
  pid_t pid_;
  bool has_it_ = false;
};

TEST_CASE("locks: a state that another process uses is refused, with its number, until that has ended") {
  const io::TempDir dir;
  const std::string path = dir.path("S");
  Holder holder(path);
  REQUIRE(holder.has_it());
  const auto begun = std::chrono::steady_clock::now();
  const auto second = StateLock::take(path);
  const auto waited = std::chrono::steady_clock::now() - begun;
  REQUIRE(!second.ok());
  CHECK(second.error().kind == ErrorKind::state);
  CHECK(second.error().message ==
        path + ": another run is using this state (pid " + std::to_string(holder.pid()) + ")");
  CHECK(waited >= StateLock::kPatience);
  CHECK(!StateLock::take(path, milliseconds{0}).ok());
  holder.kill();
  CHECK(StateLock::take(path, milliseconds{0}).ok());
}

TEST_CASE("locks: it is the same one behind a link, and another for another state") {
  const io::TempDir dir;
  dir.file("S", format_state(sample_state()));
  std::filesystem::create_symlink("S", dir.path("link"));
  const StateLock lock = locked(dir.path("link"));
  CHECK(!StateLock::take(dir.path("S"), milliseconds{0}).ok());
  CHECK(StateLock::take(dir.path("T"), milliseconds{0}).ok());
  CHECK(lock.name() == dir.path("link"));
  CHECK(lock.path() == std::filesystem::canonical(dir.path("S")));
}

TEST_CASE("locks: the file stays, for its owner alone, and is free once its holder is gone") {
  const io::TempDir dir;
  const std::string path = dir.path("S");
  { const StateLock lock = locked(path); }
  struct stat status;
  REQUIRE(::stat((path + ".lock").c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0600);
  CHECK(StateLock::take(path, milliseconds{0}).ok());
  // A number that is longer than the one before, which was written in its place.
  std::ofstream(path + ".lock") << "999999999999\n";
  const StateLock lock = locked(path);
  CHECK(io::slurp(path + ".lock") == std::to_string(::getpid()) + "\n");
}

TEST_CASE("locks: what cannot be made says why") {
  const io::TempDir dir;
  const auto none = StateLock::take(dir.path("none/S"));
  REQUIRE(!none.ok());
  CHECK(none.error().message == dir.path("none/S.lock") + ": No such file or directory");
  std::filesystem::create_symlink("elsewhere", dir.path("S.lock"));
  CHECK(!StateLock::take(dir.path("S"), milliseconds{0}).ok());
  CHECK(!std::filesystem::exists(dir.path("elsewhere")));
}

}  // namespace
}  // namespace runnel::state
