#include "io/follow/watch.h"

#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <utility>

namespace runnel::io {
namespace {

constexpr int64_t kNsPerMs = 1'000'000;
constexpr size_t kLargestEvent = sizeof(inotify_event) + NAME_MAX + 1;

}  // namespace

Watch::Watch(const Clock& clock, int poll_ms)
    : clock_(clock),
      polled_{(poll_ms > 0 ? poll_ms : kPollMs) * kNsPerMs, clock.monotonic_ns()},
      safety_{kSafetyMs * kNsPerMs, clock.monotonic_ns()},
      drained_ns_(clock.monotonic_ns()) {
  if (poll_ms > 0) return;
  descriptor_ = Descriptor(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
}

void Watch::Rhythm::beat(int64_t now) {
  if (left_ns(now) > 0) return;
  last_ns = now;
  ++looks;
}

// What keeps a reader from waiting keeps it from draining.
void Watch::beat() {
  const int64_t now = clock_.monotonic_ns();
  polled_.beat(now);
  safety_.beat(now);
  if (now - drained_ns_ < kBusyMs * kNsPerMs) return;
  drained_ns_ = now;
  has_drained_early_ = true;
  take_all();
}

int Watch::patience_ms() {
  is_drained_ = false;
  if (std::exchange(has_drained_early_, false)) return 0;
  const int64_t now = clock_.monotonic_ns();
  int64_t left = safety_.left_ns(now);
  if (unwatched_ > 0 || !descriptor_.valid()) left = std::min(left, polled_.left_ns(now));
  return static_cast<int>((std::max<int64_t>(left, 0) + kNsPerMs - 1) / kNsPerMs);
}

void Watch::drain() {
  if (std::exchange(is_drained_, true)) return;
  drained_ns_ = clock_.monotonic_ns();
  beat();
  take_all();
}

void Watch::take_all() {
  if (!descriptor_.valid()) return;
  alignas(inotify_event) std::array<char, 64 * 1024> events;
  for (;;) {
    const ssize_t got = ::read(descriptor_.get(), events.data(), events.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return;
    take_events(events.data(), static_cast<size_t>(got));
    if (static_cast<size_t>(got) + kLargestEvent <= events.size()) return;  // there were no more
  }
}

void Watch::take_events(const char* events, size_t size) {
  for (size_t at = 0; at + sizeof(inotify_event) <= size;) {
    inotify_event event;
    std::memcpy(&event, events + at, sizeof event);
    at += sizeof event + event.len;
    if ((event.mask & IN_Q_OVERFLOW) != 0) {
      for (auto& [number, eyes] : eyes_) {
        for (Eye* eye : eyes) eye->open();
      }
      continue;
    }
    const auto found = eyes_.find(event.wd);
    if (found == eyes_.end()) continue;
    for (Eye* eye : found->second) eye->open();
    if ((event.mask & IN_IGNORED) != 0) forget(event.wd);
  }
}

// The file or directory is no more, and its watch with it.
void Watch::forget(int number) {
  const auto found = eyes_.find(number);
  for (Eye* eye : found->second) {
    eye->number_ = -1;
    ++unwatched_;
  }
  eyes_.erase(found);
}

int Watch::add(const char* path, uint32_t events, Eye* eye) {
  if (!descriptor_.valid()) return -1;
  const int number = ::inotify_add_watch(descriptor_.get(), path, events);
  if (number >= 0) eyes_[number].push_back(eye);
  return number;
}

void Watch::remove(int number, Eye* eye) {
  const auto found = eyes_.find(number);
  if (found == eyes_.end()) return;
  auto& eyes = found->second;
  eyes.erase(std::remove(eyes.begin(), eyes.end(), eye), eyes.end());
  if (!eyes.empty()) return;
  eyes_.erase(found);
  ::inotify_rm_watch(descriptor_.get(), number);
}

Eye::Eye(std::shared_ptr<Watch> watch, std::string path, uint32_t events)
    : watch_(std::move(watch)), path_(std::move(path)), events_(events) {
  number_ = watch_->add(path_.c_str(), events_, this);
  if (number_ < 0) ++watch_->unwatched_;
}

Eye::~Eye() {
  if (number_ >= 0) {
    watch_->remove(number_, this);
  } else {
    --watch_->unwatched_;
  }
}

// By its descriptor, since its name may be another file's by now.
std::unique_ptr<Eye> Eye::on_file(std::shared_ptr<Watch> watch, int descriptor) {
  const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
  return std::unique_ptr<Eye>(new Eye(std::move(watch), path, IN_MODIFY));
}

std::unique_ptr<Eye> Eye::on_directory(std::shared_ptr<Watch> watch, std::string path) {
  constexpr uint32_t kEvents =
      IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
  return std::unique_ptr<Eye>(new Eye(std::move(watch), std::move(path), kEvents));
}

bool Eye::take() {
  watch_->is_drained_ = false;
  watch_->beat();
  const uint64_t looks = is_watched() ? watch_->safety_.looks : watch_->polled_.looks;
  const bool is_due = looks_ != looks;
  looks_ = looks;
  if (!std::exchange(open_, false) && !is_due) return false;
  if (!is_watched()) watch_again();
  return true;
}

// A directory may be there by now, or there may be watches again.
void Eye::watch_again() {
  number_ = watch_->add(path_.c_str(), events_, this);
  if (number_ < 0) return;
  --watch_->unwatched_;
  looks_ = watch_->safety_.looks;
}

}  // namespace runnel::io
