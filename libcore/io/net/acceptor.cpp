#include "io/net/acceptor.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/quantity.h"
#include "io/descriptor_limit.h"

namespace runnel::io {
namespace {

constexpr int64_t kNsPerMs = 1'000'000;
constexpr int64_t kRetry = 1'000 * kNsPerMs;  // after the system had nothing left for a peer
constexpr int kAtOnce = 256;                  // peers that are taken before others have a turn

// It concerns the one peer, which is gone.
bool is_of_peer(int code) {
  constexpr std::array kCodes = {ECONNABORTED, EPROTO, ENOPROTOOPT, ENETDOWN,   ENETUNREACH, EHOSTDOWN,
                                 EHOSTUNREACH, ENONET, EOPNOTSUPP,  ECONNRESET, ETIMEDOUT,   EPERM};
  return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

}  // namespace

Acceptor::Acceptor(std::string name, const NetOptions& options, Epoll& epoll, uint64_t first_tag)
    : name_(std::move(name)), options_(options), epoll_(epoll), first_tag_(first_tag) {}

// Of the sockets there may be duplicates elsewhere, so that closing them would leave them in the epoll.
Acceptor::~Acceptor() {
  stop();
}

Result<std::unique_ptr<Acceptor>> Acceptor::open(const Uri& uri, const NetOptions& options, ErrorKind kind,
                                                 Epoll& epoll, uint64_t first_tag) {
  std::unique_ptr<Acceptor> acceptor(new Acceptor(uri.shown, options, epoll, first_tag));
  if (uri.kind == Uri::Kind::tls_listen) {
    auto tls = TlsContext::load(options.tls, TlsContext::Side::server, uri.shown);
    if (!tls) return tls.error();
    acceptor->tls_ = std::move(*tls);
  }
  auto sockets = listen_at(uri, options, kind);
  if (!sockets) return sockets.error();
  raise_descriptor_limit();
  acceptor->sockets_ = std::move(*sockets);
  acceptor->next_tag_ = first_tag + acceptor->sockets_.size();
  for (size_t i = 0; i < acceptor->sockets_.size(); ++i) {
    if (!epoll.add(acceptor->sockets_[i].descriptor(), EPOLLIN, first_tag + i)) {
      return system_error(kind, uri.shown, errno);
    }
  }
  return acceptor;
}

void Acceptor::take(const epoll_event& event) {
  const uint64_t tag = event.data.u64;
  if (tag - first_tag_ < sockets_.size()) {
    if (!is_paused_) accept_from(sockets_[tag - first_tag_].descriptor());
  } else {
    shake(tag);
  }
}

void Acceptor::accept_from(int listening) {
  for (int taken = 0; taken < kAtOnce; ++taken) {
    if (is_at_most()) {
      // Where nobody is in the queue there is nothing to say yet.
      if (taken == 0) {
        pause(std::to_string(options_.max_peers) + " peers are connected (--max-peers): further ones wait",
              0);
      }
      return;
    }
    Address address;
    address.size = sizeof address.storage;
    Descriptor socket(::accept4(listening, address.get(), &address.size, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (socket.valid()) {
      admit(std::move(socket), address);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      is_said_ = false;
      return;
    } else if (errno != EINTR && !is_of_peer(errno)) {
      pause(std::generic_category().message(errno) + ": further peers wait", kRetry);
      return;
    }
  }
}

void Acceptor::admit(Descriptor socket, const Address& address) {
  const int number = socket.get();
  std::string peer = peer_text(number, address);
  set_up_connection(number, address.family());
  if (tls_ == nullptr) {
    ready_.push_back(make_socket_channel(std::move(socket), std::move(peer)));
    return;
  }
  const uint64_t tag = next_tag_++;
  epoll_.add(number, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, tag);
  shaking_.emplace(tag, Shaking{tls_->wrap(std::move(socket), std::move(peer), {}),
                                options_.clock->monotonic_ns() + options_.peer_timeout_ns});
  shake(tag);
}

void Acceptor::shake(uint64_t tag) {
  const auto found = shaking_.find(tag);
  if (found == shaking_.end()) return;
  Channel& channel = *found->second.channel;
  const Channel::Transfer shaken = channel.shake();
  if (shaken.status == Channel::Status::again) return;
  epoll_.remove(channel.descriptor());
  if (shaken.status == Channel::Status::done) {
    ready_.push_back(std::move(found->second.channel));
  } else {
    report(channel.peer() + " broke off: " + shaken.reason);
  }
  shaking_.erase(found);
  if (shaken.status != Channel::Status::done) go_on();
}

void Acceptor::drop_late_ones() {
  if (shaking_.empty()) return;
  const int64_t now = options_.clock->monotonic_ns();
  bool have_left = false;
  while (!shaking_.empty() && shaking_.begin()->second.until_ns <= now) {
    report(shaking_.begin()->second.channel->peer() +
           " was cut off: it did not finish the handshake of TLS within " +
           format_duration(options_.peer_timeout_ns));
    epoll_.remove(shaking_.begin()->second.channel->descriptor());
    shaking_.erase(shaking_.begin());
    have_left = true;
  }
  if (have_left) go_on();
}

std::unique_ptr<Channel> Acceptor::next() {
  drop_late_ones();
  if (paused_until_ns_ != 0 && options_.clock->monotonic_ns() >= paused_until_ns_) go_on();
  if (ready_.empty()) return nullptr;
  std::unique_ptr<Channel> channel = std::move(ready_.front());
  ready_.pop_front();
  ++peers_;
  return channel;
}

void Acceptor::left() {
  --peers_;
  go_on();
}

// The sockets stay readable, so they are not watched meanwhile.
void Acceptor::pause(std::string_view why, int64_t for_ns) {
  if (!std::exchange(is_said_, true)) report(why);
  is_paused_ = true;
  paused_until_ns_ = for_ns > 0 ? options_.clock->monotonic_ns() + for_ns : 0;
  for (const ListeningSocket& socket : sockets_) epoll_.remove(socket.descriptor());
}

void Acceptor::go_on() {
  if (!std::exchange(is_paused_, false)) return;
  paused_until_ns_ = 0;
  for (size_t i = 0; i < sockets_.size(); ++i) {
    epoll_.add(sockets_[i].descriptor(), EPOLLIN, first_tag_ + i);
  }
}

void Acceptor::stop() {
  for (const ListeningSocket& socket : sockets_) epoll_.remove(socket.descriptor());
  for (const auto& [tag, shaking] : shaking_) epoll_.remove(shaking.channel->descriptor());
  sockets_.clear();
  shaking_.clear();
  is_paused_ = false;
  paused_until_ns_ = 0;
}

int Acceptor::patience_ms() const {
  int64_t until = paused_until_ns_;
  if (!shaking_.empty()) {
    const int64_t late = shaking_.begin()->second.until_ns;
    until = until == 0 ? late : std::min(until, late);
  }
  if (until == 0) return -1;
  const int64_t left = std::max<int64_t>(until - options_.clock->monotonic_ns(), 0);
  return static_cast<int>((left + kNsPerMs - 1) / kNsPerMs);
}

std::vector<std::string> Acceptor::addresses() const {
  std::vector<std::string> addresses;
  addresses.reserve(sockets_.size());
  for (const ListeningSocket& socket : sockets_) addresses.push_back(socket.address());
  return addresses;
}

void Acceptor::report(std::string_view what) const {
  if (options_.report) options_.report(name_ + ": " + std::string(what));
}

}  // namespace runnel::io
