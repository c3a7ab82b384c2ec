#include "io/net/peer_gate.h"

#include <utility>

#include "io/net/acceptor.h"
#include "io/net/dialer.h"

namespace runnel::io {
namespace {

class ListeningGate final : public PeerGate {
 public:
  explicit ListeningGate(std::unique_ptr<Acceptor> acceptor) : acceptor_(std::move(acceptor)) {}

  void take(const epoll_event& event) override { acceptor_->take(event); }
  std::unique_ptr<Channel> next() override { return acceptor_->next(); }
  void left(const std::string&) override { acceptor_->left(); }
  void stop() override { acceptor_->stop(); }
  int patience_ms() const override { return acceptor_->patience_ms(); }
  bool has_many() const override { return true; }

 private:
  std::unique_ptr<Acceptor> acceptor_;
};

// One that only takes slowly is not left, as it is with a pipe: it would get its lines over two connections
// at once, and out of their order.
class DialingGate final : public PeerGate {
 public:
  DialingGate(std::unique_ptr<Dialer> dialer, const NetOptions& options, Epoll& epoll)
      : dialer_(std::move(dialer)), options_(options), epoll_(epoll) {}

  void take(const epoll_event&) override {}

  std::unique_ptr<Channel> next() override {
    if (has_peer_ || is_stopped_) return nullptr;
    const Dialer::State state = dialer_->step();
    if (state == Dialer::State::connected) return connected();
    watch();
    if (dialer_->failures() > 0) say_away(dialer_->failure());
    return nullptr;
  }

  void left(const std::string& reason) override {
    has_peer_ = false;
    if (!is_stopped_ && !reason.empty()) say_away(dialer_->name() + ": " + reason);
  }

  void stop() override { is_stopped_ = true; }
  int patience_ms() const override { return has_peer_ || is_stopped_ ? -1 : dialer_->patience_ms(); }
  bool is_undecided() const override { return !was_connected_ && !is_away_said_; }
  bool has_many() const override { return false; }

 private:
  std::unique_ptr<Channel> connected() {
    std::unique_ptr<Channel> channel = dialer_->take();
    epoll_.remove(channel->descriptor());
    watched_ = -1;
    has_peer_ = true;
    was_connected_ = true;
    if (std::exchange(is_away_said_, false)) say(dialer_->name() + ": connected");
    return channel;
  }

  // The number of a socket that was closed is not given to the next one of the same attempt, and between two
  // attempts there is a pause without any.
  void watch() {
    const int descriptor = dialer_->descriptor();
    if (descriptor == watched_) return;
    watched_ = descriptor;
    if (descriptor >= 0) epoll_.add(descriptor, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, kFirstTag);
  }

  // Once each time that it is away.
  void say_away(const std::string& why) {
    if (std::exchange(is_away_said_, true)) return;
    say(why + "; trying again, and holding what is written");
  }

  void say(const std::string& what) const {
    if (options_.report) options_.report(what);
  }

  std::unique_ptr<Dialer> dialer_;
  const NetOptions options_;
  Epoll& epoll_;
  int watched_ = -1;
  bool has_peer_ = false;
  bool was_connected_ = false;
  bool is_away_said_ = false;
  bool is_stopped_ = false;
};

bool connects(Uri::Kind kind) {
  return kind == Uri::Kind::tcp || kind == Uri::Kind::tls || kind == Uri::Kind::unix_socket;
}

}  // namespace

Result<std::unique_ptr<PeerGate>> PeerGate::open(const Uri& uri, const NetOptions& options, Epoll& epoll) {
  using Opened = std::unique_ptr<PeerGate>;
  if (connects(uri.kind)) {
    auto dialer = Dialer::make(uri, options);
    if (!dialer) return dialer.error();
    return Opened(std::make_unique<DialingGate>(std::move(*dialer), options, epoll));
  }
  auto acceptor = Acceptor::open(uri, options, ErrorKind::sink, epoll, kFirstTag);
  if (!acceptor) return acceptor.error();
  return Opened(std::make_unique<ListeningGate>(std::move(*acceptor)));
}

}  // namespace runnel::io
