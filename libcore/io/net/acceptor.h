// Peers of listening sockets, once they are ready: accepted, and through the handshake of TLS.
//
// At most NetOptions::max_peers are held at a time, those that are being shaken counted; further ones wait in
// the system's queue, which is said once until that is empty again. A peer that is not through its handshake
// after peer_timeout is cut off, which is said. Where no descriptor is left it is the same as for max_peers,
// and tried again after a while.
//
// Registers what it waits for with the epoll of its owner; not thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "io/net/address.h"
#include "io/net/channel.h"
#include "io/net/endpoint.h"
#include "io/net/epoll.h"
#include "io/net/net_options.h"
#include "io/net/tls.h"
#include "io/uri.h"

namespace runnel::io {

class Acceptor {
 public:
  // Tags from `first_tag` on are its own. The epoll must outlive it. Errors as of listen_at() and
  // TlsContext::load().
  static Result<std::unique_ptr<Acceptor>> open(const Uri& uri, const NetOptions& options, ErrorKind kind,
                                                Epoll& epoll, uint64_t first_tag);
  ~Acceptor();

  bool owns(uint64_t tag) const { return tag >= first_tag_; }
  // An event of a tag that it owns.
  void take(const epoll_event& event);
  // The next peer that is ready; null: none now. Its descriptor is not in the epoll.
  std::unique_ptr<Channel> next();
  // A peer that next() gave has left.
  void left();
  // No further ones are taken; those that are being shaken are dropped.
  void stop();

  size_t peers() const { return peers_; }  // that next() gave and that have not left
  // How long may be waited at most, -1: for ever, before next() is to be called though nothing happened.
  int patience_ms() const;
  // Where it listens: `127.0.0.1:9000`.
  std::vector<std::string> addresses() const;

 private:
  struct Shaking {
    std::unique_ptr<Channel> channel;
    int64_t until_ns;
  };
  Acceptor(std::string name, const NetOptions& options, Epoll& epoll, uint64_t first_tag);

  bool is_at_most() const { return peers_ + ready_.size() + shaking_.size() >= options_.max_peers; }
  void accept_from(int listening);
  void admit(Descriptor socket, const Address& address);
  void shake(uint64_t tag);
  void pause(std::string_view why, int64_t for_ns);
  void go_on();
  void drop_late_ones();
  void report(std::string_view what) const;

  const std::string name_;
  const NetOptions options_;
  Epoll& epoll_;
  const uint64_t first_tag_;  // of the first socket that listens; behind those come the ones being shaken
  uint64_t next_tag_ = 0;
  std::shared_ptr<TlsContext> tls_;  // null: none
  std::vector<ListeningSocket> sockets_;
  std::deque<std::unique_ptr<Channel>> ready_;
  std::map<uint64_t, Shaking> shaking_;  // by tag, so that the first one is the oldest
  size_t peers_ = 0;
  bool is_said_ = false;         // that peers wait, since there was last nobody in the queue
  bool is_paused_ = false;       // the sockets that listen are not watched
  int64_t paused_until_ns_ = 0;  // 0: until a peer has left
};

}  // namespace runnel::io
