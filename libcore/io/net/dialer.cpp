#include "io/net/dialer.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "io/net/address.h"

namespace runnel::io {
namespace {

constexpr int64_t kNsPerMs = 1'000'000;
constexpr int64_t kShortestPause = 100 * kNsPerMs;
constexpr int64_t kLongestPause = 10'000 * kNsPerMs;
constexpr int64_t kLasting = 10'000 * kNsPerMs;  // a connection that was there for so long was no failure
constexpr int64_t kQueuePause = 20 * kNsPerMs;   // until a full queue is asked again

std::string reason_of(int code) {
  return std::generic_category().message(code);
}

// Programs that start together come to the same number only by chance.
uint32_t seed(int64_t now) {
  return static_cast<uint32_t>(now) ^ static_cast<uint32_t>(::getpid()) << 16;
}

// A port that nobody listens at may be the one that this very connection is given.
bool is_to_itself(int socket) {
  const Address local = local_address(socket);
  return local.family() != AF_UNIX && local == remote_address(socket);
}

int rounded_up_ms(int64_t ns) {
  return static_cast<int>((std::max<int64_t>(ns, 0) + kNsPerMs - 1) / kNsPerMs);
}

}  // namespace

// Of the addresses [0, next) have been tried; the last of these is the present one.
struct Dialer::Attempt {
  std::vector<Address> addresses;
  size_t next = 0;
  int64_t until_ns = 0;                   // for all of them
  int64_t address_until_ns = 0;           // for the present one
  int64_t queue_until_ns = 0;             // no socket: it is to be asked again then
  Descriptor socket = {};                 // while it connects
  std::unique_ptr<Channel> channel = {};  // then
  bool is_ready = false;

  bool is_over() const { return !socket.valid() && channel == nullptr && queue_until_ns == 0; }
  bool has_several() const { return addresses.size() > 1; }
};

Dialer::Dialer(Uri uri, const NetOptions& options)
    : uri_(std::move(uri)),
      name_(uri_.shown),
      options_(options),
      random_(seed(options.clock->monotonic_ns())) {}

Dialer::~Dialer() = default;

Result<std::unique_ptr<Dialer>> Dialer::make(const Uri& uri, const NetOptions& options) {
  std::unique_ptr<Dialer> dialer(new Dialer(uri, options));
  if (uri.kind == Uri::Kind::tls) {
    auto tls = TlsContext::load(options.tls, TlsContext::Side::client, uri.shown);
    if (!tls) return tls.error();
    dialer->tls_ = std::move(*tls);
  }
  return dialer;
}

Dialer::State Dialer::step() {
  const int64_t now = options_.clock->monotonic_ns();
  if (taken_ns_) {
    if (now - *taken_ns_ >= kLasting) in_a_row_ = 0;
    taken_ns_.reset();
    pause();
  }
  if (attempt_ == nullptr) {
    if (now < pause_until_ns_) return State::pausing;
    begin();
  }
  return go_on();
}

// Where the name has no address the attempt has failed already.
void Dialer::begin() {
  auto addresses = addresses_of(uri_, ErrorKind::source);
  if (!addresses) {
    failure_ = addresses.error().message;
    ++failures_;
    pause();
    return;
  }
  attempt_ = std::make_unique<Attempt>();
  attempt_->addresses = std::move(*addresses);
  attempt_->until_ns = options_.clock->monotonic_ns() + options_.peer_timeout_ns;
}

Dialer::State Dialer::go_on() {
  while (attempt_ != nullptr) {
    if (attempt_->is_ready) return State::connected;
    if (attempt_->is_over()) {
      if (connect_next()) continue;
      attempt_.reset();
      ++failures_;
      pause();
      break;
    }
    const bool is_late = options_.clock->monotonic_ns() >= attempt_->address_until_ns;
    if (is_late) {
      const std::string whole = " within " + format_duration(options_.peer_timeout_ns);
      fail_address("no answer" + (attempt_->has_several() ? std::string() : whole));
    } else if (attempt_->socket.valid()) {
      look_at_connection();
      if (attempt_->socket.valid()) return State::connecting;
    } else if (attempt_->channel != nullptr) {
      shake();
      if (attempt_->channel != nullptr && !attempt_->is_ready) return State::connecting;
    } else {
      if (options_.clock->monotonic_ns() < attempt_->queue_until_ns) return State::connecting;
      attempt_->queue_until_ns = 0;
      --attempt_->next;
    }
  }
  return State::pausing;
}

// Begins with the next address. False: there is none.
bool Dialer::connect_next() {
  Attempt& attempt = *attempt_;
  if (attempt.next == attempt.addresses.size()) return false;
  const int64_t now = options_.clock->monotonic_ns();
  const auto left = static_cast<int64_t>(attempt.addresses.size() - attempt.next);
  const Address& address = attempt.addresses[attempt.next++];
  attempt.address_until_ns = now + std::max<int64_t>(attempt.until_ns - now, 0) / left;
  attempt.socket = Descriptor(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!attempt.socket.valid()) {
    fail_address(reason_of(errno));
    return true;
  }
  set_up_connection(attempt.socket.get(), address.family());
  if (::connect(attempt.socket.get(), address.get(), address.size) == 0 || errno == EINPROGRESS) return true;
  // A Unix socket whose queue is full does not say when it no longer is.
  if (errno == EAGAIN && address.family() == AF_UNIX) {
    attempt.socket = Descriptor();
    attempt.queue_until_ns = now + kQueuePause;
    return true;
  }
  fail_address(reason_of(errno));
  return true;
}

void Dialer::look_at_connection() {
  const int socket = attempt_->socket.get();
  pollfd entry{socket, POLLOUT, 0};
  if (::poll(&entry, 1, 0) <= 0) return;
  int code = 0;
  socklen_t size = sizeof code;
  if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &size) != 0) code = errno;
  if (code == 0 && is_to_itself(socket)) code = ECONNREFUSED;
  if (code != 0) {
    fail_address(reason_of(code));
    return;
  }
  attempt_->channel = tls_ != nullptr ? tls_->wrap(std::move(attempt_->socket), name_, uri_.host)
                                      : make_socket_channel(std::move(attempt_->socket), name_);
}

