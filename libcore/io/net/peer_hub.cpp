// What the writer does; peer_hub_thread.cpp has the thread's part.
#include "io/net/peer_hub.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <utility>

#include "base/held_signals.h"

namespace runnel::io {
namespace {

constexpr int64_t kNsPerMs = 1'000'000;
constexpr int64_t kStall = 100 * kNsPerMs;  // whoever takes nothing for so long does not hold up the writer

}  // namespace

PeerHub::PeerHub(const Uri& uri, const NetOptions& options)
    : name_(uri.shown),
      options_(options),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      limit_(options.spool) {}

PeerHub::~PeerHub() {
  close();
}

Result<std::unique_ptr<PeerHub>> PeerHub::open(const Uri& uri, const NetOptions& options) {
  std::unique_ptr<PeerHub> hub(new PeerHub(uri, options));
  if (const Outcome started = hub->start(uri); !started) return started.error();
  return Result<std::unique_ptr<PeerHub>>(std::move(hub));
}

Outcome PeerHub::start(const Uri& uri) {
  if (!wake_.valid() || !epoll_.add(wake_.get(), EPOLLIN | EPOLLET, kWakeTag)) {
    return system_error(ErrorKind::sink, name_, errno);
  }
  if (options_.stop != nullptr) epoll_.add(options_.stop->descriptor(), EPOLLIN | EPOLLET, kStopTag);
  auto gate = PeerGate::open(uri, options_, epoll_);
  if (!gate) return gate.error();
  gate_ = std::move(*gate);
  has_many_ = gate_->has_many();
  is_undecided_ = gate_->is_undecided();
  if (has_many_ && options_.shares) {
    delivery_ = std::make_unique<Shares>(peers_);
  } else {
    delivery_ = std::make_unique<Broadcast>(peers_);
  }
  const HeldSignals held;
  Thread thread([this] { run(); }, 0);
  if (!thread.joinable()) return system_error(ErrorKind::sink, name_, EAGAIN);
  thread_.emplace(std::move(thread));
  return Done{};
}

size_t PeerHub::write(std::string_view lines) {
  Lock lock(mutex_);
  take_turn(lock);
  size_t done = 0;
  while (done < lines.size()) {
    const int64_t now = now_ns();
    const size_t dealt = delivery_->offer(lines.substr(done), limit(now), now);
    wait_for_only_peer(lock);
    follow(now);
    done += dealt;
    if (dealt == 0 && !wait_for_room(lock, now)) break;
  }
  waits_since_ns_ = 0;
  return done;
}

void PeerHub::close() {
  if (!thread_) return;
  Lock lock(mutex_);
  closing_ns_ = now_ns();
  wake();
  changed_.wait(lock, [this] { return is_over_; });
  lock.unlock();
  thread_.reset();
}

uint64_t PeerHub::untaken() {
  const Lock lock(mutex_);
  return delivery_->untaken();
}

// A mutex is not fair: a writer that never pauses would get it back each time before the thread wakes up.
void PeerHub::take_turn(Lock& lock) {
  changed_.wait(lock, [this] { return !is_wanted_.load(std::memory_order_relaxed); });
}

uint64_t PeerHub::limit(int64_t now) {
  const int64_t since = delivery_->stands_since_ns();
  const bool stalls = !has_anybody() || (since != 0 && now - since >= kStall);
  return limit_.at(stalls ? SpoolLimit::Pace::stalled : SpoolLimit::Pace::taken, delivery_->held());
}

// One that is alone is waited for as the reader of a pipe would be, without another thread, and without much
// being held; but not one that takes nothing at all.
void PeerHub::wait_for_only_peer(Lock& lock) {
  while (peers_.size() == 1) {
    const Peer& peer = *peers_.front();
    const uint64_t before = delivery_->untaken();
    if (peer.is_gone() || peer.is_followed() || !delivery_->has_backlog(peer)) return;
    // The thread may close it meanwhile; then the number is perhaps another one's, and the wait was for
    // nothing.
    pollfd entry{peer.descriptor(), POLLOUT, 0};
    lock.unlock();
    const int ready = ::poll(&entry, 1, static_cast<int>(kStall / kNsPerMs));
    lock.lock();
    take_turn(lock);
    if (ready <= 0 || peers_.size() != 1) return;
    const int64_t now = now_ns();
    if (!peers_.front()->is_gone()) delivery_->work_off(*peers_.front(), now);
    delivery_->settle(now);
    if (delivery_->untaken() >= before) return;
  }
}

// False: it was given up. True: it may be tried again, which need not succeed.
bool PeerHub::wait_for_room(Lock& lock, int64_t now) {
  if (has_given_up_) return false;
  if (waits_since_ns_ == 0) {
    waits_since_ns_ = now;
    // The thread does not look how long the writer waits before there was a stop.
    if (options_.stop != nullptr && options_.stop->requested()) wake();
  }
  if (limit_.is_at_most()) {
    changed_.wait(lock);
  } else {
    const int64_t since = std::max(delivery_->stands_since_ns(), now - kStall);
    changed_.wait_for(lock, std::chrono::nanoseconds(since + kStall - now + kNsPerMs));
  }
  return !has_given_up_;
}

// After each change of what peers have before them.
void PeerHub::follow(int64_t now) {
  bool is_needed = false;
  for (const auto& peer : peers_) {
    peer->follow(delivery_->has_backlog(*peer) ? Peer::Backlog::some : Peer::Backlog::none, now);
    const int64_t since = peer->waits_since_ns();
    const bool is_early = has_many_ && since != 0 && since + options_.peer_timeout_ns < sleeps_until_ns_;
    is_needed = is_needed || peer->is_gone() || is_early;
  }
  if (is_needed) wake();
}

bool PeerHub::has_anybody() const {
  return std::any_of(peers_.begin(), peers_.end(), [](const auto& peer) { return !peer->is_gone(); });
}

void PeerHub::wake() {
  if (sleeps_until_ns_ == 0) return;
  sleeps_until_ns_ = 0;
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(wake_.get(), &one, sizeof one);
}

}  // namespace runnel::io
