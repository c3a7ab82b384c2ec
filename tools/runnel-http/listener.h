// The socket that the server listens on.
#pragma once

#include <cstdint>
#include <string>

#include "descriptor.h"

namespace runnel::http {

struct Listener {
  Descriptor socket;  // not valid: error says why
  uint16_t port = 0;
  std::string error;
  bool missing = false;  // the machine has no such address
};

// Of a name with several addresses the first that the machine has. `host` empty: every address, of IPv4 and,
// where there is one, of IPv6. Where another process listens already that is an error: requests are never
// shared with it.
Listener listen_at(const std::string& host, uint16_t port);

}  // namespace runnel::http
