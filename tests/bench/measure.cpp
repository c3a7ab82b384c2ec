// Runs a command and says what it took: wall time, processor time and peak memory of it and all that it
// waited for.
//
//   bench_measure [-n RUNS] [-i INPUT] [-o OUTPUT] -- COMMAND [ARG...]
//
// One line a run on stdout: wall ns, user us, system us, peak resident KiB (of the largest process), exit
// status. INPUT is the command's stdin (default empty), OUTPUT its stdout (default /dev/null), truncated
// before each run.
//
// Why not from Python: a child's peak memory counts from before its exec, so that it would include the
// interpreter's, and the time to fork would count as well. This program is small and uses posix_spawn.
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

struct Streams {
  const char* input = "/dev/null";
  const char* output = "/dev/null";
};

long long micros(const timeval& time) {
  return static_cast<long long>(time.tv_sec) * 1'000'000 + time.tv_usec;
}

// False if the command could not be started.
bool run(const Streams& streams, char** command) {
  const int in = ::open(streams.input, O_RDONLY | O_CLOEXEC);
  const int out = ::open(streams.output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (in < 0 || out < 0) {
    std::perror(in < 0 ? streams.input : streams.output);
    return false;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);

  const auto start = std::chrono::steady_clock::now();
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, command[0], &actions, nullptr, command, environ);
  int status = 0;
  rusage used{};
  if (error == 0) ::wait4(pid, &status, 0, &used);
  const auto wall = std::chrono::steady_clock::now() - start;

  posix_spawn_file_actions_destroy(&actions);
  ::close(in);
  ::close(out);
  if (error != 0) {
    std::fprintf(stderr, "%s: %s\n", command[0], std::strerror(error));
    return false;
  }
  std::printf("%lld %lld %lld %ld %d\n",
              static_cast<long long>(std::chrono::duration_cast<std::chrono::nanoseconds>(wall).count()),
              micros(used.ru_utime), micros(used.ru_stime), used.ru_maxrss,
              WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  int runs = 1;
  Streams streams;
  for (int option; (option = ::getopt(argc, argv, "+n:i:o:")) != -1;) {
    if (option == 'n') runs = std::atoi(optarg);
    if (option == 'i') streams.input = optarg;
    if (option == 'o') streams.output = optarg;
  }
  if (optind == argc) {
    std::fputs("usage: bench_measure [-n RUNS] [-i INPUT] [-o OUTPUT] -- COMMAND [ARG...]\n", stderr);
    return 2;
  }
  for (int i = 0; i < runs; ++i)
    if (!run(streams, argv + optind)) return 3;
}
