#include "listener.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace runnel::http {

namespace {

// Connections that wait until a thread is free.
constexpr int kWaiting = 64;
// So long a connection that says nothing is kept by the system alone, in seconds.
constexpr int kSilent = 3;

void set(int socket, int level, int option, int value) {
  // An option that the system does not have changes nothing that matters.
  ::setsockopt(socket, level, option, &value, sizeof value);
}

uint16_t port_of(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return address.ss_family == AF_INET6 ? ntohs(reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port)
                                       : ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

Listener listen_at(const addrinfo& address) {
  Listener listener;
  Descriptor socket(::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (socket.valid()) {
    // After a restart the address is free at once. SO_REUSEPORT would let two runs listen side by side.
    set(socket.get(), SOL_SOCKET, SO_REUSEADDR, 1);
    set(socket.get(), IPPROTO_TCP, TCP_DEFER_ACCEPT, kSilent);
    if (address.ai_family == AF_INET6) set(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, 0);
    if (::bind(socket.get(), address.ai_addr, address.ai_addrlen) == 0 &&
        ::listen(socket.get(), kWaiting) == 0) {
      listener.port = port_of(socket.get());
      listener.socket = std::move(socket);
      return listener;
    }
  }
  const int code = errno;
  listener.error = std::strerror(code);
  listener.missing = code == EADDRNOTAVAIL || code == EAFNOSUPPORT;
  return listener;
}

}  // namespace

Listener listen_at(const std::string& host, uint16_t port) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_NUMERICSERV;
  addrinfo* found = nullptr;
  // `::` takes IPv4 too.
  const int failed =
      ::getaddrinfo(host.empty() ? "::" : host.c_str(), std::to_string(port).c_str(), &wanted, &found);
  if (failed != 0) {
    Listener listener;
    listener.error = failed == EAI_SYSTEM ? std::strerror(errno) : ::gai_strerror(failed);
    return listener;
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);
  Listener listener;
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    listener = listen_at(*address);
    if (!listener.missing) return listener;
  }
  // A machine without IPv6.
  if (host.empty()) return listen_at("0.0.0.0", port);
  return listener;
}

}  // namespace runnel::http
