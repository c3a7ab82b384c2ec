// All peers of listening sockets, as one input (io/net/peer_inlets.h).
//
// Who has sent nothing yet is a source that nobody reads: some hundred bytes, and no question by the reader.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "io/inlet.h"
#include "io/net/acceptor.h"
#include "io/net/net_options.h"
#include "io/net/peer_home.h"
#include "io/net/peer_source.h"
#include "io/uri.h"

namespace runnel::io {

// Its sources must not outlive it.
class ListenInlet final : public Inlet, private PeerHome {
 public:
  // Errors as of Acceptor::open().
  static Result<std::unique_ptr<ListenInlet>> open(const Uri& uri, uint32_t operand,
                                                   const NetOptions& options);
  ~ListenInlet() override;

  Result<std::optional<OpenedSource>> next(size_t busy) override;
  bool is_done() const override { return is_stopped(); }
  bool is_live() const override { return true; }
  int wait_descriptor() const override { return epoll_.descriptor(); }
  void woken() override;
  void stopping() override;
  int patience_ms() const override;

  // As of an Acceptor.
  std::vector<std::string> addresses() const { return acceptor_->addresses(); }
  // How many are connected; those of them that were never given to the reader.
  size_t peers() const { return peers_.size(); }
  size_t silent_peers() const { return silent_.size(); }

 private:
  ListenInlet(const Uri& uri, uint32_t operand, const NetOptions& options);

  Result<size_t> ended(const PeerSource& source, const std::string& failure) override;
  void cut_off(const PeerSource& source) override;
  void left(const PeerSource& source) override;
  void take(const epoll_event& event) override;
  void admit_new();
  void admit(std::unique_ptr<Channel> channel);

  static constexpr uint64_t kFirstOfAcceptor = uint64_t{1} << 63;

  const uint32_t operand_;
  const Carrier carrier_;
  const bool is_told_apart_;  // peers have an address, which their records are said to come from
  std::unique_ptr<Acceptor> acceptor_;
  uint64_t next_tag_ = 0;
  std::unordered_map<uint64_t, PeerSource*> peers_;                   // all of them
  std::unordered_map<uint64_t, std::unique_ptr<PeerSource>> silent_;  // that were not given yet
  std::deque<uint64_t> ready_;                                        // of these: who has something
};

}  // namespace runnel::io
