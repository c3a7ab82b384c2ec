// The options about sockets, as runnel-uri(7) has them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/result.h"
#include "cli/command_line.h"
#include "cli/messages.h"
#include "io/net/net_options.h"
#include "io/stop.h"

namespace runnel::cli {

struct SocketOptions {
  uint64_t max_peers = 1024;
  int64_t peer_timeout = 30'000'000'000;  // nanoseconds
  uint64_t spool = uint64_t{64} << 20;    // bytes
  bool share = false;
  bool insecure = false;
  std::optional<std::string> tls_cert, tls_key, tls_ca, tls_client_ca;
  std::string given;  // one of these flags, as it is spelled; empty: none was
};

// `options` must live as long as `line` is used.
void add_socket_flags(CommandLine& line, SocketOptions& options);

// Kind usage for flags that nothing on the command line needs.
Outcome check_socket_options(const SocketOptions& options, std::span<const std::string> inputs,
                             std::span<const std::string> outputs);

// For the sockets of a run. `reconnects`: --follow. What no flag says of certificates the environment does
// (RUNNEL_TLS_CERT and its like), or a credential of systemd (tls-cert and its like). Messages and the stop
// must outlive what is opened with it.
io::NetOptions net_options(const SocketOptions& options, bool reconnects, const io::StopRequest& stop,
                           Messages& messages);

}  // namespace runnel::cli
