#include "server.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <utility>

#include "base/held_signals.h"

namespace runnel::http {

std::unique_ptr<Server> Server::start(const runnel_http_options& options, std::string& error) {
  Listener listener = listen_at(options.host, options.port);
  if (!listener.socket.valid()) {
    error = listener.error;
    return nullptr;
  }
  Descriptor stop(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!stop.valid()) {
    error = std::strerror(errno);
    return nullptr;
  }
  std::unique_ptr<Server> server(new Server(std::move(listener), std::move(stop), options));
  return server->start_threads(error) ? std::move(server) : nullptr;
}

Server::Server(Listener listener, Descriptor stop, const runnel_http_options& options)
    : listener_(std::move(listener)), stop_(std::move(stop)), responder_(options) {}

// One thread is enough to go on with.
bool Server::start_threads(std::string& error) {
  const HeldSignals held;
  try {
    while (threads_.size() < kThreads) threads_.emplace_back([this] { work(); });
  } catch (const std::exception& failure) {
    error = failure.what();
  }
  return !threads_.empty();
}

Server::~Server() {
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t done = ::write(stop_.get(), &one, sizeof one);
  for (std::thread& thread : threads_) thread.join();
}

bool Server::stops_within(int timeout_ms) const {
  pollfd asked{.fd = stop_.get(), .events = POLLIN, .revents = 0};
  return ::poll(&asked, 1, timeout_ms) > 0;
}

Descriptor Server::next_client() const {
  for (;;) {
    std::array<pollfd, 2> asked{pollfd{.fd = listener_.socket.get(), .events = POLLIN, .revents = 0},
                                pollfd{.fd = stop_.get(), .events = POLLIN, .revents = 0}};
    ::poll(asked.data(), asked.size(), -1);
    if (asked[1].revents != 0) return {};
    Descriptor client(::accept4(listener_.socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (client.valid()) return client;
    // Another thread was faster, or the client has gone. Where the process has no descriptors left the socket
    // stays ready, and asking on would keep a core busy.
    constexpr int kPauseMs = 100;
    if (errno != EAGAIN && errno != ECONNABORTED && stops_within(kPauseMs)) return {};
  }
}

void Server::work() {
  for (;;) {
    Descriptor client = next_client();
    if (!client.valid()) return;
    Connection connection(std::move(client), stop_.get());
    responder_.serve(connection);
  }
}

}  // namespace runnel::http
