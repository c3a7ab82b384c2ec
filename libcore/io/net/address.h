// Addresses of sockets: those that a URI names, whether they are the machine's own, and as text.
#pragma once

#include <sys/socket.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "io/descriptors.h"
#include "io/uri.h"

namespace runnel::io {

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
  int family() const { return storage.ss_family; }
  bool operator==(const Address& other) const;
};

// Of tcp*, tls*: all that the name has, each once, at least one; every address of the machine where it is
// empty. Asks the resolver of the system, which may wait for the network. Of unix_*: the path.
Result<std::vector<Address>> addresses_of(const Uri& uri, ErrorKind kind);

// Whether only this machine can reach it. A Unix socket is so.
bool is_loopback(const Address& address);

void set_port(Address& address, uint16_t port);
uint16_t port_of(const Address& address);

// Where a socket is bound, and to whom it is connected; family() is AF_UNSPEC where that is not known.
Address local_address(int socket);
Address remote_address(int socket);

// `127.0.0.1:9000`, `[::1]:9000`, a path, `@name` of the abstract ones.
std::string address_text(const Address& address);
// Who is at the other end of an accepted socket: `127.0.0.1:51234`, `uid 1000`.
std::string peer_text(int socket, const Address& address);

// What is set on each connection: lines leave at once, and a peer that has vanished is noticed.
void set_up_connection(int socket, int family);

}  // namespace runnel::io
