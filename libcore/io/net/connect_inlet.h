// An outgoing connection as an input, which comes again after a loss if that is wanted
// (io/net/peer_inlets.h). Each connection is a source of its own: none goes on in the middle of a line.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "io/inlet.h"
#include "io/net/dialer.h"
#include "io/net/net_options.h"
#include "io/net/peer_home.h"
#include "io/net/peer_source.h"
#include "io/uri.h"

namespace runnel::io {

// Its source must not outlive it.
//
// That the other side is away is said once, and that it is there now. Without NetOptions::reconnects the
// input is done when the connection has ended, or could not be made: that is an Error of next(), and one of
// the source if it broke.
class ConnectInlet final : public Inlet, private PeerHome {
 public:
  // Errors as of Dialer::make().
  static Result<std::unique_ptr<ConnectInlet>> open(const Uri& uri, uint32_t operand,
                                                    const NetOptions& options);

  Result<std::optional<OpenedSource>> next(size_t busy) override;
  bool is_done() const override { return is_stopped() || (is_over_ && !error_); }
  bool is_live() const override { return true; }
  int wait_descriptor() const override { return epoll_.descriptor(); }
  void woken() override { wait_is_over(); }
  int patience_ms() const override;

 private:
  ConnectInlet(const Uri& uri, uint32_t operand, std::unique_ptr<Dialer> dialer, const NetOptions& options);

  Result<size_t> ended(const PeerSource& source, const std::string& failure) override;
  void cut_off(const PeerSource& source) override;
  void left(const PeerSource& source) override;
  void take(const epoll_event& event) override;
  void watch_dialer();
  Result<std::optional<OpenedSource>> give(std::unique_ptr<Channel> channel);
  void say_away(const std::string& why);

  const uint32_t operand_;
  const Carrier carrier_;
  const std::unique_ptr<Dialer> dialer_;
  int dialed_ = -1;               // the descriptor of the dialer that is watched
  PeerSource* source_ = nullptr;  // the present connection; null: none
  bool is_over_ = false;          // there will be no other connection
  bool is_away_ = false;          // which was said
  std::optional<Error> error_;    // for next() to return
};

}  // namespace runnel::io
