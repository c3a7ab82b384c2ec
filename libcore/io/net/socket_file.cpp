#include "io/net/socket_file.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "io/descriptors.h"

namespace runnel::io {
namespace {

// 0 where somebody answers.
int connecting_says(const Address& address) {
  const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.valid()) return errno;
  if (::connect(socket.get(), address.get(), address.size) == 0) return 0;
  return errno == EAGAIN ? 0 : errno;  // there is only no place left in the queue
}

}  // namespace

Outcome clear_socket_file(const Uri& uri, ErrorKind kind) {
  struct stat found {};
  if (::lstat(uri.path.c_str(), &found) != 0) {
    if (errno == ENOENT) return Done{};
    return system_error(kind, uri.shown, errno);
  }
  if (!S_ISSOCK(found.st_mode)) {
    return Error{kind, uri.shown + ": something stands there that is no socket, and is left as it is"};
  }
  const auto addresses = addresses_of(uri, kind);
  if (!addresses) return addresses.error();
  const int code = connecting_says(addresses->front());
  if (code == 0 || code == EPROTOTYPE) return system_error(kind, uri.shown, EADDRINUSE);
  if (code == ENOENT) return Done{};
  if (code != ECONNREFUSED) return system_error(kind, uri.shown, code);
  // Somebody else may have come to the same conclusion meanwhile, and listen at a file of its own by now.
  struct stat again {};
  const bool is_same =
      ::lstat(uri.path.c_str(), &again) == 0 && again.st_dev == found.st_dev && again.st_ino == found.st_ino;
  if (is_same && ::unlink(uri.path.c_str()) != 0 && errno != ENOENT) {
    return system_error(kind, uri.shown, errno);
  }
  return Done{};
}

// The file gets the mode that the socket has, without what the umask takes away; what the umask took away
// against the wish is given back.
bool bind_socket_file(int socket, const Address& address, const Uri& uri) {
  if (uri.mode && ::fchmod(socket, *uri.mode) != 0) return false;
  if (::bind(socket, address.get(), address.size) != 0) return false;
  struct stat made {};
  if (!uri.mode || ::lstat(uri.path.c_str(), &made) != 0) return true;
  constexpr mode_t kPermissions = 07777;
  if ((made.st_mode & kPermissions) == *uri.mode || ::chmod(uri.path.c_str(), *uri.mode) == 0) return true;
  const int code = errno;
  ::unlink(uri.path.c_str());
  errno = code;
  return false;
}

}  // namespace runnel::io
