#include "io/net/peer.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <utility>

namespace runnel::io {
namespace {

using Status = Channel::Status;

constexpr uint32_t kAlways = EPOLLIN | EPOLLRDHUP | EPOLLET;
constexpr int64_t kLinger = 1'000'000'000;  // for one that has sent nothing, and so hardly will

uint64_t tag_of(const Peer* peer) {
  return reinterpret_cast<uintptr_t>(peer);
}

}  // namespace

Peer::Peer(std::unique_ptr<Channel> channel, Epoll& epoll) : channel_(std::move(channel)), epoll_(epoll) {
  epoll_.add(channel_->descriptor(), kAlways, tag_of(this));
  // Of TLS the first bytes may have come with the handshake; then the descriptor does not tell of them.
  if (channel_->has_buffered()) discard_input();
}

Peer::~Peer() {
  epoll_.remove(channel_->descriptor());
  ::shutdown(channel_->descriptor(), is_finished() ? SHUT_WR : SHUT_RDWR);
}

size_t Peer::send(std::string_view text, int64_t now_ns) {
  size_t sent = 0;
  while (sent < text.size()) {
    const Channel::Transfer transfer = channel_->write(text.substr(sent));
    if (transfer.status == Status::done) {
      sent += transfer.count;
      continue;
    }
    if (transfer.status != Status::again) lose(transfer.reason);
    break;
  }
  place.pass(text.substr(0, sent));
  if (sent > 0) took_ns_ = now_ns;
  if (sent > 0 && waits_since_ns_ != 0) waits_since_ns_ = now_ns;
  return sent;
}

void Peer::discard_input() {
  constexpr int kAtOnce = 16;  // so that one that sends without end does not hold up the others
  std::array<char, 16 * 1024> buffer;
  for (int i = 0; i < kAtOnce && !is_gone_; ++i) {
    const Channel::Transfer transfer = channel_->read(buffer.data(), buffer.size());
    has_talked_ = has_talked_ || transfer.status == Status::done;
    has_ended_ = has_ended_ || transfer.status == Status::ended;
    if (transfer.status == Status::failed) lose(transfer.reason);
    if (transfer.status != Status::done) return;
  }
  call_again();
}

void Peer::lose(std::string reason) {
  if (std::exchange(is_gone_, true)) return;
  reason_ = std::move(reason);
}

void Peer::cut_off() {
  was_cut_off_ = true;
  lose("cut off");
}

void Peer::follow(Backlog backlog, int64_t now_ns) {
  if (is_gone_) return;
  const bool waits = backlog == Backlog::some;
  if (!waits) waits_since_ns_ = 0;
  if (waits && waits_since_ns_ == 0) waits_since_ns_ = now_ns;
  const bool is_watched = std::exchange(is_writability_watched_, waits);
  // A Unix socket tells of each read of its peer; that is worth waking up for only while something waits.
  if (is_watched != waits) call_again();
}

// With each change of what is watched the epoll looks anew, so that nothing is missed that came before.
void Peer::call_again() {
  const uint32_t events = is_writability_watched_ ? kAlways | EPOLLOUT : kAlways;
  epoll_.change(channel_->descriptor(), events, tag_of(this));
}

void Peer::finish(int64_t now_ns, int64_t timeout_ns) {
  if (is_gone_ || is_settled_) return;
  if (!is_finished()) {
    const Channel::Transfer transfer = channel_->finish();
    if (transfer.status == Status::failed) lose(transfer.reason);
    if (transfer.status != Status::done) return;
    finished_ns_ = now_ns;
  }
  // What stands unread when a socket is closed, or comes later, makes the system throw away what it still has
  // to send.
  discard_input();
  const int64_t patience = has_talked_ ? timeout_ns : std::min(timeout_ns, kLinger);
  is_settled_ = is_gone_ || has_ended_ || has_left_queue() || now_ns - finished_ns_ >= patience;
}

bool Peer::has_left_queue() const {
  int family = AF_UNSPEC;
  socklen_t size = sizeof family;
  int queued = 0;
  // What is written to a Unix socket is the peer's at once.
  return ::getsockopt(channel_->descriptor(), SOL_SOCKET, SO_DOMAIN, &family, &size) != 0 ||
         family == AF_UNIX || ::ioctl(channel_->descriptor(), SIOCOUTQ, &queued) != 0 || queued == 0;
}

}  // namespace runnel::io
