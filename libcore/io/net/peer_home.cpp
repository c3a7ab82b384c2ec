#include "io/net/peer_home.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/quantity.h"
#include "io/net/peer_source.h"

namespace runnel::io {

PeerHome::PeerHome(std::string name, const NetOptions& options)
    : name_(std::move(name)), options_(options), looked_ns_(options.clock->monotonic_ns()) {}

void PeerHome::beat() {
  constexpr int64_t kNsPerMs = 1'000'000;
  if (options_.clock->monotonic_ns() - looked_ns_ < kBusyMs * kNsPerMs) return;
  look_early();
}

void PeerHome::look_early() {
  has_looked_early_ = true;
  look();
}

void PeerHome::wait_is_over() {
  has_looked_early_ = false;
  look();
}

void PeerHome::look() {
  looked_ns_ = options_.clock->monotonic_ns();
  for (;;) {
    const auto events = epoll_.wait(0);
    for (const epoll_event& event : events) take(event);
    if (events.size() < Epoll::kAtOnce) return;
  }
}

bool PeerHome::watch(const PeerSource& source) {
  const int descriptor = source.wait_descriptor();
  if (epoll_.add(descriptor, source.events(), source.tag()) ||
      epoll_.change(descriptor, source.events(), source.tag())) {
    return true;
  }
  report(source.peer() + " cannot be watched: " + std::generic_category().message(errno));
  return false;
}

void PeerHome::report(std::string_view what) const {
  if (options_.report) options_.report(name_ + ": " + std::string(what));
}

std::string PeerHome::cut_off_text() const {
  return "was cut off: it stayed in the middle of a line for " + format_duration(options_.peer_timeout_ns);
}

}  // namespace runnel::io
