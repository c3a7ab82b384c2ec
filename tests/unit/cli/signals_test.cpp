// Each case runs in a child, since signals are of the whole process.
#include "cli/signals.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <functional>

#include "catch.h"

using namespace runnel;
using namespace runnel::cli;

namespace {

// The wait status of a child that runs `body`, which exits with what it returns. No sanitizer's leak check in
// the child.
int child(const std::function<int(io::StopRequest&)>& body) {
  const pid_t pid = fork();
  if (pid == 0) {
    static io::StopRequest stop;
    _exit(body(stop));
  }
  int status = 0;
  REQUIRE(waitpid(pid, &status, 0) == pid);
  return status;
}

void wait_ms(int ms) {
  const timespec time{ms / 1000, ms % 1000 * 1'000'000L};
  timespec left{};
  for (timespec rest = time; nanosleep(&rest, &left) != 0 && errno == EINTR; rest = left) {
  }
}

}  // namespace

TEST_CASE("the first signal asks for a stop, and wakes a poll") {
  for (const int signal : {SIGINT, SIGTERM}) {
    const int status = child([signal](io::StopRequest& stop) {
      install_signal_handlers(stop);
      if (stop.requested()) return 1;
      std::raise(signal);
      pollfd descriptor{stop.descriptor(), POLLIN, 0};
      if (poll(&descriptor, 1, 0) != 1) return 2;
      return stop.requested() && stop.signal() == signal ? 0 : 3;
    });
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
  }
}

TEST_CASE("a second signal at once is the same request; a later one ends the process") {
  const int same = child([](io::StopRequest& stop) {
    install_signal_handlers(stop);
    std::raise(SIGTERM);
    std::raise(SIGTERM);
    return stop.requested() ? 0 : 1;
  });
  CHECK((WIFEXITED(same) && WEXITSTATUS(same) == 0));
  const int later = child([](io::StopRequest& stop) {
    install_signal_handlers(stop);
    std::raise(SIGTERM);
    wait_ms(150);
    std::raise(SIGINT);
    return 1;
  });
  CHECK((WIFSIGNALED(later) && WTERMSIG(later) == SIGINT));
}

TEST_CASE("a signal that the parent ignores stays ignored") {
  const int status = child([](io::StopRequest& stop) {
    std::signal(SIGINT, SIG_IGN);
    install_signal_handlers(stop);
    std::raise(SIGINT);
    return stop.requested() ? 1 : 0;
  });
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
}

TEST_CASE("SIGHUP asks for a reload where a program wants that, any number of times") {
  for (const bool was_ignored : {false, true}) {
    const int status = child([was_ignored](io::StopRequest& stop) {
      static io::ReloadRequest reload;
      if (was_ignored) std::signal(SIGHUP, SIG_IGN);
      install_signal_handlers(stop);
      install_reload_handler(reload);
      std::raise(SIGHUP);
      pollfd descriptor{reload.descriptor(), POLLIN, 0};
      if (poll(&descriptor, 1, 0) != 1 || !reload.take()) return 1;
      wait_ms(150);
      std::raise(SIGHUP);
      if (!reload.take() || stop.requested()) return 2;
      std::raise(SIGTERM);
      return stop.requested() && stop.signal() == SIGTERM ? 0 : 3;
    });
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
  }
}

TEST_CASE("SIGHUP asks for a stop where nothing can be reloaded") {
  const int status = child([](io::StopRequest& stop) {
    install_signal_handlers(stop);
    std::raise(SIGHUP);
    return stop.requested() && stop.signal() == SIGHUP ? 0 : 1;
  });
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
}

TEST_CASE("a pipe without a reader is an error of write") {
  const int status = child([](io::StopRequest&) {
    ignore_write_signals();
    int ends[2];
    if (pipe(ends) != 0) return 1;
    close(ends[0]);
    return write(ends[1], "x", 1) == -1 && errno == EPIPE ? 0 : 2;
  });
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
}

TEST_CASE("the parent sees which signal ended the process") {
  for (const int signal : {SIGINT, SIGTERM}) {
    const int status = child([signal](io::StopRequest& stop) -> int {
      install_signal_handlers(stop);
      std::raise(signal);
      die_by_signal(stop.signal());
    });
    CHECK((WIFSIGNALED(status) && WTERMSIG(status) == signal));
  }
}
