// Peers that speak TLS, as inputs of a reader.
#include <thread>

#include "io/net/dialer.h"
#include "io/net/listen_inlet.h"
#include "io/net/peer_inlets.h"
#include "io/net_fixture.h"
#include "io/tls_fixture.h"

namespace runnel::io {
namespace {

std::string lines_of_peer(int peer, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += std::to_string(peer) + " " + std::to_string(i * i) + "\n";
  return text;
}

// Null: it could not be.
std::unique_ptr<Channel> dialled(const std::string& uri) {
  NetOptions options;
  options.tls = client_files();
  const auto dialer = Dialer::make(*parse_uri(uri, Direction::out), options);
  if (!dialer) return nullptr;
  while ((*dialer)->step() == Dialer::State::connecting) {
    pollfd entry{(*dialer)->descriptor(), POLLIN, 0};
    ::poll(&entry, 1, 10);
  }
  return (*dialer)->step() == Dialer::State::connected ? (*dialer)->take() : nullptr;
}

// Waits where it must; nothing more once it has failed.
void send_through(Channel& channel, std::string_view text) {
  while (!text.empty()) {
    const Channel::Transfer put = channel.write(text);
    if (put.status == Status::failed) return;
    if (put.status == Status::again) wait_for(channel.descriptor(), POLLOUT);
    text.remove_prefix(put.count);
  }
}

TEST_CASE("a listener of TLS reads many lines of many peers, and is not held up by who speaks none",
          "[net]") {
  const StopRequest stop;
  Told told;
  NetOptions options;
  options.tls = server_files();
  options.report = told.report();
  auto opened = ListenInlet::open(uri_of("tls-listen://127.0.0.1:0"), 0, options);
  REQUIRE(opened.ok());
  const ListenInlet& inlet = **opened;
  const std::string address = inlet.addresses().front();
  certificate_file("ca.pem");  // is made before there are threads

  const Client silent(address);
  const Client wrong(address);
  wrong.send("GET / HTTP/1.0\r\n\r\n");
  std::string wanted[3];
  std::vector<std::thread> writers;
  for (int peer = 0; peer < 3; ++peer) {
    wanted[peer] = lines_of_peer(peer, 40'000);
    writers.emplace_back([&, peer] {
      const auto channel = dialled("tls://" + address);
      if (channel == nullptr) return;
      send_through(*channel, wanted[peer]);
      channel->finish();
    });
  }
  NetReader net(std::move(*opened), "in", stop, Clock::system(), 65'536);
  const size_t whole = wanted[0].size() + wanted[1].size() + wanted[2].size();
  CHECK(net.read_until([&] { return net.all().size() >= whole && inlet.peers() == 0; }));
  for (std::thread& writer : writers) writer.join();
  REQUIRE(net.texts.size() == 3);
  for (const auto& [source, text] : net.texts) {
    const bool is_one_of_them = text == wanted[0] || text == wanted[1] || text == wanted[2];
    CHECK(is_one_of_them);
  }
  CHECK(told.texts().size() == 1);
  CHECK(told.count(address_text(local_address(wrong.descriptor())) + " broke off: ") == 1);
}

TEST_CASE("who does not finish the handshake is cut off", "[net]") {
  FakeClock clock;
  clock.now = 1;
  StopRequest stop;
  Told told;
  NetOptions options;
  options.tls = server_files();
  options.report = told.report();
  options.clock = &clock;
  auto opened = ListenInlet::open(uri_of("tls-listen://127.0.0.1:0"), 0, options);
  REQUIRE(opened.ok());
  const Client silent((*opened)->addresses().front());
  NetReader net(std::move(*opened), "in", stop, clock);
  net.wait_ms = 10;
  CHECK(net.read_until([&] {
    clock.tick(1'000'000'000);
    return told.count("did not finish the handshake of TLS within 30s") == 1;
  }));
  char room;
  CHECK(::recv(silent.descriptor(), &room, 1, 0) == 0);
}

TEST_CASE("a connection through TLS is read to its end", "[net]") {
  uint16_t port = 0;
  const Descriptor listener = listen_anywhere(port);
  const auto context = context_of(TlsContext::Side::server, server_files());
  const std::string wanted = lines_of_peer(7, 40'000) + "half";
  std::thread server([&] {
    wait_for(listener.get(), POLLIN);
    Descriptor socket(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    const auto channel = context->wrap(std::move(socket), "client", "");
    while (channel->shake().status == Status::again) wait_for(channel->descriptor(), POLLIN);
    send_through(*channel, wanted);
    channel->finish();
  });
  NetOptions options;
  options.tls = client_files();
  const std::string uri = "tls://localhost:" + std::to_string(port);
  auto inlet = open_net_inlet(uri_of(uri), 0, options);
  REQUIRE(inlet.ok());
  const StopRequest stop;
  NetReader net(std::move(*inlet), uri, stop, Clock::system(), 65'536);
  net.read_to_end();
  server.join();
  CHECK(net.all() == wanted);
  CHECK(net.broken == std::vector<std::string>{"half"});
  CHECK(net.reader().errors().empty());
}

TEST_CASE("a server that nobody vouches for is an error", "[net]") {
  uint16_t port = 0;
  const Descriptor listener = listen_anywhere(port);
  const auto context = context_of(TlsContext::Side::server, server_files());
  std::thread server([&] {
    wait_for(listener.get(), POLLIN);
    Descriptor socket(::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    const auto channel = context->wrap(std::move(socket), "client", "");
    while (channel->shake().status == Status::again) wait_for(channel->descriptor(), POLLIN);
  });
  const std::string uri = "tls://localhost:" + std::to_string(port);
  auto inlet = open_net_inlet(uri_of(uri), 0, {});
  REQUIRE(inlet.ok());
  const StopRequest stop;
  NetReader net(std::move(*inlet), uri, stop);
  net.read_to_end();
  server.join();
  REQUIRE(net.reader().errors().size() == 1);
  CHECK(net.reader().errors()[0].kind == ErrorKind::source);
  CHECK(net.reader().errors()[0].message.starts_with(uri + ": "));
  CHECK(net.reader().errors()[0].message.find("certificate") != std::string::npos);
}

}  // namespace
}  // namespace runnel::io
