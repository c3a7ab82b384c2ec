// One peer of a sink: its channel, how far it is, since when it has taken nothing, and how it comes to its
// end.
//
// Belongs to whoever holds the lock of the sink. It is watched by the sink's epoll under its own address, for
// as long as it lives.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "io/net/channel.h"
#include "io/net/epoll.h"
#include "io/net/spool.h"

namespace runnel::io {

class Peer {
 public:
  Peer(std::unique_ptr<Channel> channel, Epoll& epoll);
  // Closes the connection, also where a forked process has it too.
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  // Offers it `text`, and moves `place` by what it takes of it, which is returned. Less than all: it takes no
  // more now, or it is gone.
  size_t send(std::string_view text, int64_t now_ns);
  // Throws away what it has sent.
  void discard_input();
  // It is not there any more, for this reason; the first one counts.
  void lose(std::string reason);
  void cut_off();

  bool is_gone() const { return is_gone_; }
  bool was_cut_off() const { return was_cut_off_; }
  const std::string& reason() const { return reason_; }
  const std::string& name() const { return channel_->peer(); }

  // To be called after each change: whether there is something for it, that it did not take. Then the epoll
  // says when it takes more.
  enum class Backlog : uint8_t { none, some };
  void follow(Backlog backlog, int64_t now_ns);
  bool is_followed() const { return is_writability_watched_; }  // the epoll says when it takes more
  int descriptor() const { return channel_->descriptor(); }
  // The epoll tells of it at once if it can be written to: there is more for it than it was offered.
  void call_again();
  // Since when there is something for it of which it takes nothing; 0: there is nothing.
  int64_t waits_since_ns() const { return waits_since_ns_; }
  // When it took something last; 0: never.
  int64_t took_ns() const { return took_ns_; }

  // Nothing more will be sent: tells it so, as far as that goes now. To be called again until is_settled().
  void finish(int64_t now_ns, int64_t timeout_ns);
  bool is_finished() const { return finished_ns_ != 0; }
  // It can be closed without harm: what was sent is with the peer's system, or it was waited for long enough.
  bool is_settled() const { return is_settled_; }

  Place place = {};        // in the spool, or in the block
  std::string block = {};  // lines that it alone is to take, where records are shared; empty: none

 private:
  bool has_left_queue() const;

  std::unique_ptr<Channel> channel_;
  Epoll& epoll_;
  bool is_writability_watched_ = false;
  bool is_gone_ = false;
  bool was_cut_off_ = false;
  bool has_ended_ = false;   // it sends nothing more
  bool has_talked_ = false;  // it has sent something
  bool is_settled_ = false;
  int64_t waits_since_ns_ = 0;
  int64_t took_ns_ = 0;
  int64_t finished_ns_ = 0;
  std::string reason_;
};

}  // namespace runnel::io
