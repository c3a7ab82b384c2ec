#include "cli/watch_sink.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "io/descriptors.h"

namespace runnel::cli {

namespace {

constexpr int kIntervalMs = 100;
constexpr int64_t kInterval = int64_t{kIntervalMs} * 1'000'000;

}  // namespace

Outcome check_watch(const std::string& to) {
  const auto wrong = [](const char* message) { return Error{ErrorKind::usage, message}; };
  if (to != "-") {
    return wrong("--watch shows results instead of writing them: leave out --to, or --watch");
  }
  if (isatty(STDOUT_FILENO) == 0) {
    return wrong(
        "--watch shows a table on a terminal, and stdout is none: without --watch results are records");
  }
  if (environment("TERM") == "dumb") {
    return wrong("--watch moves the cursor, which this terminal cannot do (TERM=dumb): leave out --watch");
  }
  return Done{};
}

WatchSink::WatchSink(WatchShape shape, ColorWhen color, Messages& messages, const Clock& clock)
    : Sink("stdout"),
      messages_(messages),
      clock_(clock),
      rows_(std::move(shape)),
      area_(STDOUT_FILENO, clock) {
  screen_.charset = terminal_charset();
  screen_.styles = stdout_styles(color, IsTerminal::yes);
  if (isatty(STDERR_FILENO) != 0) {
    messages_.set_passage([this](const std::function<void()>& write_text) { area_.aside(write_text); });
  }
  draw();
}

WatchSink::~WatchSink() {
  WatchSink::close();
}

bool WatchSink::write(std::string_view text) {
  if (state_ != io::SinkState::open) return false;
  bytes_ += text.size();
  rows_.take(text);
  has_changed_ = true;
  tick();
  return state_ == io::SinkState::open;
}

void WatchSink::tick() {
  if (state_ != io::SinkState::open || is_closed_) return;
  const bool is_due = has_changed_ && clock_.monotonic_ns() - drawn_at_ >= kInterval;
  if (is_due || area_.is_disturbed()) draw();
}

bool WatchSink::draw() {
  const TerminalSize size = area_.size();
  screen_.columns = size.columns;
  // The last one leaves a line for the shell's prompt.
  screen_.lines = is_closed_ && size.lines > 1 ? size.lines - 1 : size.lines;
  has_changed_ = false;
  drawn_at_ = clock_.monotonic_ns();
  if (area_.show(watch_table(rows_, screen_))) return true;
  return fail(io::system_error(ErrorKind::sink, name_, errno));
}

bool WatchSink::close() {
  if (is_closed_) return state_ == io::SinkState::open;
  is_closed_ = true;
  if (state_ == io::SinkState::open) draw();
  messages_.set_passage(nullptr);
  area_.close();
  return state_ == io::SinkState::open;
}

int WatchSink::watch_descriptor() const {
  return STDOUT_FILENO;
}

void WatchMonitor::progress(uint64_t bytes_read, uint64_t bytes_total) {
  other_.progress(bytes_read, bytes_total);
  if (sink_ != nullptr) sink_->tick();
}

int WatchMonitor::interval_ms() const {
  const int other = other_.interval_ms();
  if (sink_ == nullptr) return other;
  return other < 0 ? kIntervalMs : std::min(other, kIntervalMs);
}

}  // namespace runnel::cli
