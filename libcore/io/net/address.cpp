#include "io/net/address.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <system_error>

namespace runnel::io {
namespace {

// A peer that does not answer for a minute is asked every quarter of one, and given up after four times.
constexpr int kKeepaliveIdle = 60;
constexpr int kKeepaliveInterval = 15;
constexpr int kKeepaliveCount = 4;

Address path_address(const std::string& path) {
  Address address;
  auto* const name = reinterpret_cast<sockaddr_un*>(&address.storage);
  name->sun_family = AF_UNIX;
  const size_t size = std::min(path.size(), sizeof name->sun_path - 1);
  std::memcpy(name->sun_path, path.data(), size);
  address.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + size + 1);
  return address;
}

const sockaddr_in& as_ipv4(const Address& address) {
  return reinterpret_cast<const sockaddr_in&>(address.storage);
}

const sockaddr_in6& as_ipv6(const Address& address) {
  return reinterpret_cast<const sockaddr_in6&>(address.storage);
}

std::string path_text(const Address& address) {
  const auto& name = reinterpret_cast<const sockaddr_un&>(address.storage);
  const size_t head = offsetof(sockaddr_un, sun_path);
  if (address.size <= head) return {};
  std::string path(name.sun_path, address.size - head);
  if (path.front() == '\0') return "@" + path.substr(1);
  return path.substr(0, path.find('\0'));
}

using Getter = int (*)(int, sockaddr*, socklen_t*);

Address asked(Getter getter, int socket) {
  Address address;
  address.size = sizeof address.storage;
  if (getter(socket, address.get(), &address.size) != 0) return {};
  return address;
}

template <class Value>
void set_option(int socket, int level, int option, Value value) {
  ::setsockopt(socket, level, option, &value, sizeof value);
}

}  // namespace

bool Address::operator==(const Address& other) const {
  return size == other.size && std::memcmp(&storage, &other.storage, size) == 0;
}

Result<std::vector<Address>> addresses_of(const Uri& uri, ErrorKind kind) {
  if (uri.kind == Uri::Kind::unix_socket || uri.kind == Uri::Kind::unix_listen) {
    return std::vector{path_address(uri.path)};
  }
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const std::string port = std::to_string(uri.port);
  const int failed =
      ::getaddrinfo(uri.host.empty() ? nullptr : uri.host.c_str(), port.c_str(), &wanted, &found);
  if (failed == EAI_SYSTEM) return system_error(kind, uri.shown, errno);
  if (failed != 0) return Error{kind, uri.shown + ": " + ::gai_strerror(failed)};
  std::vector<Address> addresses;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    if (each->ai_family != AF_INET && each->ai_family != AF_INET6) continue;
    Address address;
    std::memcpy(&address.storage, each->ai_addr, each->ai_addrlen);
    address.size = each->ai_addrlen;
    if (std::find(addresses.begin(), addresses.end(), address) == addresses.end()) {
      addresses.push_back(address);
    }
  }
  ::freeaddrinfo(found);
  if (addresses.empty()) return Error{kind, uri.shown + ": the name has no address"};
  return addresses;
}

bool is_loopback(const Address& address) {
  constexpr uint8_t kLoopbackNet = 127;
  if (address.family() == AF_UNIX) return true;
  if (address.family() == AF_INET) return ntohl(as_ipv4(address).sin_addr.s_addr) >> 24 == kLoopbackNet;
  if (address.family() != AF_INET6) return false;
  const in6_addr& number = as_ipv6(address).sin6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&number)) return number.s6_addr[12] == kLoopbackNet;
  return IN6_IS_ADDR_LOOPBACK(&number) != 0;
}

void set_port(Address& address, uint16_t port) {
  if (address.family() == AF_INET) reinterpret_cast<sockaddr_in&>(address.storage).sin_port = htons(port);
  if (address.family() == AF_INET6) reinterpret_cast<sockaddr_in6&>(address.storage).sin6_port = htons(port);
}

uint16_t port_of(const Address& address) {
  if (address.family() == AF_INET) return ntohs(as_ipv4(address).sin_port);
  if (address.family() == AF_INET6) return ntohs(as_ipv6(address).sin6_port);
  return 0;
}

Address local_address(int socket) {
  return asked(&::getsockname, socket);
}

Address remote_address(int socket) {
  return asked(&::getpeername, socket);
}

std::string address_text(const Address& address) {
  if (address.family() == AF_UNIX) return path_text(address);
  std::array<char, NI_MAXHOST> host{};
  if (::getnameinfo(address.get(), address.size, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST) != 0) {
    return "an unknown address";
  }
  const std::string name(host.data());
  const std::string port = std::to_string(port_of(address));
  return address.family() == AF_INET6 ? "[" + name + "]:" + port : name + ":" + port;
}

std::string peer_text(int socket, const Address& address) {
  if (address.family() != AF_UNIX) return address_text(address);
  ucred who{};
  socklen_t size = sizeof who;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) return "a peer";
  return "uid " + std::to_string(who.uid);
}

void set_up_connection(int socket, int family) {
  if (family == AF_UNIX) return;
  set_option(socket, IPPROTO_TCP, TCP_NODELAY, 1);
  set_option(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
  set_option(socket, IPPROTO_TCP, TCP_KEEPIDLE, kKeepaliveIdle);
  set_option(socket, IPPROTO_TCP, TCP_KEEPINTVL, kKeepaliveInterval);
  set_option(socket, IPPROTO_TCP, TCP_KEEPCNT, kKeepaliveCount);
}

}  // namespace runnel::io
