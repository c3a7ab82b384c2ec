#include "cli/profile/watch.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "io/descriptors.h"

namespace runnel::cli {

namespace {

constexpr int64_t kMillisecond = 1'000'000;
constexpr int64_t kLookEvery = 1000 * kMillisecond;
constexpr int64_t kAskEvery = 20 * kMillisecond;  // for keys, where batches follow one another quickly
constexpr int kPatienceMs = 100;
// One more than are shown, so that it is seen that there are more.
constexpr size_t kMostProfiles = ProfileHistory::kMostProfiles + 1;

}  // namespace

WatchKeys watch_keys(std::span<const std::string> inputs) {
  const bool reads_stdin = inputs.empty() || std::find(inputs.begin(), inputs.end(), "-") != inputs.end();
  return reads_stdin && isatty(STDIN_FILENO) != 0 ? WatchKeys::none : WatchKeys::terminal;
}

WatchTaker::WatchTaker(op::FieldChoice choice, ColorWhen color, WatchKeys keys, Messages& messages,
                       const Clock& clock)
    : messages_(messages), clock_(clock), area_(STDOUT_FILENO, clock), view_(std::move(choice)) {
  screen_.charset = terminal_charset();
  screen_.styles = stdout_styles(color, IsTerminal::yes);
  if (keys == WatchKeys::terminal) keys_.emplace();
  if (isatty(STDERR_FILENO) != 0) {
    messages_.set_passage([this](const std::function<void()>& write_text) { area_.aside(write_text); });
  }
  draw();
}

WatchTaker::~WatchTaker() {
  close();
}

void WatchTaker::close() {
  if (is_closed_) return;
  is_closed_ = true;
  messages_.set_passage(nullptr);
  area_.close();
  keys_.reset();
}

std::span<const int> WatchTaker::watched() const {
  static constexpr std::array<int, 1> kStdout{STDOUT_FILENO};
  return kStdout;
}

op::Demand WatchTaker::demand() const {
  return is_ending_ || error_.has_value() ? op::Demand::enough : op::Demand::more;
}

int WatchTaker::wants_look_ms() {
  const int64_t now = clock_.monotonic_ns();
  if (asked_at_ == INT64_MIN || now - asked_at_ >= kAskEvery) {
    asked_at_ = now;
    if (obey_keys() || area_.is_disturbed()) draw();
  }
  if (demand() == op::Demand::enough) return 0;
  if (view_.is_paused()) return kPatienceMs;
  if (!looked_at_.has_value()) return 0;
  const int64_t left = *looked_at_ + kLookEvery - now;
  return left <= 0 ? 0 : static_cast<int>(std::min<int64_t>(left / kMillisecond + 1, kPatienceMs));
}

bool WatchTaker::obey_keys() {
  if (!keys_.has_value()) return false;
  const std::vector<Key> pressed = keys_->pressed();
  for (const Key key : pressed) {
    if (key == Key::quit) {
      is_ending_ = true;
    } else {
      view_.press(key);
    }
  }
  return !pressed.empty();
}

op::Demand WatchTaker::look(const op::DueProfiles& profiles) {
  if (is_closed_ || demand() == op::Demand::enough) return op::Demand::enough;
  looked_at_ = clock_.monotonic_ns();
  profiles_ = profiles.first(kMostProfiles);
  history_.take(profiles_, *looked_at_);
  draw();
  return demand();
}

void WatchTaker::draw() {
  const TerminalSize size = area_.size();
  screen_.columns = size.columns;
  screen_.lines = size.lines;
  if (!area_.show(view_.lines(profiles_, history_, screen_))) {
    error_ = io::system_error(ErrorKind::sink, "stdout", errno);
  }
}

op::Demand WatchTaker::take(const op::DueProfiles& profiles) {
  if (is_closed_ || error_.has_value()) return op::Demand::enough;
  screen_.columns = area_.size().columns;
  if (!area_.close_with(view_.all_lines(profiles.first(kMostProfiles), history_, screen_))) {
    error_ = io::system_error(ErrorKind::sink, "stdout", errno);
  }
  close();
  return demand();
}

}  // namespace runnel::cli
