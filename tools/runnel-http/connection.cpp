#include "connection.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace runnel::http {

Connection::Connection(Descriptor socket, int stop)
    : socket_(std::move(socket)), stop_(stop), end_(std::chrono::steady_clock::now() + kWholeTime) {}

Connection::~Connection() {
  ::shutdown(socket_.get(), SHUT_RDWR);
}

bool Connection::wait(short events) const {
  std::array<pollfd, 2> asked{pollfd{.fd = socket_.get(), .events = events, .revents = 0},
                              pollfd{.fd = stop_, .events = POLLIN, .revents = 0}};
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(end_ - std::chrono::steady_clock::now());
  if (left.count() <= 0) return false;
  return ::poll(asked.data(), asked.size(), static_cast<int>(left.count())) > 0 && asked[1].revents == 0;
}

bool Connection::fill() {
  for (;;) {
    const size_t most = std::min(buffer_.size(), left_);
    if (most == 0 || !wait(POLLIN)) return false;
    const ssize_t size = ::recv(socket_.get(), buffer_.data(), most, MSG_DONTWAIT);
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (size <= 0) return false;
    begin_ = 0;
    filled_ = static_cast<size_t>(size);
    left_ -= filled_;
    return true;
  }
}

ssize_t Connection::read(char* to, size_t size) {
  if (begin_ == filled_ && !fill()) return -1;
  const size_t taken = std::min(size, filled_ - begin_);
  std::memcpy(to, buffer_.data() + begin_, taken);
  begin_ += taken;
  return static_cast<ssize_t>(taken);
}

ssize_t Connection::write(const char* from, size_t size) {
  size_t done = 0;
  while (done < size) {
    if (!wait(POLLOUT)) return -1;
    const ssize_t written = ::send(socket_.get(), from + done, size - done, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (written < 0) return -1;
    done += static_cast<size_t>(written);
  }
  return static_cast<ssize_t>(size);
}

}  // namespace runnel::http
