// What the flags say of sockets, for all inputs and outputs of a run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "io/stop.h"

namespace runnel::io {

// Paths of PEM files; empty: none.
struct TlsFiles {
  std::string certificate;  // --tls-cert: of this side, with those that lead to the CA's behind it
  std::string key;          // --tls-key
  std::string ca;           // --tls-ca: who vouches for the other side's; empty: the system's
  std::string client_ca;    // --tls-client-ca: peers of a listener must have one that this vouches for
};

// Told what a user should know: `tcp-listen://:9000: 127.0.0.1:51234 was cut off: ...`. From any thread.
using NetReport = std::function<void(std::string_view)>;

struct NetOptions {
  size_t max_peers = 1024;                   // of a listener; more wait until one has left
  int64_t peer_timeout_ns = 30'000'000'000;  // > 0
  bool reconnects = false;             // a source that connects: it comes again (--follow). Sinks always do
  bool shares = false;                 // a listening sink: each record goes to one peer
  bool insecure = false;               // tcp-listen:// may be at other addresses than loopback
  uint64_t spool = uint64_t{2} << 30;  // bytes that a sink holds while nobody takes them
  TlsFiles tls = {};
  NetReport report = {};
  const StopRequest* stop = nullptr;  // null: none. A sink that waits gives up peer_timeout after it
  const Clock* clock = &Clock::system();
};

}  // namespace runnel::io
