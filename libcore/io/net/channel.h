// A connection to a peer, whatever carries it: a socket, or TLS over one. Never blocks.
//
// Belongs to one thread at a time, which polls the descriptor. Whoever is told `again` waits until the
// descriptor has become readable or writable, whichever comes first (TLS may need the other one), and tries
// again: edge-triggered epoll with both fits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "io/descriptors.h"

namespace runnel::io {

class Channel {
 public:
  enum class Status : uint8_t {
    done,    // read(): bytes; write(): some were taken; shake(): it is ready
    again,   // not now
    ended,   // read(): the peer will send no more
    failed,  // it is of no use any more; `reason` says why
  };
  struct Transfer {
    Status status;
    size_t count = 0;         // done: how many bytes, at least 1
    std::string reason = {};  // failed: `Connection reset by peer`
  };

  virtual ~Channel() = default;

  // What must be exchanged before the first byte: done, again or failed.
  virtual Transfer shake() = 0;
  // REQUIRES: shake() was done, and size > 0.
  virtual Transfer read(char* buffer, size_t size) = 0;
  // Takes as much as it can at once, which may be a part. After `again` the same bytes are offered again,
  // perhaps with more behind them. Never raises SIGPIPE.
  virtual Transfer write(std::string_view text) = 0;
  // Whether read() may have something to give though the descriptor has not.
  virtual bool has_buffered() const = 0;
  // Says that nothing more will be written; what the peer sends can still be read. done, again or failed.
  virtual Transfer finish() = 0;

  int descriptor() const { return descriptor_.get(); }
  // For messages: `127.0.0.1:51234`, `uid 1000`; of an outgoing one what it was opened by.
  const std::string& peer() const { return peer_; }

 protected:
  Channel(Descriptor descriptor, std::string peer)
      : descriptor_(std::move(descriptor)), peer_(std::move(peer)) {}

  Descriptor descriptor_;  // O_NONBLOCK, but for one that was inherited: reads and writes pass MSG_DONTWAIT
  std::string peer_;
};

// A connected socket as it is.
std::unique_ptr<Channel> make_socket_channel(Descriptor socket, std::string peer);

}  // namespace runnel::io
