#include "io/net/connect_inlet.h"

#include <utility>

namespace runnel::io {
namespace {

constexpr uint64_t kDialerTag = 0;
constexpr uint64_t kSourceTag = 1;

std::optional<OpenedSource> nothing() {
  return std::nullopt;
}

}  // namespace

ConnectInlet::ConnectInlet(const Uri& uri, uint32_t operand, std::unique_ptr<Dialer> dialer,
                           const NetOptions& options)
    : PeerHome(uri.shown, options),
      operand_(operand),
      carrier_(uri.kind == Uri::Kind::tls ? Carrier::tls : Carrier::plain),
      dialer_(std::move(dialer)) {}

Result<std::unique_ptr<ConnectInlet>> ConnectInlet::open(const Uri& uri, uint32_t operand,
                                                         const NetOptions& options) {
  auto dialer = Dialer::make(uri, options);
  if (!dialer) return dialer.error();
  std::unique_ptr<ConnectInlet> inlet(new ConnectInlet(uri, operand, std::move(*dialer), options));
  inlet->dialer_->step();
  inlet->watch_dialer();
  return inlet;
}

Result<std::optional<OpenedSource>> ConnectInlet::next(size_t) {
  if (error_) return *std::exchange(error_, std::nullopt);
  if (is_over_ || source_ != nullptr) return nothing();
  const Dialer::State state = dialer_->step();
  watch_dialer();
  if (state == Dialer::State::connected) return give(dialer_->take());
  if (dialer_->failures() == 0) return nothing();
  if (!options_.reconnects) {
    is_over_ = true;
    return Error{ErrorKind::source, dialer_->failure()};
  }
  say_away(dialer_->failure());
  return nothing();
}

// What is closed leaves the epoll by itself, and the next socket has another number.
void ConnectInlet::watch_dialer() {
  const int descriptor = dialer_->descriptor();
  if (std::exchange(dialed_, descriptor) == descriptor || descriptor < 0) return;
  epoll_.add(descriptor, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, kDialerTag);
}

Result<std::optional<OpenedSource>> ConnectInlet::give(std::unique_ptr<Channel> channel) {
  dialed_ = -1;
  if (std::exchange(is_away_, false)) report("connected");
  is_over_ = !options_.reconnects;
  PeerHome& home = *this;
  auto source = std::make_unique<PeerSource>(name_, std::move(channel), carrier_, home, kSourceTag);
  if (!watch(*source)) return nothing();
  source_ = source.get();
  return std::optional(OpenedSource{.source = std::move(source),
                                    .last_line = LastLine::broken,
                                    .operand = operand_,
                                    .unfinished_ns = options_.peer_timeout_ns,
                                    .is_passing = true});
}

int ConnectInlet::patience_ms() const {
  return patience_beside(source_ != nullptr || is_over_ ? -1 : dialer_->patience_ms());
}

// The dialer looks for itself, when next() is asked.
void ConnectInlet::take(const epoll_event& event) {
  if (event.data.u64 == kSourceTag && source_ != nullptr) source_->note(event.events);
}

Result<size_t> ConnectInlet::ended(const PeerSource&, const std::string& failure) {
  if (options_.reconnects) {
    say_away(name_ + ": " + (failure.empty() ? "the other side has closed the connection" : failure));
  } else if (!failure.empty()) {
    return Error{ErrorKind::source, name_ + ": " + failure};
  }
  return size_t{0};
}

// Without another connection the rest of the input is lost.
void ConnectInlet::cut_off(const PeerSource&) {
  const std::string what = name_ + ": the connection " + cut_off_text();
  if (options_.reconnects) {
    say_away(what);
  } else {
    error_ = Error{ErrorKind::source, what};
  }
}

void ConnectInlet::left(const PeerSource& source) {
  epoll_.remove(source.wait_descriptor());
  source_ = nullptr;
}

void ConnectInlet::say_away(const std::string& why) {
  if (std::exchange(is_away_, true) || !options_.report) return;
  options_.report(why + "; trying again");
}

}  // namespace runnel::io
