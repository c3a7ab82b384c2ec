#include "io/net/listen_inlet.h"

#include <utility>

namespace runnel::io {

ListenInlet::ListenInlet(const Uri& uri, uint32_t operand, const NetOptions& options)
    : PeerHome(uri.shown, options),
      operand_(operand),
      carrier_(uri.kind == Uri::Kind::tls_listen ? Carrier::tls : Carrier::plain),
      is_told_apart_(uri.kind == Uri::Kind::tls_listen || uri.kind == Uri::Kind::tcp_listen) {}

Result<std::unique_ptr<ListenInlet>> ListenInlet::open(const Uri& uri, uint32_t operand,
                                                       const NetOptions& options) {
  std::unique_ptr<ListenInlet> inlet(new ListenInlet(uri, operand, options));
  auto acceptor = Acceptor::open(uri, options, ErrorKind::source, inlet->epoll_, kFirstOfAcceptor);
  if (!acceptor) return acceptor.error();
  inlet->acceptor_ = std::move(*acceptor);
  return inlet;
}

// A source that goes asks for its place in what is destroyed with this.
ListenInlet::~ListenInlet() {
  silent_.clear();
}

Result<std::optional<OpenedSource>> ListenInlet::next(size_t) {
  admit_new();
  if (ready_.empty()) return std::optional<OpenedSource>();
  const auto found = silent_.find(ready_.front());
  ready_.pop_front();
  OpenedSource opened{.source = std::move(found->second),
                      .last_line = LastLine::broken,
                      .operand = operand_,
                      .unfinished_ns = options_.peer_timeout_ns,
                      .is_passing = true};
  silent_.erase(found);
  return std::optional(std::move(opened));
}

void ListenInlet::woken() {
  wait_is_over();
  admit_new();
}

// Who is in the queue of the system may have sent and gone: the first look admits them, the next one tells of
// what they have sent.
void ListenInlet::stopping() {
  for (int look = 0; look < 2; ++look) {
    look_early();
    admit_new();
  }
  acceptor_->stop();
}

int ListenInlet::patience_ms() const {
  return patience_beside(acceptor_->patience_ms());
}

void ListenInlet::take(const epoll_event& event) {
  const uint64_t tag = event.data.u64;
  if (acceptor_->owns(tag)) {
    acceptor_->take(event);
    return;
  }
  const auto found = peers_.find(tag);
  if (found == peers_.end()) return;
  PeerSource& source = *found->second;
  const bool was_ready = source.is_ready();
  source.note(event.events);
  if (!was_ready && source.is_ready() && silent_.contains(tag)) ready_.push_back(tag);
}

void ListenInlet::admit_new() {
  while (std::unique_ptr<Channel> channel = acceptor_->next()) admit(std::move(channel));
}

void ListenInlet::admit(std::unique_ptr<Channel> channel) {
  const uint64_t tag = next_tag_++;
  PeerHome& home = *this;
  std::string name = is_told_apart_ ? name_ + " from " + channel->peer() : name_;
  auto source = std::make_unique<PeerSource>(std::move(name), std::move(channel), carrier_, home, tag);
  if (!watch(*source)) return;
  peers_.emplace(tag, source.get());
  if (source->is_ready()) ready_.push_back(tag);
  silent_.emplace(tag, std::move(source));
}

// What a peer does to itself is no failure of the run.
Result<size_t> ListenInlet::ended(const PeerSource& source, const std::string& failure) {
  if (!failure.empty()) report(source.peer() + " broke off: " + failure);
  return size_t{0};
}

void ListenInlet::cut_off(const PeerSource& source) {
  report(source.peer() + " " + cut_off_text());
}

void ListenInlet::left(const PeerSource& source) {
  epoll_.remove(source.wait_descriptor());
  peers_.erase(source.tag());
  acceptor_->left();
}

}  // namespace runnel::io
