// What one peer sends.
//
// Many of them may be silent for long, so none is asked by a system call whether it has something: the epoll
// of the input says so, edge-triggered, by note(). A peer that was found empty is not asked again before the
// next event. That it has closed its side may come with the last of its data, and is not said again: from
// then on it counts as ready until read() gave 0.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "io/net/channel.h"
#include "io/net/peer_home.h"
#include "io/source.h"

namespace runnel::io {

// Of TLS an event tells only that something came: it may be the half of a record, or none of ours.
enum class Carrier : uint8_t { plain, tls };

class PeerSource final : public Source {
 public:
  // `name`: of the input. Tells `home`, which must live longer, when it ends and when it goes.
  PeerSource(std::string name, std::unique_ptr<Channel> channel, Carrier carrier, PeerHome& home,
             uint64_t tag);
  ~PeerSource() override;

  // What to watch it for; note() takes what comes of it.
  uint32_t events() const;
  void note(uint32_t events);
  // Whether there may be something, as far as is known.
  bool is_ready() const { return ready_ != Ready::no || has_buffered(); }

  Result<size_t> read(char* buffer, size_t size) override;
  int wait_descriptor() const override { return channel_->descriptor(); }
  bool may_wait() const override { return true; }
  bool is_readable() override;
  bool poll_says_readable() const override { return false; }
  bool has_buffered() const override { return taken_ != nullptr || has_ended_; }
  bool prepare() override;
  void cut_off() override;
  uint64_t consumed() const override { return consumed_; }

  const std::string& peer() const { return channel_->peer(); }
  uint64_t tag() const { return tag_; }

 private:
  enum class Ready : uint8_t { no, perhaps, yes };

  size_t take(char* buffer, size_t size);
  size_t give_taken(char* buffer, size_t size);

  const std::unique_ptr<Channel> channel_;
  const Carrier carrier_;
  PeerHome& home_;
  const uint64_t tag_;
  Ready ready_ = Ready::no;
  bool is_hung_up_ = false;  // the peer has closed its side, or is gone
  bool was_told_again_ = false;
  bool has_ended_ = false;  // it has no more to give; `failure_` says why, if it is not its own wish
  std::string failure_;
  std::unique_ptr<char[]> taken_;  // read by prepare(): [taken_first_, taken_last_); null: nothing
  uint32_t taken_first_ = 0;
  uint32_t taken_last_ = 0;
  uint64_t consumed_ = 0;
};

}  // namespace runnel::io
