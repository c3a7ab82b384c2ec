// Sockets that listen: where, for whom, and what is left of them.
#include "io/descriptor_limit.h"
#include "io/net/endpoint.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cstdlib>

#include "io/net_fixture.h"

namespace runnel::io {
namespace {

using Sockets = std::vector<ListeningSocket>;

Result<Sockets> listen_to(std::string_view text, const NetOptions& options = {}) {
  return listen_at(uri_of(text), options, ErrorKind::source);
}

Sockets listening_at(std::string_view text, const NetOptions& options = {}) {
  auto sockets = listen_to(text, options);
  REQUIRE(sockets.ok());
  return std::move(*sockets);
}

mode_t mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::lstat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

bool is_there(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

// While it lives, the umask is another one.
class Umask {
 public:
  explicit Umask(mode_t mask) : before_(::umask(mask)) {}
  ~Umask() { ::umask(before_); }
  Umask(const Umask&) = delete;
  Umask& operator=(const Umask&) = delete;

 private:
  mode_t before_;
};

TEST_CASE("a port that is free is taken, and can be connected to", "[net]") {
  const Sockets sockets = listening_at("tcp-listen://127.0.0.1:0");
  REQUIRE(sockets.size() == 1);
  CHECK(sockets[0].address().starts_with("127.0.0.1:"));
  CHECK(sockets[0].address() != "127.0.0.1:0");
  CHECK(is_listening(sockets[0].descriptor()));
  const Client client(sockets[0].address());
  CHECK(client.code() == 0);
  CHECK_FALSE(is_listening(client.descriptor()));
  CHECK_FALSE(is_listening(-1));
  CHECK_FALSE(is_listening(STDIN_FILENO));
}

TEST_CASE("a port that is taken is an error of the kind that was asked for", "[net]") {
  const Sockets sockets = listening_at("tcp-listen://127.0.0.1:0");
  const std::string again = "tcp-listen://" + sockets[0].address();
  const auto failed = listen_at(uri_of(again), {}, ErrorKind::sink);
  REQUIRE_FALSE(failed.ok());
  CHECK(failed.error().kind == ErrorKind::sink);
  CHECK(failed.error().message == again + ": Address already in use");
}

TEST_CASE("a name that cannot be resolved is said", "[net]") {
  const auto failed = listen_to("tcp-listen://no-such-host.invalid:9000");
  REQUIRE_FALSE(failed.ok());
  CHECK(failed.error().kind == ErrorKind::source);
  CHECK(failed.error().message.starts_with("tcp-listen://no-such-host.invalid:9000: "));
}

TEST_CASE("all addresses of a name have the same port", "[net]") {
  const Sockets sockets = listening_at("tcp-listen://localhost:0");
  const std::string first = sockets.front().address();
  for (const ListeningSocket& socket : sockets) {
    CHECK(is_loopback(local_address(socket.descriptor())));
    CHECK(socket.address().substr(socket.address().rfind(':')) == first.substr(first.rfind(':')));
    CHECK(Client(socket.address()).code() == 0);
  }
}

TEST_CASE("IPv6 is written in brackets", "[net]") {
  if (!has_ipv6()) {
    WARN("this machine has no IPv6: not tested");
    return;
  }
  const Sockets sockets = listening_at("tcp-listen://[::1]:0");
  CHECK(sockets[0].address().starts_with("[::1]:"));
  CHECK(Client(sockets[0].address()).code() == 0);
}

TEST_CASE("other machines are let in only by TLS or by word", "[net]") {
  for (const char* text : {"tcp-listen://:0", "tcp-listen://0.0.0.0:0", "tcp-listen://[::]:0"}) {
    const auto refused = listen_to(text);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().kind == ErrorKind::usage);
    CHECK(refused.error().message.starts_with(std::string(text) + ": "));
    CHECK(refused.error().message.find("--insecure") != std::string::npos);
    CHECK(refused.error().message.find("tls-listen://") != std::string::npos);
  }
  NetOptions insecure;
  insecure.insecure = true;
  const Sockets allowed = listening_at("tcp-listen://:0", insecure);
  for (const ListeningSocket& socket : allowed) CHECK_FALSE(is_loopback(local_address(socket.descriptor())));
  CHECK_FALSE(listening_at("tls-listen://:0").empty());
}

TEST_CASE("what is loopback", "[net]") {
  const auto is_own = [](std::string_view text) {
    const auto found = addresses_of(uri_of(text), ErrorKind::source);
    REQUIRE(found.ok());
    return is_loopback(found->front());
  };
  CHECK(is_own("tcp://127.0.0.1:1"));
  CHECK(is_own("tcp://127.99.0.1:1"));
  CHECK(is_own("tcp://[::1]:1"));
  CHECK(is_own("tcp://[::ffff:127.0.0.1]:1"));
  CHECK(is_own("unix:/tmp/x"));
  CHECK_FALSE(is_own("tcp://126.0.0.1:1"));
  CHECK_FALSE(is_own("tcp://128.0.0.1:1"));
  CHECK_FALSE(is_own("tcp://[::]:1"));
  CHECK_FALSE(is_own("tcp://[::ffff:10.0.0.1]:1"));
  CHECK_FALSE(is_own("tcp://[fe80::1]:1"));
}

TEST_CASE("the file of a Unix socket has its mode, whatever the umask, and goes with the socket", "[net]") {
  const TempDir dir;
  const std::string path = dir.path("s");
  for (const mode_t mask : {mode_t{0}, mode_t{0022}, mode_t{0777}}) {
    const Umask umask(mask);
    {
      const Sockets sockets = listening_at("unix-listen:" + path + "?mode=0620");
      CHECK(mode_of(path) == 0620);
      CHECK(sockets[0].address() == path);
    }
    CHECK_FALSE(is_there(path));
  }
  const Umask umask(0027);
  const Sockets sockets = listening_at("unix-listen:" + path);
  CHECK(mode_of(path) == 0750);
}

TEST_CASE("the file that a dead listener left behind is replaced", "[net]") {
  const TempDir dir;
  const std::string path = dir.path("s");
  listening(path).get();  // closed at once; its file stays
  REQUIRE(is_there(path));
  const Sockets sockets = listening_at("unix-listen:" + path);
  CHECK(Client(path).code() == 0);
}

TEST_CASE("a Unix socket that is in use stays so", "[net]") {
  const TempDir dir;
  const std::string path = dir.path("s");
  const Descriptor other = listening(path, 0);
  const auto expect_in_use = [&] {
    const auto failed = listen_to("unix-listen:" + path);
    REQUIRE_FALSE(failed.ok());
    CHECK(failed.error().message == "unix-listen:" + path + ": Address already in use");
    CHECK(is_there(path));
  };
  expect_in_use();
  expect_in_use();  // by now its queue is full
}

TEST_CASE("what is no socket is left as it is", "[net]") {
  const TempDir dir;
  const std::string path = dir.file("s", "precious");
  const auto failed = listen_to("unix-listen:" + path);
  REQUIRE_FALSE(failed.ok());
  CHECK(failed.error().message ==
        "unix-listen:" + path + ": something stands there that is no socket, and is left as it is");
  CHECK(slurp(path) == "precious");
  CHECK_FALSE(listen_to("unix-listen:" + dir.path("none/s")).ok());
}

TEST_CASE("a file that another one has put in the place of ours is not removed", "[net]") {
  const TempDir dir;
  const std::string path = dir.path("s");
  {
    const Sockets ours = listening_at("unix-listen:" + path);
    REQUIRE(::rename(path.c_str(), dir.path("old").c_str()) == 0);
    dir.file("s", "theirs");
  }
  CHECK(slurp(path) == "theirs");
}

// Descriptors from 3 on, and what systemd says of them; the test runner's own come back after it.
class Activation {
 public:
  Activation(const std::vector<int>& passed, const char* names, const std::string& process)
      : count_(static_cast<int>(passed.size())) {
    for (int i = 0; i < count_; ++i) saved_.emplace_back(::fcntl(kFirst + i, F_DUPFD_CLOEXEC, 100));
    std::vector<Descriptor> high;
    for (const int each : passed) high.emplace_back(::fcntl(each, F_DUPFD_CLOEXEC, 200));
    for (int i = 0; i < count_; ++i) ::dup2(high[static_cast<size_t>(i)].get(), kFirst + i);
    ::setenv("LISTEN_PID", process.c_str(), 1);
    ::setenv("LISTEN_FDS", std::to_string(count_).c_str(), 1);
    if (names != nullptr) ::setenv("LISTEN_FDNAMES", names, 1);
  }
  ~Activation() {
    for (int i = 0; i < count_; ++i) {
      const Descriptor& saved = saved_[static_cast<size_t>(i)];
      saved.valid() ? ::dup2(saved.get(), kFirst + i) : ::close(kFirst + i);
    }
    for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) ::unsetenv(name);
  }
  Activation(const Activation&) = delete;
  Activation& operator=(const Activation&) = delete;

