#include "cli/signals.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <ctime>

#include "cli/terminal_area.h"

namespace runnel::cli {
namespace {

// What a handler may touch: lock-free, and set before it is installed.
std::atomic<io::StopRequest*> g_stop{nullptr};
constexpr size_t kMostReloads = 2;
std::array<std::atomic<io::ReloadRequest*>, kMostReloads> g_reloads{};
std::atomic<int64_t> g_first_ns{0};
std::atomic<bool> g_ignores_hangup{false};
static_assert(std::atomic<io::ReloadRequest*>::is_always_lock_free &&
              std::atomic<io::StopRequest*>::is_always_lock_free &&
              std::atomic<int64_t>::is_always_lock_free);

// timeout(1) signals the process and then its whole group, so the process gets the signal twice: what comes
// so soon after the first is the same request.
constexpr int64_t kSameRequestNs = 100'000'000;

int64_t monotonic_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

void set_action(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

// Only calls what is async-signal-safe.
void on_signal(int signal) {
  const int saved_errno = errno;
  const int64_t now = monotonic_ns();
  int64_t first = 0;
  if (g_first_ns.compare_exchange_strong(first, now)) {
    g_stop.load()->request(signal);
  } else if (now - first > kSameRequestNs) {
    give_back_terminal();
    set_action(signal, SIG_DFL);
    raise(signal);  // blocked here; ends the process when this handler returns
  }
  errno = saved_errno;
}

// What the system itself sends is the end of the terminal; who runs nohup wants to go on then.
void on_reload(int signal, siginfo_t* sender, void*) {
  if (sender->si_code == SI_KERNEL) {
    if (!g_ignores_hangup.load()) on_signal(signal);
    return;
  }
  for (const auto& reload : g_reloads) {
    if (io::ReloadRequest* const request = reload.load()) request->request();
  }
}

bool is_ignored(int signal) {
  struct sigaction action {};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

void ignore_write_signals() {
  set_action(SIGPIPE, SIG_IGN);
  set_action(SIGXFSZ, SIG_IGN);
}

void install_signal_handlers(io::StopRequest& stop) {
  g_stop.store(&stop);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    if (!is_ignored(signal)) set_action(signal, on_signal);
  }
}

void install_reload_handler(io::ReloadRequest& reload) {
  for (auto& place : g_reloads) {
    io::ReloadRequest* none = nullptr;
    if (place.compare_exchange_strong(none, &reload) || none == &reload) break;
  }
  if (is_ignored(SIGHUP)) g_ignores_hangup.store(true);
  struct sigaction action {};
  action.sa_sigaction = on_reload;
  action.sa_flags = SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  sigaction(SIGHUP, &action, nullptr);
}

void die_by_signal(int signal) {
  set_action(signal, SIG_DFL);
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, signal);
  pthread_sigmask(SIG_UNBLOCK, &mask, nullptr);
  std::raise(signal);
  _exit(128 + signal);  // only if the signal does not end a process
}

}  // namespace runnel::cli
