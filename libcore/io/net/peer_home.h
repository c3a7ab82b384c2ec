// What the inputs that are sockets have in common: an epoll, looked at when a wait is over, and what is done
// with peers that end.
//
// A reader that always has something to do never waits. So the epoll is then looked at between two questions
// to its sources, each time kBusyMs are over; a source that was asked just before has missed what came of it,
// so that the next wait is none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "io/net/epoll.h"
#include "io/net/net_options.h"

namespace runnel::io {

class PeerSource;

class PeerHome {
 public:
  static constexpr int kBusyMs = 5;

  PeerHome(std::string name, const NetOptions& options);
  virtual ~PeerHome() = default;
  PeerHome(const PeerHome&) = delete;
  PeerHome& operator=(const PeerHome&) = delete;

  // A source is about to say that it has something.
  void beat();

  // The source has nothing more to give: what its read() returns. `failure`: why it broke off; empty: the
  // peer has closed its side.
  virtual Result<size_t> ended(const PeerSource& source, const std::string& failure) = 0;
  virtual void cut_off(const PeerSource& source) = 0;
  // It goes. Its descriptor is still open.
  virtual void left(const PeerSource& source) = 0;

 protected:
  // Takes what has come meanwhile.
  void wait_is_over();
  // The same while there was no wait: then the next one is none, since whoever was asked before it does not
  // know of what came.
  void look_early();
  // How long may be waited, where it is `own` (-1: for ever) for other reasons.
  int patience_beside(int own) const { return has_looked_early_ ? 0 : own; }
  // False, which is said: the system cannot watch it.
  bool watch(const PeerSource& source);

  virtual void take(const epoll_event& event) = 0;

  bool is_stopped() const { return options_.stop != nullptr && options_.stop->requested(); }
  void report(std::string_view what) const;
  // `was cut off: it stayed in the middle of a line for 30s`.
  std::string cut_off_text() const;

  const std::string name_;
  const NetOptions options_;
  Epoll epoll_;

 private:
  void look();

  int64_t looked_ns_ = 0;
  bool has_looked_early_ = false;  // since the last wait
};

}  // namespace runnel::io
