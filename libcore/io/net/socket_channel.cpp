#include <sys/socket.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "io/net/channel.h"

namespace runnel::io {
namespace {

using Status = Channel::Status;

// The flags say with each call that it must not wait, since a socket that was inherited keeps its own.
class SocketChannel final : public Channel {
 public:
  SocketChannel(Descriptor socket, std::string peer) : Channel(std::move(socket), std::move(peer)) {}

  Transfer shake() override { return {Status::done}; }

  Transfer read(char* buffer, size_t size) override {
    for (;;) {
      const ssize_t got = ::recv(descriptor_.get(), buffer, size, MSG_DONTWAIT);
      if (got > 0) return {Status::done, static_cast<size_t>(got)};
      if (got == 0) return {Status::ended};
      if (errno != EINTR) return failed(errno);
    }
  }

  Transfer write(std::string_view text) override {
    for (;;) {
      const ssize_t sent = ::send(descriptor_.get(), text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
      if (sent >= 0) return {Status::done, static_cast<size_t>(sent)};
      if (errno != EINTR) return failed(errno);
    }
  }

  bool has_buffered() const override { return false; }

  Transfer finish() override {
    if (::shutdown(descriptor_.get(), SHUT_WR) != 0) return failed(errno);
    return {Status::done};
  }

 private:
  static Transfer failed(int code) {
    if (code == EAGAIN || code == EWOULDBLOCK) return {Status::again};
    return {Status::failed, 0, std::generic_category().message(code)};
  }
};

}  // namespace

std::unique_ptr<Channel> make_socket_channel(Descriptor socket, std::string peer) {
  return std::make_unique<SocketChannel>(std::move(socket), std::move(peer));
}

}  // namespace runnel::io
