#include "cli/metrics/metrics_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <vector>

#include "catch.h"

using namespace runnel;
using namespace runnel::cli;

namespace {

constexpr int64_t kSecond = 1'000'000'000;

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// A connection to 127.0.0.1 that never waits longer than ten seconds.
class Client {
 public:
  explicit Client(uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval most{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool connected() const { return connected_; }
  bool say(std::string_view text) {
    return ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
  }
  // Until the server closes.
  std::string answer() {
    std::string text;
    char piece[4096];
    for (ssize_t size = 0; (size = ::recv(socket_, piece, sizeof piece, 0)) > 0;) {
      text.append(piece, static_cast<size_t>(size));
    }
    return text;
  }

 private:
  const int socket_;
  bool connected_ = false;
};

// A server on a free port, whose figures and time are the test's.
struct Served {
  FakeClock clock;
  Metrics metrics{clock};
  Pulse pulse{clock};
  std::unique_ptr<MetricsServer> server;

  explicit Served(const char* host = "127.0.0.1") {
    auto started = MetricsServer::start({host, 0}, metrics, pulse, {"stream-filter", "", "1"});
    if (!started) FAIL(started.error().message);
    server = std::move(*started);
  }
  std::string ask(const std::string& request) const {
    Client client(server->port());
    client.say(request);
    return client.answer();
  }
  std::string get(const std::string& path) const {
    return ask("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
  }
};

bool begins(const std::string& text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

bool ends(const std::string& text, std::string_view with) {
  return text.size() >= with.size() && text.substr(text.size() - with.size()) == with;
}

}  // namespace

TEST_CASE("figures and health are served, and nothing else") {
  Served served;
  served.metrics.set({.bytes_in = 77});
  const std::string metrics = served.get("/metrics");
  CHECK(begins(metrics, "HTTP/1.1 200 "));
  CHECK(metrics.find("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n") != std::string::npos);
  CHECK(metrics.find("\nrunnel_input_bytes_total{program=\"stream-filter\"} 77\n") != std::string::npos);
  CHECK(ends(served.get("/healthz"), "\r\n\r\nok\n"));
  CHECK(begins(served.get("/metrics?a=b"), "HTTP/1.1 200 "));
  const std::string head = served.ask("HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
  CHECK(begins(head, "HTTP/1.1 200 "));
  CHECK(ends(head, "\r\n\r\n"));
  CHECK(begins(served.get("/"), "HTTP/1.1 404 "));
  CHECK(begins(served.get("/metrics/"), "HTTP/1.1 404 "));
  CHECK(begins(served.get("/../../etc/passwd"), "HTTP/1.1 404 "));
  CHECK(begins(served.ask("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab"),
               "HTTP/1.1 404 "));
}

TEST_CASE("a run is not healthy while it stops, is stuck, or could not keep its state") {
  Served served;
  served.clock.tick(31 * kSecond);
  std::string answer = served.get("/healthz");
  CHECK(begins(answer, "HTTP/1.1 503 "));
  CHECK(ends(answer, "no progress for 31 s\n"));
  served.pulse.beat();
  CHECK(begins(served.get("/healthz"), "HTTP/1.1 200 "));
  served.metrics.add_failed_checkpoint();
  answer = served.get("/healthz");
  CHECK(begins(answer, "HTTP/1.1 503 "));
  CHECK(ends(answer, "the last checkpoint failed\n"));
  served.metrics.add_checkpoint({});
  CHECK(begins(served.get("/healthz"), "HTTP/1.1 200 "));
  served.metrics.set_stopping();
  CHECK(ends(served.get("/healthz"), "stopping\n"));
}

TEST_CASE("what is no HTTP, or has no end, is cut off") {
  Served served;
  CHECK(begins(served.ask("\x16\x03\x01 hello\r\n\r\n"), "HTTP/1.1 400 "));
  // Headers without end: more than is taken of anybody.
  Client greedy(served.server->port());
  bool taken = greedy.say("GET /metrics HTTP/1.1\r\n");
  for (int i = 0; i < 100'000 && taken; ++i)
    taken = greedy.say("X-Header: 0123456789012345678901234567890123456789\r\n");
  CHECK_FALSE(taken);
  CHECK_FALSE(begins(served.get("/" + std::string(60'000, 'a')), "HTTP/1.1 200 "));
  CHECK(begins(served.get("/metrics"), "HTTP/1.1 200 "));
}

TEST_CASE("clients that are slow keep nobody out for long, and do not hold up the end") {
  std::optional<Served> served(std::in_place);
  std::vector<std::unique_ptr<Client>> slow;
  const auto add_slow = [&](int count, std::string_view said) {
    for (int i = 0; i < count; ++i) {
      slow.push_back(std::make_unique<Client>(served->server->port()));
      REQUIRE(slow.back()->connected());
      slow.back()->say(said);
    }
  };
  add_slow(4, "GET /metr");  // as many as can be served at once
  auto begin = std::chrono::steady_clock::now();
  CHECK(begins(served->get("/metrics"), "HTTP/1.1 200 "));
  CHECK(seconds_since(begin) < 8.0);

  add_slow(12, "GET /metr");
  add_slow(12, "");
  begin = std::chrono::steady_clock::now();
  served.reset();
  CHECK(seconds_since(begin) < 1.0);
}

TEST_CASE("an address in use is an error that names it") {
  const Served served;
  const auto second = MetricsServer::start({"127.0.0.1", served.server->port()}, served.metrics, served.pulse,
                                           {"p", "", "1"});
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().kind == ErrorKind::sink);
  CHECK(second.error().message ==
        "--metrics 127.0.0.1:" + std::to_string(served.server->port()) + ": Address already in use");
  const auto nowhere = MetricsServer::start({"203.0.113.7", 1}, served.metrics, served.pulse, {"p", "", "1"});
  REQUIRE_FALSE(nowhere.ok());
  CHECK(nowhere.error().message == "--metrics 203.0.113.7:1: Cannot assign requested address");
}

TEST_CASE("every address, names and IPv6 are listened at") {
  CHECK(begins(Served("").get("/metrics"), "HTTP/1.1 200 "));
  const Served by_name("localhost");
  CHECK(by_name.server->port() > 0);
  const int v6 = ::socket(AF_INET6, SOCK_STREAM, 0);
  sockaddr_in6 loopback{};
  loopback.sin6_family = AF_INET6;
  loopback.sin6_addr = in6addr_loopback;
  const bool has_v6 =
      v6 >= 0 && ::bind(v6, reinterpret_cast<const sockaddr*>(&loopback), sizeof loopback) == 0;
  if (v6 >= 0) ::close(v6);
  if (has_v6) {
    CHECK(Served("::1").server->port() > 0);
  } else {
    WARN("this machine has no IPv6");
  }
}