void Dialer::shake() {
  const Channel::Transfer shaken = attempt_->channel->shake();
  attempt_->is_ready = shaken.status == Channel::Status::done;
  if (shaken.status == Channel::Status::failed) fail_address(shaken.reason);
}

// The next socket is opened before this one is closed, so that it has another number.
void Dialer::fail_address(const std::string& reason) {
  Attempt& attempt = *attempt_;
  const std::string where =
      attempt.has_several() ? address_text(attempt.addresses[attempt.next - 1]) + ": " : std::string();
  failure_ = name_ + ": " + where + reason;
  const Descriptor old_socket = std::move(attempt.socket);
  const std::unique_ptr<Channel> old_channel = std::move(attempt.channel);
  attempt.queue_until_ns = 0;
  if (attempt.next < attempt.addresses.size()) connect_next();
}

void Dialer::pause() {
  constexpr uint32_t kDoublings = 7;  // are more than enough for the longest
  const int64_t whole = std::min(kShortestPause << std::min(in_a_row_++, kDoublings), kLongestPause);
  std::uniform_int_distribution<int64_t> part(0, whole / 2);
  pause_until_ns_ = options_.clock->monotonic_ns() + whole - part(random_);
}

int Dialer::descriptor() const {
  if (attempt_ == nullptr) return -1;
  return attempt_->channel != nullptr ? attempt_->channel->descriptor() : attempt_->socket.get();
}

int Dialer::patience_ms() const {
  const int64_t now = options_.clock->monotonic_ns();
  if (attempt_ == nullptr) return rounded_up_ms(pause_until_ns_ - now);
  if (attempt_->is_ready) return -1;
  int64_t until = attempt_->address_until_ns;
  if (attempt_->queue_until_ns > 0) until = std::min(until, attempt_->queue_until_ns);
  return rounded_up_ms(until - now);
}

std::unique_ptr<Channel> Dialer::take() {
  std::unique_ptr<Channel> channel = std::move(attempt_->channel);
  attempt_.reset();
  failures_ = 0;
  taken_ns_ = options_.clock->monotonic_ns();
  return channel;
}

}  // namespace runnel::io
