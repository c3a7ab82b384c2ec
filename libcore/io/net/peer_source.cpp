#include "io/net/peer_source.h"

#include <poll.h>
#include <sys/epoll.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace runnel::io {
namespace {

using Status = Channel::Status;

constexpr size_t kTakenSize = size_t{16} * 1024;  // a record of TLS is not larger

}  // namespace

// What came with the handshake makes no event any more.
PeerSource::PeerSource(std::string name, std::unique_ptr<Channel> channel, Carrier carrier, PeerHome& home,
                       uint64_t tag)
    : Source(std::move(name)),
      channel_(std::move(channel)),
      carrier_(carrier),
      home_(home),
      tag_(tag),
      ready_(channel_->has_buffered() ? Ready::perhaps : Ready::no) {}

PeerSource::~PeerSource() {
  home_.left(*this);
}

uint32_t PeerSource::events() const {
  constexpr uint32_t kEvents = EPOLLIN | EPOLLRDHUP | EPOLLET;
  return carrier_ == Carrier::tls ? kEvents | EPOLLOUT : kEvents;
}

// That it can be written matters only where TLS has something of its own to say before it reads on.
void PeerSource::note(uint32_t events) {
  const bool is_only_writable = (events & ~uint32_t{EPOLLOUT}) == 0;
  if (is_only_writable && !was_told_again_) return;
  if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) is_hung_up_ = true;
  ready_ = carrier_ == Carrier::tls ? Ready::perhaps : Ready::yes;
}

bool PeerSource::is_readable() {
  if (!is_ready()) return false;
  home_.beat();
  return true;
}

bool PeerSource::prepare() {
  if (has_buffered() || ready_ == Ready::yes) return true;
  if (ready_ == Ready::no) return false;
  std::unique_ptr<char[]> room(new char[kTakenSize]);
  const size_t count = take(room.get(), kTakenSize);
  if (count > 0) {
    taken_ = std::move(room);
    taken_first_ = 0;
    taken_last_ = static_cast<uint32_t>(count);
  }
  return has_buffered();
}

Result<size_t> PeerSource::read(char* buffer, size_t size) {
  size_t count = give_taken(buffer, size);
  while (count < size && !has_ended_) {
    if (ready_ == Ready::no) {
      if (count > 0) break;
      wait_for(channel_->descriptor(), POLLIN);  // for those who read without asking first
      ready_ = Ready::perhaps;
    }
    count += take(buffer + count, size - count);
    if (carrier_ == Carrier::plain && count > 0) break;
  }
  consumed_ += count;
  return count > 0 || !has_ended_ ? Result<size_t>(count) : home_.ended(*this, failure_);
}

size_t PeerSource::give_taken(char* buffer, size_t size) {
  if (taken_ == nullptr) return 0;
  const size_t count = std::min<size_t>(size, taken_last_ - taken_first_);
  std::memcpy(buffer, taken_.get() + taken_first_, count);
  taken_first_ += static_cast<uint32_t>(count);
  if (taken_first_ == taken_last_) taken_.reset();
  return count;
}

// Reads once from the channel, and keeps what that says of what is still there: a socket that gives less than
// was asked for is empty, while TLS gives a record at a time.
size_t PeerSource::take(char* buffer, size_t size) {
  Channel::Transfer got = channel_->read(buffer, size);
  was_told_again_ = got.status == Status::again;
  switch (got.status) {
    case Status::done:
      ready_ = Ready::perhaps;
      if (carrier_ == Carrier::plain && got.count < size) ready_ = is_hung_up_ ? Ready::yes : Ready::no;
      return got.count;
    case Status::again:
      ready_ = Ready::no;
      return 0;
    case Status::failed:
      failure_ = std::move(got.reason);
      break;
    case Status::ended:
      break;
  }
  has_ended_ = true;
  // A peer that has said goodbye, as TLS wants it, hears one; whether it still listens is its own affair.
  if (got.status == Status::ended) (void)channel_->finish();
  return 0;
}

void PeerSource::cut_off() {
  home_.cut_off(*this);
}

}  // namespace runnel::io
