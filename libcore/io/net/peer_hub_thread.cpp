// What the thread of a PeerHub does.
#include <unistd.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "base/quantity.h"
#include "io/net/peer_hub.h"

namespace runnel::io {
namespace {

constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
constexpr int64_t kNsPerMs = 1'000'000;
constexpr int64_t kSettling = 5 * kNsPerMs;   // between two looks at what the system still has to send
constexpr uint64_t kWorthwhile = 256 * 1024;  // so much room at least wakes up a writer that waits

int to_ms(int64_t deadline, int64_t now) {
  if (deadline == kNever) return -1;
  const int64_t left = std::max<int64_t>(deadline - now, 0);
  return static_cast<int>(
      std::min<int64_t>((left + kNsPerMs - 1) / kNsPerMs, std::numeric_limits<int>::max()));
}

int shorter(int one_ms, int other_ms) {
  if (one_ms < 0 || other_ms < 0) return std::max(one_ms, other_ms);
  return std::min(one_ms, other_ms);
}

}  // namespace

void PeerHub::run() {
  int patience = 0;
  for (bool is_over = false; !is_over;) {
    const Events events = epoll_.wait(patience);
    Arrivals arrivals = meet(events);
    const bool is_undecided = gate_->is_undecided();
    std::vector<Departure> departures;
    bool ends = false;
    bool tells = false;
    {
      is_wanted_ = true;
      const Lock lock(mutex_);
      is_wanted_ = false;
      is_undecided_ = is_undecided;
      const int64_t now = now_ns();
      departures = serve(events, std::move(arrivals), now);
      ends = is_ending();
      is_over = is_over_;
      sleeps_until_ns_ = departures.empty() ? next_deadline(now) : now;
      patience = to_ms(sleeps_until_ns_, now);
      tells = has_news_for_writer();
    }
    if (tells) changed_.notify_all();
    dismiss(std::move(departures));
    if (ends) gate_->stop();
    patience = shorter(patience, gate_->patience_ms());
  }
}

PeerHub::Arrivals PeerHub::meet(Events events) {
  for (const epoll_event& event : events) {
    if (event.data.u64 >= PeerGate::kFirstTag) gate_->take(event);
  }
  Arrivals arrivals;
  while (auto channel = gate_->next()) arrivals.push_back(std::move(channel));
  return arrivals;
}

// Those that have gone make room first, so that one that comes again goes on where it was.
std::vector<PeerHub::Departure> PeerHub::serve(Events events, Arrivals arrivals, int64_t now) {
  for (const epoll_event& event : events) {
    const uint64_t tag = event.data.u64;
    if (tag > kStopTag && tag < PeerGate::kFirstTag) {
      serve(*reinterpret_cast<Peer*>(static_cast<uintptr_t>(tag)), event.events, now);
    }
  }
  cut_off_silent(now);
  note_progress(now);
  std::vector<Departure> departures = take_departures();
  admit(std::move(arrivals), now);
  delivery_->settle(now);
  follow(now);
  note_progress(now);
  give_up_in_time(now);
  end(now);
  return departures;
}

void PeerHub::serve(Peer& peer, uint32_t events, int64_t now) {
  constexpr uint32_t kInput = EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR;
  if ((events & kInput) != 0) peer.discard_input();
  if (!peer.is_gone()) delivery_->work_off(peer, now);
  // One that was told the end closes its side in turn, and may still have to be sent something by the system.
  const bool hangs_up = (events & (EPOLLHUP | EPOLLERR)) != 0 && !peer.is_finished();
  if (hangs_up) peer.lose("the other side has closed the connection");
}

void PeerHub::cut_off_silent(int64_t now) {
  if (!has_many_) return;
  for (const auto& peer : peers_) {
    const int64_t since = peer->waits_since_ns();
    if (since != 0 && now - since >= options_.peer_timeout_ns) peer->cut_off();
  }
}

std::vector<PeerHub::Departure> PeerHub::take_departures() {
  std::vector<Departure> departures;
  for (size_t i = 0; i < peers_.size();) {
    if (!peers_[i]->is_gone()) {
      ++i;
      continue;
    }
    const Delivery::Rest rest = delivery_->leave(*peers_[i]);
    departures.push_back({std::move(peers_[i]), rest});
    peers_.erase(peers_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return departures;
}

void PeerHub::admit(Arrivals arrivals, int64_t now) {
  for (auto& channel : arrivals) {
    auto peer = std::make_unique<Peer>(std::move(channel), epoll_);
    delivery_->join(*peer);
    peers_.push_back(std::move(peer));
    delivery_->work_off(*peers_.back(), now);
  }
}

void PeerHub::note_progress(int64_t now) {
  for (const auto& peer : peers_) taken_ns_ = std::max(taken_ns_, peer->took_ns());
  const bool is_stopped = options_.stop != nullptr && options_.stop->requested();
  if (is_stopped && stopped_ns_ == 0) stopped_ns_ = now;
}

// While somebody waits for it, when nothing is taken any more.
int64_t PeerHub::gives_up_at() const {
  const bool waits_for_room = waits_since_ns_ != 0 && stopped_ns_ != 0;
  if (has_given_up_ || (closing_ns_ == 0 && !waits_for_room) || delivery_->untaken() == 0) return kNever;
  const int64_t since = closing_ns_ != 0 ? closing_ns_ : std::max(waits_since_ns_, stopped_ns_);
  return std::max(since, taken_ns_) + options_.peer_timeout_ns;
}

void PeerHub::give_up_in_time(int64_t now) {
  if (now < gives_up_at()) return;
  has_given_up_ = true;
  failure_ = (has_anybody() ? "nothing was taken for " : "nobody was there for ") +
             format_duration(options_.peer_timeout_ns);
}

bool PeerHub::is_ending() const {
  return closing_ns_ != 0 && (has_given_up_ || (delivery_->untaken() == 0 && !is_undecided_));
}

void PeerHub::end(int64_t now) {
  if (!is_ending()) return;
  is_over_ = true;
  for (const auto& peer : peers_) {
    if (delivery_->has_backlog(*peer)) continue;
    peer->finish(now, options_.peer_timeout_ns);
    is_over_ = is_over_ && (peer->is_settled() || peer->is_gone());
  }
}

int64_t PeerHub::next_deadline(int64_t now) const {
  int64_t deadline = gives_up_at();
  if (is_ending()) deadline = std::min(deadline, now + kSettling);
  for (const auto& peer : peers_) {
    if (peer->is_gone()) return now;
    const int64_t since = peer->waits_since_ns();
    if (has_many_ && since != 0) deadline = std::min(deadline, since + options_.peer_timeout_ns);
  }
  return deadline;
}

// One that waits for room is not woken up for each little bit of it.
bool PeerHub::has_news_for_writer() const {
  if (waits_since_ns_ == 0 || has_given_up_) return true;
  const uint64_t held = delivery_->held();
  return held == 0 || held + std::min(kWorthwhile, limit_.last() / 4) <= limit_.last();
}

void PeerHub::dismiss(std::vector<Departure> departures) {
  for (const Departure& departure : departures) {
    say(departure);
    gate_->left(departure.peer->is_finished() ? std::string() : departure.peer->reason());
  }
}

void PeerHub::say(const Departure& departure) const {
  using Fate = Delivery::Rest::Fate;
  const auto& [peer, rest] = departure;
  const bool is_missed = rest.bytes > 0 && rest.fate != Fate::passed_on;
  if (!has_many_ || !options_.report || (!is_missed && !peer->was_cut_off())) return;
  std::string text = name_ + ": " + peer->name();
  if (peer->was_cut_off()) {
    text += " was cut off, since it took nothing for " + format_duration(options_.peer_timeout_ns) + ": ";
  } else {
    text += " has left: ";
  }
  text += std::to_string(rest.bytes) + (rest.bytes == 1 ? " byte" : " bytes");
  if (rest.fate == Fate::missed) text += " were not taken";
  if (rest.fate == Fate::waits) text += " wait for the next one";
  if (rest.fate == Fate::passed_on) text += " go to others";
  options_.report(text);
}

}  // namespace runnel::io
