#include "cli/terminal_area.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "io/descriptors.h"

namespace runnel::cli {

namespace {

constexpr char kHideCursor[] = "\033[?25l";
constexpr char kShowCursor[] = "\033[?25h";
constexpr std::string_view kClearLine = "\033[K";
constexpr std::string_view kClearBelow = "\033[J";
constexpr std::string_view kClearAll = "\033[H\033[2J";
// Whatever else has written to the terminal is gone after so long.
constexpr int64_t kInFullEvery = 1'000'000'000;

// What a handler may touch.
std::atomic<int> g_terminal{-1};
std::atomic<bool> g_was_stopped{false};
std::atomic<int> g_keys{-1};  // the terminal whose mode is another than before; set behind the two modes
termios g_mode_before{};
termios g_mode_of_keys{};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

void write_now(const char* text) {
  const int terminal = g_terminal.load();
  if (terminal >= 0) [[maybe_unused]]
    const ssize_t written = ::write(terminal, text, std::strlen(text));
}

// In the background this would stop the process.
void set_mode(const termios& mode) {
  const int terminal = g_keys.load();
  if (terminal >= 0 && is_in_foreground(terminal)) tcsetattr(terminal, TCSANOW, &mode);
}

// Ctrl-Z: the shell gets a cursor, and when the process goes on it draws everything anew.
void on_stop(int) {
  const int saved_errno = errno;
  give_back_terminal();
  raise(SIGSTOP);
  write_now(kHideCursor);
  set_mode(g_mode_of_keys);
  g_was_stopped.store(true);
  errno = saved_errno;
}

void on_quit(int signal) {
  give_back_terminal();
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  sigaction(signal, &action, nullptr);
  raise(signal);
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction before {};
  if (sigaction(signal, nullptr, &before) != 0 || before.sa_handler == SIG_IGN) return;
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

}  // namespace

bool is_in_foreground(int terminal) {
  return tcgetpgrp(terminal) == getpgrp();
}

bool begin_key_mode(int terminal) {
  termios mode{};
  if (tcgetattr(terminal, &mode) != 0) return false;
  if (g_keys.load() < 0) {
    g_mode_before = mode;
  } else if ((mode.c_lflag & static_cast<tcflag_t>(ICANON)) == 0) {
    return true;
  }
  mode.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  mode.c_cc[VMIN] = 0;  // read() waits for nothing
  mode.c_cc[VTIME] = 0;
  g_mode_of_keys = mode;
  g_keys.store(terminal);
  return tcsetattr(terminal, TCSANOW, &mode) == 0;
}

void end_key_mode() {
  set_mode(g_mode_before);
  g_keys.store(-1);
}

void give_back_terminal() {
  write_now(kShowCursor);
  set_mode(g_mode_before);
}

TerminalArea::TerminalArea(int descriptor, const Clock& clock) : descriptor_(descriptor), clock_(clock) {
  g_terminal.store(descriptor);
  handle(SIGTSTP, on_stop);
  handle(SIGQUIT, on_quit);
  is_open_ = write(kHideCursor);
}

TerminalSize TerminalArea::size() const {
  winsize size{};
  if (ioctl(descriptor_, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
  return {size.ws_col, size.ws_row};
}

bool TerminalArea::is_disturbed() const {
  const std::lock_guard lock(mutex_);
  return g_was_stopped.load() || (!shown_.empty() && size() != drawn_for_);
}

bool TerminalArea::show(std::vector<std::string> lines) {
  const std::lock_guard lock(mutex_);
  const TerminalSize now = size();
  const int64_t time = clock_.monotonic_ns();
  std::string text;
  if (g_was_stopped.exchange(false)) {
    on_screen_ = 0;  // the shell has written below it: begin anew there
  } else if (!shown_.empty() && now != drawn_for_) {
    text = kClearAll;  // nobody knows how the terminal has broken the lines
    on_screen_ = 0;
  }
  const bool in_full = on_screen_ == 0 || time - in_full_at_ >= kInFullEvery;
  if (!in_full && lines == shown_) return true;
  if (in_full) in_full_at_ = time;
  text += redrawn(lines, in_full);
  shown_ = std::move(lines);
  on_screen_ = shown_.size();
  drawn_for_ = now;
  return write(text);
}

std::string TerminalArea::redrawn(const std::vector<std::string>& lines, bool in_full) {
  std::string text = "\r";
  if (on_screen_ > 0) text += fmt::format("\033[{}A", on_screen_);
  for (size_t i = 0; i < lines.size(); ++i) {
    if (in_full || i >= on_screen_ || lines[i] != shown_[i]) (text += lines[i]) += kClearLine;
    text += "\r\n";
  }
  // A key that was pressed, or ^C, stands where the cursor is.
  text += in_full || lines.size() < on_screen_ ? kClearBelow : std::string_view();
  return text;
}

std::string TerminalArea::take_away() {
  std::string text = "\r";
  if (on_screen_ > 0) text += fmt::format("\033[{}A", on_screen_);
  text += kClearBelow;
  on_screen_ = 0;
  return text;
}

void TerminalArea::aside(const std::function<void()>& write_text) {
  const std::lock_guard lock(mutex_);
  write(take_away());
  write_text();
  write(redrawn(shown_, true));
  on_screen_ = shown_.size();
}

void TerminalArea::close() {
  const std::lock_guard lock(mutex_);
  if (!is_open_) return;
  is_open_ = false;
  std::string text = "\r";
  text += kClearBelow;
  write(text + kShowCursor);
  g_terminal.store(-1);
}

bool TerminalArea::close_with(const std::vector<std::string>& lines) {
  {
    const std::lock_guard lock(mutex_);
    std::string text = take_away();
    for (const std::string& line : lines) (text += line) += "\r\n";
    if (!write(text)) return false;
  }
  close();
  return true;
}

bool TerminalArea::write(const std::string& text) {
  std::string_view left = text;
  while (!left.empty()) {
    const ssize_t written = ::write(descriptor_, left.data(), left.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EAGAIN) {  // somebody else set O_NONBLOCK on what we inherited
      io::wait_for(descriptor_, POLLOUT);
      continue;
    }
    if (written <= 0) return false;
    left.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace runnel::cli
