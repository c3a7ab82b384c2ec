#include <algorithm>
#include <csignal>
#include <random>

#include "base/module.h"
#include "io/net/tls_module.h"
#include "io/tls_fixture.h"

using namespace runnel;
using namespace runnel::io;

namespace {

// Bytes that are no text, and the same in every run.
std::string noise(size_t size, unsigned seed) {
  std::mt19937_64 random(seed);
  std::string text(size, '\0');
  for (char& byte : text) byte = static_cast<char>(random());
  return text;
}

// Sends in pieces, and takes in pieces, whose sizes change all the time.
class Talker {
 public:
  Talker(Channel& channel, std::string_view to_send, unsigned seed)
      : channel_(channel), left_(to_send), random_(seed), buffer_(200'000, '\0') {}

  // False: neither is possible now.
  bool step() {
    const bool sent = send();
    return receive() || sent;
  }
  bool is_done() const { return left_.empty() && has_ended_; }
  const std::string& received() const { return received_; }

 private:
  size_t any_size() { return size_t{1} << (random_() % 18); }

  bool send() {
    if (is_finished_) return false;
    if (left_.empty()) {
      const auto told = channel_.finish();
      REQUIRE(told.status != Status::failed);
      is_finished_ = told.status == Status::done;
      return is_finished_;
    }
    // What was offered before is offered again, perhaps with more.
    offered_ = std::min(left_.size(), std::max(offered_, any_size()));
    const auto put = channel_.write(left_.substr(0, offered_));
    INFO(put.reason);
    REQUIRE((put.status == Status::done || put.status == Status::again));
    REQUIRE((put.status == Status::done) == (put.count > 0));
    REQUIRE(put.count <= offered_);
    left_.remove_prefix(put.count);
    offered_ -= put.count;
    return put.status == Status::done;
  }

  bool receive() {
    if (has_ended_) return false;
    const auto got = channel_.read(buffer_.data(), any_size());
    INFO(got.reason);
    REQUIRE(got.status != Status::failed);
    received_.append(buffer_, 0, got.count);
    has_ended_ = got.status == Status::ended;
    return got.status != Status::again;
  }

  Channel& channel_;
  std::string_view left_;
  size_t offered_ = 0;
  std::mt19937 random_;
  std::string buffer_;
  std::string received_;
  bool is_finished_ = false;
  bool has_ended_ = false;
};

// What the client says of a server with these files, and of no failure nothing.
std::string client_says(const TlsFiles& server, const TlsFiles& client = client_files(),
                        const std::string& host = "localhost") {
  return TlsPair(server, client, host).shake().client.reason;
}

}  // namespace

TEST_CASE("much both ways at once through TLS") {
  TlsPair pair;
  pair.require_shaken();
  const std::string up = noise(9'000'001, 1);
  const std::string down = noise(7'000'003, 2);
  Talker client(*pair.client, up, 3);
  Talker server(*pair.server, down, 4);
  while (!client.is_done() || !server.is_done()) {
    const bool moved = client.step();
    if (!server.step() && !moved) wait_for_either(pair.client->descriptor(), pair.server->descriptor());
  }
  CHECK((server.received() == up));
  CHECK((client.received() == down));
}

TEST_CASE("a buffer is filled from several records of TLS") {
  TlsPair pair;
  pair.require_shaken();
  for (int i = 0; i < 10; ++i) write_all(*pair.client, std::to_string(i) + "\n");
  wait_for(pair.server->descriptor(), POLLIN);
  std::string buffer(100, '\0');
  const auto got = pair.server->read(buffer.data(), buffer.size());
  REQUIRE(got.status == Status::done);
  CHECK(buffer.substr(0, got.count) == "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n");
  CHECK_FALSE(pair.server->has_buffered());
  CHECK(pair.server->read(buffer.data(), buffer.size()).status == Status::again);
  CHECK_FALSE(pair.server->has_buffered());
}

TEST_CASE("what was taken from the descriptor and not given yet is known of") {
  TlsPair pair;
  pair.require_shaken();
  CHECK_FALSE(pair.server->has_buffered());
  write_all(*pair.client, "abc");
  wait_for(pair.server->descriptor(), POLLIN);
  char byte = 0;
  REQUIRE(pair.server->read(&byte, 1).count == 1);
  CHECK(byte == 'a');
  pollfd asked{pair.server->descriptor(), POLLIN, 0};
  CHECK(::poll(&asked, 1, 0) == 0);
  CHECK(pair.server->has_buffered());
  REQUIRE(pair.server->read(&byte, 1).count == 1);
  REQUIRE(pair.server->read(&byte, 1).count == 1);
  CHECK(byte == 'c');
  CHECK_FALSE(pair.server->has_buffered());
}

TEST_CASE("what came with the end of the handshake is known of") {
  TlsPair pair;
  REQUIRE(pair.client->shake().status == Status::again);
  wait_for(pair.server->descriptor(), POLLIN);
  REQUIRE(pair.server->shake().status == Status::again);
  wait_for(pair.client->descriptor(), POLLIN);
  REQUIRE(pair.client->shake().status == Status::done);
  write_all(*pair.client, "first\n");
  wait_for(pair.server->descriptor(), POLLIN);
  REQUIRE(pair.server->shake().status == Status::done);
  CHECK(pair.server->has_buffered());
  std::string text;
  CHECK(read_some(*pair.server, text).status == Status::done);
  CHECK(text == "first\n");
}

TEST_CASE("an end that is said in TLS is one way") {
  TlsPair pair;
  pair.require_shaken();
  write_all(*pair.client, "last\n");
  REQUIRE(pair.client->finish().status == Status::done);
  CHECK(pair.client->finish().status == Status::done);
  std::string text;
  CHECK(read_all(*pair.server, text).status == Status::ended);
  CHECK(text == "last\n");
  CHECK(pair.server->has_buffered());
  CHECK(read_all(*pair.server, text).status == Status::ended);

  write_all(*pair.server, "answer\n");
  REQUIRE(pair.server->finish().status == Status::done);
  text.clear();
  CHECK(read_all(*pair.client, text).status == Status::ended);
  CHECK(text == "answer\n");
}

TEST_CASE("an end that only TCP knows of is an end too") {
  TlsPair pair;
  pair.require_shaken();
  write_all(*pair.client, "last\nhal");
  pair.client.reset();
  std::string text;
  const auto got = read_all(*pair.server, text);
  CHECK(got.status == Status::ended);
  CHECK(text == "last\nhal");
}

TEST_CASE("half a record of TLS is a failure, behind what came before it") {
  // The server sends into the one connection, and the client has the other.
  Sockets left = connected_sockets();
  Sockets right = connected_sockets();
  const Descriptor near_server = std::move(left.client);
  const Descriptor near_client = std::move(right.server);
  TlsPair pair({std::move(right.client), std::move(left.server)}, server_files(), client_files(),
               "localhost");
  std::array<char, 65536> buffer;
  const auto carry = [&buffer](const Descriptor& from, const Descriptor& to) {
    const ssize_t size = ::recv(from.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size > 0) ::send(to.get(), buffer.data(), static_cast<size_t>(size), MSG_NOSIGNAL);
  };
  const auto outcome = pair.shake([&] {
    carry(near_server, near_client);
    carry(near_client, near_server);
  });
  REQUIRE(outcome.client.status == Status::done);
  REQUIRE(outcome.server.status == Status::done);

  write_all(*pair.server, "whole\n");
  write_all(*pair.server, "half\n");
  REQUIRE(pair.server->finish().status == Status::done);
  std::string sent;
  for (ssize_t size = 1; size > 0; sent.append(buffer.data(), static_cast<size_t>(size))) {
    wait_for(near_server.get(), POLLIN);
    size = ::recv(near_server.get(), buffer.data(), buffer.size(), 0);
    REQUIRE(size >= 0);
  }
  // A record is a header, the text and its kind, and a tag.
  const size_t cut = 5 + 6 + 1 + 16 + 10;
  REQUIRE(sent.size() > cut);
  std::string reason;
  SECTION("cut off") {
    sent.resize(cut);
    reason = "the peer broke off in the middle of a record of TLS";
  }
  SECTION("changed") {
    sent[cut] ^= 1;
    reason = "decryption failed or bad record mac";
  }
  ::send(near_client.get(), sent.data(), sent.size(), MSG_NOSIGNAL);
  ::shutdown(near_client.get(), SHUT_WR);
  std::string text;
  const auto got = read_all(*pair.client, text);
  CHECK(text == "whole\n");
  CHECK(got.status == Status::failed);
  CHECK(got.reason == reason);
  CHECK(pair.client->write("x").status == Status::failed);
  CHECK(pair.client->finish().status == Status::failed);
}

TEST_CASE("writing to a peer that has gone fails without a signal") {
  TlsPair pair;
  pair.require_shaken();
  const auto before = std::signal(SIGPIPE, SIG_DFL);
  pair.server.reset();
  Channel::Transfer put{Status::done};
  while (put.status != Status::failed) {
    put = pair.client->write("into the void\n");
    if (put.status == Status::again) wait_for(pair.client->descriptor(), POLLOUT);
  }
  std::signal(SIGPIPE, before);
  CHECK((put.reason == "Broken pipe" || put.reason == "Connection reset by peer"));
  CHECK(pair.client->write("again\n").reason == put.reason);
}

TEST_CASE("the end cannot be said while a record is on its way") {
  TlsPair pair;
  pair.require_shaken();
  const std::string block(100'000, 'x');
  while (pair.client->write(block).status == Status::done) {
  }
  const auto told = pair.client->finish();
  CHECK(told.status == Status::failed);
  CHECK(told.reason == "what was to be written last was not taken");
}

TEST_CASE("a server is known by its name and by its address") {
  CHECK(client_says(server_files(), client_files(), "localhost").empty());
  CHECK(client_says(server_files(), client_files(), "127.0.0.1").empty());
  CHECK(client_says(server_files(), client_files(), "::1").empty());
  CHECK(client_says(server_files("chained.pem")).empty());
  CHECK(client_says(server_files("elsewhere.pem"), client_files(), "elsewhere.example").empty());
  // A certificate that is named itself is trusted, whoever made it.
  CHECK(client_says(server_files("self.pem", "self.key"), client_files("self.pem")).empty());
  CHECK(client_says(server_files(), client_files("server.pem")).empty());
}

TEST_CASE("a server that is not whom the client wants is refused") {
  const std::string failed = "certificate verify failed: ";
  CHECK(client_says(server_files("elsewhere.pem")) == failed + "hostname mismatch (it is not for localhost)");
  CHECK(client_says(server_files(), client_files(), "127.0.0.2") ==
        failed + "IP address mismatch (it is not for 127.0.0.2)");
  CHECK(client_says(server_files("expired.pem")) == failed + "certificate has expired");
  CHECK(client_says(server_files("self.pem", "self.key")) ==
        failed + "self-signed certificate (--tls-ca names who is trusted)");
  const std::string unknown =
      failed + "unable to get local issuer certificate (--tls-ca names who is trusted)";
  CHECK(client_says(server_files(), client_files("other-ca.pem")) == unknown);
  // The system knows nothing of it either.
  CHECK(client_says(server_files(), TlsFiles{}) == unknown);
  CHECK(client_says(server_files(), client_files(), std::string(300, 'a')) ==
        "a certificate cannot be for '" + std::string(300, 'a') + "'");

  const auto outcome = TlsPair(server_files(), client_files("other-ca.pem")).shake();
  CHECK(outcome.server.status == Status::failed);
  CHECK(outcome.server.reason ==
        "the peer refused: unknown CA (it does not trust the certificate of this side)");
}

TEST_CASE("a client needs a certificate where the server asks for one") {
  TlsFiles server = server_files();
  server.client_ca = certificate_file("ca.pem");
  TlsFiles client = client_files();
  SECTION("it has one") {
    client.certificate = certificate_file("client.pem");
    client.key = certificate_file("client.key");
    TlsPair(server, client).require_shaken();
  }
  SECTION("it has none") {
    TlsPair pair(server, client);
    const auto outcome = pair.shake();
    CHECK(outcome.server.status == Status::failed);
    CHECK(outcome.server.reason == "the peer has no certificate, which --tls-client-ca asks for");
    // In TLS 1.3 a client is through before the server has looked at it.
    CHECK(outcome.client.status == Status::done);
    std::string text;
    CHECK(read_all(*pair.client, text).reason ==
          "the peer refused: certificate required (it may want a certificate: --tls-cert)");
  }
  SECTION("it only writes") {
    TlsPair pair(server, client);
    pair.shake();
    pair.server.reset();
    std::string reason;
    while (reason.empty()) reason = pair.client->write("x\n").reason;
    CHECK(reason == "the peer refused: certificate required (it may want a certificate: --tls-cert)");
  }
  SECTION("it has one of another CA") {
    client.certificate = certificate_file("self.pem");
    client.key = certificate_file("self.key");
    CHECK(TlsPair(server, client).shake().server.reason ==
          "certificate verify failed: self-signed certificate (--tls-client-ca names who is trusted)");
  }
}

TEST_CASE("the module has nothing for a program of another release") {
  const auto module = Module::load("runnel-tls.so", "a test", ErrorKind::source);
  REQUIRE(module);
  const auto give = module->function<runnel_tls_function>("runnel_tls");
  REQUIRE(give != nullptr);
  CHECK(give(RUNNEL_TLS_INTERFACE) != nullptr);
  CHECK(give(RUNNEL_TLS_INTERFACE + 1) == nullptr);
  CHECK_THAT(module->mismatch(ErrorKind::source).message,
             Catch::EndsWith("/runnel-tls.so: is of another release than this program"));
}