 private:
  static constexpr int kFirst = 3;
  int count_;
  std::vector<Descriptor> saved_;
};

TEST_CASE("systemd's sockets are found by their names", "[net]") {
  const TempDir dir;
  const Descriptor one = listening(dir.path("1"));
  const Descriptor two = listening(dir.path("2"));
  const Descriptor three = listening(dir.path("3"));
  const std::vector<int> passed = {one.get(), two.get(), three.get()};
  const std::string us = std::to_string(::getpid());
  using Numbers = std::vector<int>;
  {
    const Activation activation(passed, "in:out:in", us);
    CHECK(activated_descriptors("") == Numbers{3, 4, 5});
    CHECK(activated_descriptors("in") == Numbers{3, 5});
    CHECK(activated_descriptors("out") == Numbers{4});
    CHECK(activated_descriptors("none").empty());
    CHECK((::fcntl(3, F_GETFD) & FD_CLOEXEC) != 0);
    const Sockets sockets = listening_at("systemd:in");
    REQUIRE(sockets.size() == 2);
    CHECK(sockets[0].address() == dir.path("1"));
    CHECK(sockets[1].address() == dir.path("3"));
    const auto none = listen_to("systemd:none");
    REQUIRE_FALSE(none.ok());
    CHECK(none.error().message == "systemd:none: systemd passed no socket of this name to this process");
  }
  {
    const Activation unnamed(passed, nullptr, us);
    CHECK(activated_descriptors("unknown") == Numbers{3, 4, 5});
  }
  {
    const Activation other_process(passed, "in:out:in", "1");
    CHECK(activated_descriptors("").empty());
    const auto none = listen_to("systemd:");
    REQUIRE_FALSE(none.ok());
    CHECK(none.error().kind == ErrorKind::source);
    CHECK(none.error().message == "systemd:: systemd passed no socket to this process");
  }
  // The files are those of whoever made the sockets.
  CHECK(is_there(dir.path("1")));
  CHECK(activated_descriptors("").empty());
}

TEST_CASE("a socket that was inherited is judged as one of ours", "[net]") {
  const Descriptor open_to_all = listening("0.0.0.0:0");
  const std::string name = "fd:" + std::to_string(open_to_all.get());
  const auto refused = listen_to(name);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().kind == ErrorKind::usage);
  NetOptions insecure;
  insecure.insecure = true;
  CHECK(listening_at(name, insecure).size() == 1);
  CHECK(is_listening(open_to_all.get()));  // it is still there
  const Pipe pipe;
  CHECK_FALSE(listen_to("fd:" + std::to_string(pipe.out.get())).ok());
}

TEST_CASE("the limit on descriptors is raised to what is allowed", "[net]") {
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  rlimit lower = before;
  lower.rlim_cur = before.rlim_max / 2;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &lower) == 0);
  CHECK(raise_descriptor_limit() == before.rlim_max);
  rlimit after{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &after) == 0);
  CHECK(after.rlim_cur == before.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &before);
}

}  // namespace
}  // namespace runnel::io
