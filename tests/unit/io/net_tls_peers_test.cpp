// Others at the other end: the openssl command, and whoever speaks something else.
#include <cstdio>
#include <memory>
#include <random>

#include "io/tls_fixture.h"

using namespace runnel;
using namespace runnel::io;

namespace {

struct Command {
  explicit Command(const std::string& line) : output(::popen(line.c_str(), "re")) {
    REQUIRE(output != nullptr);
  }
  ~Command() {
    if (output != nullptr) ::pclose(output);
  }
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  // Up to a line that begins with `begin`; what follows on it.
  std::string line_after(const std::string& begin) const {
    std::array<char, 512> line;
    while (std::fgets(line.data(), line.size(), output) != nullptr) {
      const std::string_view text = line.data();
      if (text.starts_with(begin)) return std::string(text.substr(begin.size()));
    }
    return {};
  }

  FILE* output;
};

Channel::Transfer shake(Channel& channel) {
  for (;;) {
    Channel::Transfer outcome = channel.shake();
    if (outcome.status != Status::again) return outcome;
    wait_for(channel.descriptor(), POLLIN);
  }
}

// What a server says after somebody has sent `text` and no more.
Channel::Transfer server_after(std::string_view text) {
  Sockets sockets = connected_sockets();
  const auto server =
      context_of(TlsContext::Side::server, server_files())->wrap(std::move(sockets.server), "somebody", "");
  REQUIRE(::send(sockets.client.get(), text.data(), text.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(text.size()));
  ::shutdown(sockets.client.get(), SHUT_WR);
  return shake(*server);
}

}  // namespace

TEST_CASE("openssl s_client is a peer, from TLS 1.2 on") {
  const std::string version = GENERATE(as<std::string>(), "1_2", "1_3");
  uint16_t port = 0;
  const Descriptor listening = listen_anywhere(port);
  const Command client(
      "printf 'a line\\n' | timeout 20 openssl s_client -quiet -no_ign_eof -verify_return_error -tls" +
      version + " -CAfile '" + certificate_file("ca.pem") + "' -verify_hostname localhost -connect " +
      "127.0.0.1:" + std::to_string(port) + " 2>&1");
  const auto server =
      context_of(TlsContext::Side::server, server_files())->wrap(accept_from(listening), "client", "");
  const auto outcome = shake(*server);
  INFO(outcome.reason);
  REQUIRE(outcome.status == Status::done);
  std::string text;
  CHECK(read_all(*server, text).status == Status::ended);
  CHECK(text == "a line\n");
}

TEST_CASE("openssl s_client is refused with an older TLS") {
  uint16_t port = 0;
  const Descriptor listening = listen_anywhere(port);
  const Command client("timeout 20 openssl s_client -tls1_1 -cipher DEFAULT:@SECLEVEL=0 -connect 127.0.0.1:" +
                       std::to_string(port) + " </dev/null 2>&1");
  const auto server =
      context_of(TlsContext::Side::server, server_files())->wrap(accept_from(listening), "client", "");
  CHECK(shake(*server).reason == "the peer speaks no TLS from 1.2 on, but an older one");
}

TEST_CASE("openssl s_server is a peer, from TLS 1.2 on") {
  const std::string version = GENERATE(as<std::string>(), "1_2", "1_3");
  const Command server("timeout 20 openssl s_server -rev -naccept 1 -accept 127.0.0.1:0 -tls" + version +
                       " -cert '" + certificate_file("server.pem") + "' -key '" +
                       certificate_file("server.key") + "' </dev/null 2>&1");
  const std::string port = server.line_after("ACCEPT 127.0.0.1:");
  REQUIRE_FALSE(port.empty());
  const auto client = context_of(TlsContext::Side::client, client_files())
                          ->wrap(connect_to(static_cast<uint16_t>(std::stoi(port))), "server", "localhost");
  const auto outcome = shake(*client);
  INFO(outcome.reason);
  REQUIRE(outcome.status == Status::done);
  write_all(*client, "backwards\n");
  std::string text;
  CHECK(read_some(*client, text).status == Status::done);
  CHECK(text == "sdrawkcab\n");
}

TEST_CASE("who speaks no TLS is told from who does") {
  const std::string plain = "the peer does not speak TLS: it sends plain text, or something else";
  CHECK(server_after("{\"a\":1}\n{\"a\":2}\n").reason == plain);
  CHECK(server_after("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").reason == "the peer speaks HTTP, not TLS");
  CHECK(server_after("").reason == "the peer left during the handshake of TLS");
  // The beginning of a record, and no more.
  CHECK(server_after(std::string_view("\x16\x03\x01\x02\x00", 5)).reason ==
        "the peer left during the handshake of TLS");

  Sockets sockets = connected_sockets();
  const auto client = context_of(TlsContext::Side::client, client_files())
                          ->wrap(std::move(sockets.client), "server", "localhost");
  const std::string_view greeting = "220 mail.example ESMTP\r\n";
  REQUIRE(::send(sockets.server.get(), greeting.data(), greeting.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(greeting.size()));
  CHECK(shake(*client).reason == plain);
}

TEST_CASE("random bytes end in a failure that is said, and nothing else") {
  std::mt19937 random(5);
  for (int i = 0; i < 300; ++i) {
    std::string bytes(random() % 2000, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    // Often a record of TLS, with what is no handshake in it.
    if (i % 2 == 0) bytes = std::string("\x16\x03\x01\x01\x20\x01", 6) + bytes;
    const auto outcome = server_after(bytes);
    REQUIRE(outcome.status == Status::failed);
    REQUIRE_FALSE(outcome.reason.empty());
  }
}
