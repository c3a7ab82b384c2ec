#include "cli/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <limits>

#include "base/quantity.h"

namespace runnel::cli {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kRenewal = kSecond / 5;
constexpr int64_t kLineEvery = 10 * kSecond;
constexpr uint64_t kLargeInput = 100'000'000;

int64_t interval(ProgressStyle style) {
  return style == ProgressStyle::lines ? kLineEvery : kRenewal;
}

size_t terminal_width() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

// Whole seconds, as `1h2m3s`.
std::string seconds_text(double seconds) {
  constexpr double kMost = 1e9;  // thirty years: what is longer is not known
  const auto whole = static_cast<int64_t>(std::clamp(seconds, 0.0, kMost) + 0.5);
  return whole == 0 ? "0s" : format_duration(whole * kSecond);
}

}  // namespace

ProgressStyle progress_style(const ProgressWish& wish) {
  const bool line = wish.stderr_is_terminal && !wish.records_on_terminal;
  if (wish.asked_for) return line ? ProgressStyle::terminal : ProgressStyle::lines;
  return line && wish.total > kLargeInput ? ProgressStyle::terminal : ProgressStyle::none;
}

ProgressStyle progress_style(bool asked_for, uint64_t total, StdoutUse use) {
  return progress_style({.asked_for = asked_for,
                         .stderr_is_terminal = isatty(STDERR_FILENO) != 0,
                         .records_on_terminal = use == StdoutUse::records && isatty(STDOUT_FILENO) != 0,
                         .total = total});
}

Progress::Progress(Messages& messages, ProgressStyle style, const Clock& clock)
    : messages_(messages),
      style_(style),
      clock_(clock),
      start_ns_(clock.monotonic_ns()),
      next_ns_(start_ns_ + interval(style)),
      rate_since_ns_(start_ns_) {}

void Progress::finish() {
  if (style_ == ProgressStyle::terminal) messages_.show_status({});
  next_ns_ = std::numeric_limits<int64_t>::max();
}

void Progress::show(uint64_t bytes, uint64_t total, int64_t now_ns) {
  next_ns_ = now_ns + interval(style_);
  if (const int64_t passed = now_ns - rate_since_ns_; passed > 0) {
    const double now_rate =
        static_cast<double>(bytes - rate_since_bytes_) * kSecond / static_cast<double>(passed);
    constexpr double kWeight =
        0.2;  // of the newest measurement: at five a second, the last second counts for two thirds
    rate_ = rate_ == 0 ? now_rate : rate_ + kWeight * (now_rate - rate_);
    rate_since_ns_ = now_ns;
    rate_since_bytes_ = bytes;
  }
  const std::string text = progress_text(bytes, total, rate_, now_ns - start_ns_);
  if (style_ == ProgressStyle::terminal) {
    messages_.show_status(std::string_view(text).substr(0, terminal_width() - 1));
  } else {
    messages_.say(text);
  }
}

std::string progress_text(uint64_t bytes, uint64_t total, double rate, int64_t elapsed_ns) {
  const std::string rate_text = format_size(static_cast<uint64_t>(std::max(rate, 0.0)));
  if (total == 0 || bytes > total) {  // a file that grows while it is read has no end that is known
    return fmt::format("{}, {}/s, {}", format_size(bytes), rate_text,
                       seconds_text(static_cast<double>(elapsed_ns) / kSecond));
  }
  const auto percent = static_cast<unsigned>(static_cast<double>(bytes) / static_cast<double>(total) * 100);
  std::string text =
      fmt::format("{} of {}, {} %, {}/s", format_size(bytes), format_size(total), percent, rate_text);
  if (rate > 0) text += fmt::format(", {} left", seconds_text(static_cast<double>(total - bytes) / rate));
  return text;
}

}  // namespace runnel::cli
