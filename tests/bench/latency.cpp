// How long a line takes through a program whose input stays open.
//
//   bench_latency [-f FILE] [-a AFTER] LINES INTERVAL_MS COMMAND [ARG...]
//
// Writes one record every INTERVAL_MS into the command's stdin and reads what comes out; the Nth line out
// answers the Nth line in, or with -a the line AFTER behind it. Prints the nanoseconds of each, one a line,
// in the order of arrival. A line that comes out only after the input was closed is printed as `late`, one
// that never comes is not printed.
//
// With -f the records are added to FILE, which the command follows; it, and what it has started, is told to
// end by SIGTERM.
//
// One thread does both, waiting in poll() until the next line is due: a second one would add its own wake-ups
// to the times.
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

// A record that passes `.status >= 500`, told apart by its number.
std::string record(int number) {
  char text[512];
  const int length = std::snprintf(
      text, sizeof text,
      R"json({"ts":"2026-11-01T00:00:%02d.%03dZ","host":"web-03.prod","method":"PUT",)json"
      R"json("path":"/api/v1/cart/%d/checkout","status":503,"bytes":703,"latency_ms":333.215,)json"
      R"json("user_agent":"Googlebot/2.1 (+http://www.google.com/bot.html)","ip":"23.57.180.33",)json"
      R"json("request_id":"a6c26d63%08x","geo":{"country":"US","city":"Chicago"},"tags":["bot","beta"]})json"
      "\n",
      number / 1000 % 60, number % 1000, number, static_cast<unsigned>(number));
  return std::string(text, static_cast<std::size_t>(length));
}

struct Options {
  const char* file = nullptr;  // is written to in place of stdin
  std::size_t after = 0;
};

struct Child {
  pid_t pid = 0;  // and its process group
  int in = -1;    // we write here
  int out = -1;   // we read here
};

bool open_input(const char* file, int in[2]) {
  if (file == nullptr) return ::pipe2(in, O_CLOEXEC) == 0;
  in[0] = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  in[1] = ::open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  return in[0] >= 0 && in[1] >= 0;
}

bool start(char** command, const Options& options, Child& child) {
  int in[2], out[2];
  if (!open_input(options.file, in) || ::pipe2(out, O_CLOEXEC) != 0) return false;
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  const int error = ::posix_spawnp(&child.pid, command[0], &actions, &attributes, command, environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  ::close(in[0]);
  ::close(out[1]);
  child.in = in[1];
  child.out = out[0];
  return error == 0;
}

class Times {
 public:
  Times(int lines, std::size_t after) : answered_(after) { sent_.reserve(static_cast<std::size_t>(lines)); }

  void sent() { sent_.push_back(Clock::now()); }

  // Reads what is there; false at the end of the output.
  bool receive(int fd) {
    char buffer[65536];
    const ssize_t got = ::read(fd, buffer, sizeof buffer);
    const auto now = Clock::now();
    if (got <= 0) return false;
    for (auto lines = std::count(buffer, buffer + got, '\n'); lines > 0 && answered_ < sent_.size();
         --lines) {
      const auto took = now - sent_[answered_++];
      if (closed_) {
        std::puts("late");
      } else {
        std::printf("%lld\n", static_cast<long long>(std::chrono::nanoseconds(took).count()));
      }
    }
    return true;
  }

  void input_closed() { closed_ = true; }

 private:
  std::vector<Clock::time_point> sent_;
  std::size_t answered_;
  bool closed_ = false;
};

// Receives until the time given; false if the output ended before.
bool receive_until(Times& times, int fd, Clock::time_point end) {
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(end - Clock::now()).count();
    if (left <= 0) return true;
    const timespec wait{left / 1'000'000'000, left % 1'000'000'000};
    pollfd out{fd, POLLIN, 0};
    if (::ppoll(&out, 1, &wait, nullptr) > 0 && !times.receive(fd)) return false;
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int option; (option = ::getopt(argc, argv, "+f:a:")) != -1;) {
    if (option == 'f') options.file = optarg;
    if (option == 'a') options.after = static_cast<std::size_t>(std::atoi(optarg));
  }
  argc -= optind - 1;
  argv += optind - 1;
  if (argc < 4) {
    std::fputs("usage: bench_latency [-f FILE] [-a AFTER] LINES INTERVAL_MS COMMAND [ARG...]\n", stderr);
    return 2;
  }
  const int lines = std::atoi(argv[1]);
  const auto interval = std::chrono::duration_cast<Clock::duration>(
      std::chrono::duration<double, std::milli>(std::atof(argv[2])));
  std::signal(SIGPIPE, SIG_IGN);
  Child child;
  if (!start(argv + 3, options, child)) {
    std::perror(argv[3]);
    return 3;
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(500));  // let it start

  Times times(lines, options.after);
  const auto begin = Clock::now();
  bool open = true;
  for (int i = 0; i < lines && open; ++i) {
    const std::string text = record(i);
    times.sent();
    if (::write(child.in, text.data(), text.size()) != static_cast<ssize_t>(text.size())) break;
    open = receive_until(times, child.out, begin + (i + 1) * interval);
  }
  if (open) open = receive_until(times, child.out, Clock::now() + std::chrono::milliseconds(500));
  ::close(child.in);
  if (options.file != nullptr) ::kill(-child.pid, SIGTERM);
  times.input_closed();
  while (open) open = times.receive(child.out);
  int status = 0;
  ::waitpid(child.pid, &status, 0);
  return status == 0 || options.file != nullptr ? 0 : 1;
}
