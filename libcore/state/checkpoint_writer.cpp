#include "state/checkpoint_writer.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "base/held_signals.h"
#include "state/state_file.h"

namespace runnel::state {

namespace {

int64_t monotonic_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

// A ^C, and a disk that is full, are for the parent to deal with; what says that the program is broken is not
// ignored.
void ignore_signals() {
  constexpr std::array kFaults = {SIGSEGV, SIGBUS, SIGFPE,  SIGILL, SIGABRT,
                                  SIGTRAP, SIGSYS, SIGKILL, SIGSTOP};
  for (int number = 1; number <= SIGRTMAX; ++number) {
    if (std::ranges::find(kFaults, number) == kFaults.end()) ::signal(number, SIG_IGN);
  }
}

// A child that outlives its parent would hold the lock against the run that comes next. `life`: of a pipe
// whose other end the parent alone has. PR_SET_PDEATHSIG would not do: it is about the thread that forked.
void die_with_parent(int life) {
  ::signal(SIGIO, SIG_DFL);
  sigset_t io;
  ::sigemptyset(&io);
  ::sigaddset(&io, SIGIO);
  ::pthread_sigmask(SIG_UNBLOCK, &io, nullptr);
  ::fcntl(life, F_SETOWN, ::getpid());
  ::fcntl(life, F_SETFL, O_ASYNC);
  pollfd entry{life, POLLIN, 0};
  if (::poll(&entry, 1, 0) > 0) ::_exit(EXIT_FAILURE);  // before it was told to tell
}

// The other ends of pipes that the child has as well would not see that the parent has closed them.
void close_all_but(std::vector<int> kept) {
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir("/proc/self/fd"), ::closedir);
  if (entries == nullptr) return;
  kept.push_back(::dirfd(entries.get()));
  std::vector<int> others;
  while (const dirent* entry = ::readdir(entries.get())) {
    char* end = nullptr;
    const long number = std::strtol(entry->d_name, &end, 10);
    if (end == entry->d_name || std::ranges::find(kept, number) != kept.end()) continue;
    others.push_back(static_cast<int>(number));
  }
  for (const int number : others) ::close(number);
}

// What the child tells: at most one write that a pipe takes as a whole.
std::string answer_of(const Result<Checkpoint>& done) {
  constexpr size_t kRoom = PIPE_BUF - 64;
  ByteWriter out;
  out.u8(done.ok() ? 1 : 0);
  if (done) {
    out.u64(done->size);
    out.i64(done->duration_ns);
  } else {
    out.u8(static_cast<uint8_t>(done.error().kind));
    out.text(std::string_view(done.error().message).substr(0, kRoom));
  }
  return out.take();
}

Result<Checkpoint> parse_answer(std::string_view answer) {
  ByteReader in(answer);
  if (in.u8() == 1) {
    Checkpoint checkpoint;
    checkpoint.size = in.u64();
    checkpoint.duration_ns = in.i64();
    if (in.ok()) return checkpoint;
  } else {
    const bool is_sink = in.u8() == static_cast<uint8_t>(ErrorKind::sink);
    const std::string_view message = in.text();
    if (in.ok()) return Error{is_sink ? ErrorKind::sink : ErrorKind::state, std::string(message)};
  }
  return Error{ErrorKind::state, {}};
}

Result<Checkpoint> write_checkpoint(const StateLock& lock, const SavedState& state,
                                    std::span<const int> outputs, int64_t begun) {
  const auto size = write_state(lock, state, outputs);
  if (!size) return size.error();
  return Checkpoint{.size = *size, .duration_ns = monotonic_ns() - begun};
}

}  // namespace

CheckpointWriter::CheckpointWriter(const StateLock& lock) : lock_(lock) {
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
  life_ = io::Descriptor(ends[0]);
  alive_ = io::Descriptor(ends[1]);
}

CheckpointWriter::~CheckpointWriter() {
  if (is_running_) [[maybe_unused]]
    const auto ignored = finish();
  reap();
}

void CheckpointWriter::begin(const Snapshot& snapshot, std::span<const int> outputs) {
  const int64_t begun = monotonic_ns();
  reap();
  is_running_ = true;
  std::array<int, 2> ends{-1, -1};
  const bool has_pipe = ::pipe2(ends.data(), O_CLOEXEC) == 0;
  answer_ = io::Descriptor(ends[0]);
  const io::Descriptor told(ends[1]);
  {
    // A child begins with the handlers of its parent, which write into pipes that are the parent's too.
    const HeldSignals held;
    child_ = has_pipe ? ::fork() : -1;
    if (child_ == 0) ignore_signals();
  }
  if (child_ == 0) {
    alive_ = io::Descriptor();
    die_with_parent(life_.get());
    write_as_child(snapshot, outputs, told.get(), begun);
  }
  if (child_ < 0) {
    answer_ = io::Descriptor();
    done_in_place_ = write_checkpoint(lock_, snapshot(), outputs, begun);
  }
  stalled_ns_ = monotonic_ns() - begun;
}

void CheckpointWriter::write_as_child(const Snapshot& snapshot, std::span<const int> outputs, int told,
                                      int64_t begun) const {
  const SavedState state = snapshot();
  std::vector<int> kept(outputs.begin(), outputs.end());
  kept.push_back(lock_.descriptor());
  kept.push_back(told);
  kept.push_back(life_.get());
  close_all_but(std::move(kept));
  const std::string answer = answer_of(write_checkpoint(lock_, state, outputs, begun));
  const bool is_told = ::write(told, answer.data(), answer.size()) == static_cast<ssize_t>(answer.size());
  // Neither destructors nor what is to be done at an exit: all that is the parent's.
  ::_exit(is_told ? EXIT_SUCCESS : EXIT_FAILURE);
}

bool CheckpointWriter::is_finished() const {
  if (!answer_.valid()) return true;
  pollfd entry{answer_.get(), POLLIN, 0};
  return ::poll(&entry, 1, 0) > 0;
}

Result<Checkpoint> CheckpointWriter::finish() {
  is_running_ = false;
  Result<Checkpoint> done = answer_.valid() ? read_answer() : std::move(done_in_place_);
  answer_ = io::Descriptor();
  if (done) done->stalled_ns = stalled_ns_;
  return done;
}

Result<Checkpoint> CheckpointWriter::read_answer() {
  std::array<char, PIPE_BUF> room;
  ssize_t size;
  do {
    size = ::read(answer_.get(), room.data(), room.size());
  } while (size < 0 && errno == EINTR);
  auto done = parse_answer({room.data(), size > 0 ? static_cast<size_t>(size) : 0});
  if (done || !done.error().message.empty()) return done;
  return Error{ErrorKind::state, lock_.name() + ": could not be saved: " + end_of_child()};
}

// What became of a child that has told nothing.
std::string CheckpointWriter::end_of_child() {
  const int status = reap();
  if (!WIFSIGNALED(status)) return "the process that writes it has failed";
  return "the process that writes it was ended by signal " + std::to_string(WTERMSIG(status));
}

// A child that has answered may take a while to give back its memory; nobody waits for that until the next.
int CheckpointWriter::reap() {
  int status = 0;
  const pid_t child = std::exchange(child_, -1);
  while (child > 0 && ::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return 0;
  }
  return status;
}

Result<Checkpoint> CheckpointWriter::write_now(const Snapshot& snapshot, std::span<const int> outputs) {
  const int64_t begun = monotonic_ns();
  reap();
  auto done = write_checkpoint(lock_, snapshot(), outputs, begun);
  if (done) done->stalled_ns = done->duration_ns;
  return done;
}

}  // namespace runnel::state
