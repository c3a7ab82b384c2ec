#include "socket_bio.h"

#include <sys/socket.h>

#include <cerrno>

namespace runnel::tls {

namespace {

Socket& socket_of(BIO* bio) {
  return *static_cast<Socket*>(::BIO_get_data(bio));
}

// False: it is none that a later attempt may not have.
bool note_error(Socket& socket) {
  if (errno == EAGAIN || errno == EWOULDBLOCK) return false;
  if (socket.error == 0) socket.error = errno;
  return true;
}

int read(BIO* bio, char* to, int size) {
  Socket& socket = socket_of(bio);
  BIO_clear_retry_flags(bio);
  ssize_t got = 0;
  do {
    got = ::recv(socket.descriptor, to, static_cast<size_t>(size), MSG_DONTWAIT);
  } while (got < 0 && errno == EINTR);
  socket.is_drained = got < size;
  if (got == 0) socket.has_ended = true;
  if (got < 0 && !note_error(socket)) BIO_set_retry_read(bio);
  return static_cast<int>(got);
}

int write(BIO* bio, const char* from, int size) {
  Socket& socket = socket_of(bio);
  BIO_clear_retry_flags(bio);
  ssize_t put = 0;
  do {
    put = ::send(socket.descriptor, from, static_cast<size_t>(size), MSG_DONTWAIT | MSG_NOSIGNAL);
  } while (put < 0 && errno == EINTR);
  if (put < 0 && !note_error(socket)) BIO_set_retry_write(bio);
  return static_cast<int>(put);
}

long control(BIO* bio, int command, long /*number*/, void* /*pointer*/) {
  switch (command) {
    case BIO_CTRL_FLUSH:
      return 1;
    case BIO_CTRL_EOF:
      return socket_of(bio).has_ended ? 1 : 0;
    default:
      return 0;
  }
}

const BIO_METHOD* make_method() {
  BIO_METHOD* const method = ::BIO_meth_new(::BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "runnel socket");
  if (method == nullptr) return nullptr;
  ::BIO_meth_set_read(method, read);
  ::BIO_meth_set_write(method, write);
  ::BIO_meth_set_ctrl(method, control);
  return method;
}

}  // namespace

BIO* make_bio(Socket& socket) {
  static const BIO_METHOD* const method = make_method();
  BIO* const bio = method != nullptr ? ::BIO_new(method) : nullptr;
  if (bio == nullptr) return nullptr;
  ::BIO_set_data(bio, &socket);
  ::BIO_set_init(bio, 1);
  return bio;
}

}  // namespace runnel::tls
