// What tests of TLS share: certificates, two ends of a connection in one thread, and someone between them.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "catch.h"
#include "io/io_fixture.h"
#include "io/net/tls.h"

namespace runnel::io {

// Made once, by the openssl command.
inline std::string certificate_file(std::string_view name) {
  static const TempDir* const directory = [] {
    static const TempDir made;
    const std::string command = TEST_DATA "/../tls/make-certificates '" + made.path("") + "'";
    if (std::system(command.c_str()) != 0) FAIL("no certificates: is openssl there?");
    return &made;
  }();
  return directory->path(name);
}

struct Sockets {
  Descriptor client;
  Descriptor server;
};

// Listens on 127.0.0.1; `port` is set.
inline Descriptor listen_anywhere(uint16_t& port) {
  Descriptor listening(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  REQUIRE(::bind(listening.get(), any, size) == 0);
  REQUIRE(::listen(listening.get(), 8) == 0);
  REQUIRE(::getsockname(listening.get(), any, &size) == 0);
  port = ntohs(address.sin_port);
  return listening;
}

inline Descriptor connect_to(uint16_t port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  REQUIRE(::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(::fcntl(socket.get(), F_SETFL, O_NONBLOCK) == 0);
  // What is sent has arrived when send() returns.
  const int yes = 1;
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return socket;
}

inline Descriptor accept_from(const Descriptor& listening) {
  Descriptor socket(::accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  REQUIRE(socket.valid());
  return socket;
}

inline Sockets connected_sockets() {
  uint16_t port = 0;
  const Descriptor listening = listen_anywhere(port);
  Descriptor client = connect_to(port);
  return {std::move(client), accept_from(listening)};
}

inline void wait_for_either(int one, int other) {
  std::array<pollfd, 2> asked{pollfd{one, POLLIN, 0}, pollfd{other, POLLIN, 0}};
  ::poll(asked.data(), asked.size(), 1000);
}

inline std::shared_ptr<TlsContext> context_of(TlsContext::Side side, const TlsFiles& files) {
  auto context = TlsContext::load(files, side, "tls://test");
  INFO((context ? std::string() : context.error().message));
  REQUIRE(context);
  return *context;
}

inline TlsFiles server_files(std::string_view certificate = "server.pem",
                             std::string_view key = "server.key") {
  TlsFiles files;
  files.certificate = certificate_file(certificate);
  files.key = certificate_file(key);
  return files;
}
inline TlsFiles client_files(std::string_view ca = "ca.pem") {
  TlsFiles files;
  files.ca = certificate_file(ca);
  return files;
}

using Status = Channel::Status;

// Two ends of TLS over a connection of their own.
struct TlsPair {
  explicit TlsPair(const TlsFiles& server_has = server_files(), const TlsFiles& client_has = client_files(),
                   const std::string& host = "localhost")
      : TlsPair(connected_sockets(), server_has, client_has, host) {}
  TlsPair(Sockets sockets, const TlsFiles& server_has, const TlsFiles& client_has, const std::string& host)
      : client(context_of(TlsContext::Side::client, client_has)
                   ->wrap(std::move(sockets.client), "server", host)),
        server(
            context_of(TlsContext::Side::server, server_has)->wrap(std::move(sockets.server), "client", "")) {
  }

  struct Outcome {
    Channel::Transfer client;
    Channel::Transfer server;
  };
  // Until neither goes on: done or failed; `between` is called each time around.
  template <class Between>
  Outcome shake(Between between) {
    Outcome outcome{{Status::again}, {Status::again}};
    while (outcome.client.status == Status::again || outcome.server.status == Status::again) {
      if (outcome.client.status == Status::again) outcome.client = client->shake();
      between();
      if (outcome.server.status == Status::again) outcome.server = server->shake();
      between();
      // Who is failed has nothing more to say, and the other learns that.
      if (outcome.client.status == Status::failed) ::shutdown(client->descriptor(), SHUT_WR);
      if (outcome.server.status == Status::failed) ::shutdown(server->descriptor(), SHUT_WR);
    }
    return outcome;
  }
  Outcome shake() {
    return shake([] {});
  }
  void require_shaken() {
    const Outcome outcome = shake();
    INFO(outcome.client.reason + " / " + outcome.server.reason);
    REQUIRE(outcome.client.status == Status::done);
    REQUIRE(outcome.server.status == Status::done);
  }

  std::unique_ptr<Channel> client;
  std::unique_ptr<Channel> server;
};

// Waits for what comes: bytes, the end, or a failure.
inline Channel::Transfer read_some(Channel& channel, std::string& to) {
  std::array<char, 4096> buffer;
  for (;;) {
    Channel::Transfer got = channel.read(buffer.data(), buffer.size());
    if (got.status == Status::done) to.append(buffer.data(), got.count);
    if (got.status != Status::again) return got;
    wait_for(channel.descriptor(), POLLIN);
  }
}

// All up to the end, or a failure, which is given.
inline Channel::Transfer read_all(Channel& channel, std::string& to) {
  for (;;) {
    Channel::Transfer got = read_some(channel, to);
    if (got.status != Status::done) return got;
  }
}

inline void write_all(Channel& channel, std::string_view text) {
  while (!text.empty()) {
    const Channel::Transfer put = channel.write(text);
    INFO(put.reason);
    REQUIRE(put.status != Status::failed);
    if (put.status == Status::again) wait_for(channel.descriptor(), POLLOUT);
    text.remove_prefix(put.count);
  }
}

}  // namespace runnel::io
