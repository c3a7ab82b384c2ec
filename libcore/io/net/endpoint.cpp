#include "io/net/endpoint.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "io/net/address.h"
#include "io/net/socket_file.h"

namespace runnel::io {
namespace {

using Sockets = std::vector<ListeningSocket>;

Error failed(const Uri& uri, ErrorKind kind) {
  return system_error(kind, uri.shown, errno);
}

Error refused(const Uri& uri) {
  const bool is_inherited = uri.kind == Uri::Kind::descriptor || uri.kind == Uri::Kind::activated;
  return {ErrorKind::usage,
          uri.shown + ": other machines could reach it, unencrypted and whoever they are: " +
              (is_inherited ? "--insecure says that this is meant"
                            : "tls-listen:// is made for that, and --insecure says that this is meant")};
}

bool is_allowed(const Uri& uri, const NetOptions& options, const Address& address) {
  return uri.kind == Uri::Kind::tls_listen || options.insecure || is_loopback(address);
}

Descriptor make_socket(int family) {
  return Descriptor(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

// Not valid: errno says why.
Descriptor listen_to(const Address& address) {
  Descriptor socket = make_socket(address.family());
  if (!socket.valid()) return socket;
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  // So that the same port can be had for IPv4 beside it.
  if (address.family() == AF_INET6) ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  const bool listens =
      ::bind(socket.get(), address.get(), address.size) == 0 && ::listen(socket.get(), SOMAXCONN) == 0;
  return listens ? std::move(socket) : Descriptor();
}

// A machine may know addresses of a family that it does not have.
bool is_absent(int code) {
  return code == EAFNOSUPPORT || code == EADDRNOTAVAIL || code == EPROTONOSUPPORT;
}

// Port 0 is one that is free for the first address, and then the same for the others. Empty: errno says why.
Sockets listen_to_all(std::vector<Address> addresses) {
  Sockets sockets;
  int code = 0;
  for (Address& address : addresses) {
    if (!sockets.empty()) set_port(address, port_of(local_address(sockets.front().descriptor())));
    Descriptor socket = listen_to(address);
    if (socket.valid()) {
      sockets.emplace_back(std::move(socket), std::string());
      continue;
    }
    code = errno;
    if (is_absent(code)) continue;
    sockets.clear();
    break;
  }
  if (sockets.empty()) errno = code;
  return sockets;
}

Result<Sockets> listen_at_addresses(const Uri& uri, const NetOptions& options, ErrorKind kind) {
  const auto addresses = addresses_of(uri, kind);
  if (!addresses) return addresses.error();
  for (const Address& address : *addresses) {
    if (!is_allowed(uri, options, address)) return refused(uri);
  }
  constexpr int kTries = 8;  // a port that is free for one address need not be so for another one
  Sockets sockets;
  for (int tries = 0; tries < kTries && sockets.empty(); ++tries) {
    sockets = listen_to_all(*addresses);
    if (sockets.empty() && (uri.port != 0 || errno != EADDRINUSE)) break;
  }
  if (sockets.empty()) return failed(uri, kind);
  return sockets;
}

Result<Sockets> listen_at_file(const Uri& uri, ErrorKind kind) {
  const auto addresses = addresses_of(uri, kind);
  if (!addresses) return addresses.error();
  if (const Outcome cleared = clear_socket_file(uri, kind); !cleared) return cleared.error();
  Descriptor socket = make_socket(AF_UNIX);
  if (!socket.valid() || !bind_socket_file(socket.get(), addresses->front(), uri)) return failed(uri, kind);
  Sockets sockets;
  sockets.emplace_back(std::move(socket), uri.path);
  if (::listen(sockets.front().descriptor(), SOMAXCONN) != 0) return failed(uri, kind);
  return sockets;
}

// A duplicate, so that the number stays taken: what is opened later must not become stdin, say. Others may
// hold the same socket and take a peer before us, so that accept() would wait if it were not O_NONBLOCK.
Result<ListeningSocket> inherited(int descriptor, const Uri& uri, const NetOptions& options, ErrorKind kind) {
  int type = 0;
  socklen_t size = sizeof type;
  ::getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size);
  if (!is_listening(descriptor) || type != SOCK_STREAM) {
    return Error{kind, uri.shown + ": descriptor " + std::to_string(descriptor) +
                           " is no socket that listens for streams"};
  }
  if (!is_allowed(uri, options, local_address(descriptor))) return refused(uri);
  Descriptor duplicate(::fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  const int flags = ::fcntl(duplicate.get(), F_GETFL);
  if (flags < 0 || ::fcntl(duplicate.get(), F_SETFL, flags | O_NONBLOCK) != 0) return failed(uri, kind);
  return ListeningSocket(std::move(duplicate), {});
}

Result<Sockets> listen_at_inherited(const Uri& uri, const NetOptions& options, ErrorKind kind) {
  const std::vector<int> descriptors =
      uri.kind == Uri::Kind::activated ? activated_descriptors(uri.path) : std::vector{uri.descriptor};
  if (descriptors.empty()) {
    return Error{kind, uri.shown + ": systemd passed no socket" +
                           (uri.path.empty() ? std::string() : " of this name") + " to this process"};
  }
  Sockets sockets;
  for (const int descriptor : descriptors) {
    auto socket = inherited(descriptor, uri, options, kind);
    if (!socket) return socket.error();
    sockets.push_back(std::move(*socket));
  }
  return sockets;
}

}  // namespace

ListeningSocket::ListeningSocket(Descriptor socket, std::string path)
    : socket_(std::move(socket)), path_(std::move(path)) {
  struct stat status {};
  if (path_.empty()) return;
  if (::lstat(path_.c_str(), &status) == 0) {
    made_ = {status.st_dev, status.st_ino};
  } else {
    path_.clear();
  }
}

ListeningSocket::ListeningSocket(ListeningSocket&& other) noexcept
    : socket_(std::move(other.socket_)), path_(std::exchange(other.path_, {})), made_(other.made_) {}

ListeningSocket::~ListeningSocket() {
  struct stat status {};
  if (path_.empty() || ::lstat(path_.c_str(), &status) != 0) return;
  if (FileId{status.st_dev, status.st_ino} == made_) ::unlink(path_.c_str());
}

std::string ListeningSocket::address() const {
  return address_text(local_address(socket_.get()));
}

Result<Sockets> listen_at(const Uri& uri, const NetOptions& options, ErrorKind kind) {
  switch (uri.kind) {
    case Uri::Kind::tcp_listen:
    case Uri::Kind::tls_listen:
      return listen_at_addresses(uri, options, kind);
    case Uri::Kind::unix_listen:
      return listen_at_file(uri, kind);
    default:
      return listen_at_inherited(uri, options, kind);
  }
}

bool is_listening(int descriptor) {
  int listens = 0;
  socklen_t size = sizeof listens;
  return ::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens != 0;
}

}  // namespace runnel::io
