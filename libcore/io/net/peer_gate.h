// Where the peers of a sink come from: one that is connected to, again and again, or those that come to a
// listener.
//
// Belongs to the thread of the sink, which calls it without the sink's lock: it may wait for the resolver of
// names, or for whoever reads the reports.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "io/net/channel.h"
#include "io/net/epoll.h"
#include "io/net/net_options.h"
#include "io/uri.h"

namespace runnel::io {

class PeerGate {
 public:
  static constexpr uint64_t kFirstTag = uint64_t{1} << 62;  // above all addresses

  // Errors as of open_net_sink(). The epoll must outlive it.
  static Result<std::unique_ptr<PeerGate>> open(const Uri& uri, const NetOptions& options, Epoll& epoll);
  virtual ~PeerGate() = default;

  // An event of a tag from kFirstTag on.
  virtual void take(const epoll_event& event) = 0;
  // The next peer; null: none now. Goes on as far as it can, so it is to be asked after each wait.
  virtual std::unique_ptr<Channel> next() = 0;
  // A peer that it gave has gone; `reason` is not empty where that is worth a word.
  virtual void left(const std::string& reason) = 0;
  // No further ones.
  virtual void stop() = 0;
  // How long may be waited at most before next() is to be asked; -1: for ever.
  virtual int patience_ms() const = 0;
  // Whether it has only begun to look whether there is anybody.
  virtual bool is_undecided() const { return false; }
  // Whether any number of peers come by themselves, so that one may be cut off for the others' sake.
  virtual bool has_many() const = 0;
};

}  // namespace runnel::io
