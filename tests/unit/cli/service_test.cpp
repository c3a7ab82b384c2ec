#include "cli/service.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>

#include "catch.h"

using namespace runnel;
using namespace runnel::cli;

namespace {

constexpr int64_t kSecond = 1'000'000'000;

// A time that is moved while the watchdog's thread looks at it.
struct SharedClock : Clock {
  int64_t now_ns() const override { return now.load(); }
  int64_t monotonic_ns() const override { return now.load(); }
  std::atomic<int64_t> now{0};
};

// A service manager's end of the protocol, and the environment that it gives.
class Manager {
 public:
  enum class Name { path, abstract };

  explicit Manager(Name kind) : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
    folder_ = (std::filesystem::temp_directory_path() / "notify-XXXXXX").string();
    REQUIRE(mkdtemp(folder_.data()) != nullptr);
    const std::string name = (kind == Name::abstract ? "@" : "") + folder_ + "/notify";
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (kind == Name::abstract) address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    REQUIRE(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), size) == 0);
    setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  ~Manager() {
    ::close(socket_);
    std::filesystem::remove_all(folder_);
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) unsetenv(name);
  }

  // The next message, waited for so long; or empty.
  std::string heard(int timeout_ms = 0) const {
    pollfd asked{.fd = socket_, .events = POLLIN, .revents = 0};
    ::poll(&asked, 1, timeout_ms);
    std::array<char, 4096> text{};
    const ssize_t size = ::recv(socket_, text.data(), text.size(), 0);
    return {text.data(), size > 0 ? static_cast<size_t>(size) : 0};
  }

 private:
  const int socket_;
  std::string folder_;
};

}  // namespace

TEST_CASE("without a service manager nothing is done") {
  unsetenv("NOTIFY_SOCKET");
  const FakeClock clock;
  Service service(clock);
  CHECK_FALSE(service.is_watched());
  CHECK(service.interval_ms() == -1);
  const Pulse pulse(clock);
  service.feed_watchdog(pulse);
  service.ready();
  service.status("x");
  service.stopping();
  for (const char* name : {"", "@", "relative", "vsock:2:1"}) {
    setenv("NOTIFY_SOCKET", name, 1);
    CHECK_FALSE(Service(clock).is_watched());
  }
  setenv("NOTIFY_SOCKET", ("/" + std::string(200, 'a')).c_str(), 1);
  CHECK_FALSE(Service(clock).is_watched());
  setenv("NOTIFY_SOCKET", "/nowhere/there", 1);
  Service(clock).ready();  // nobody hears it
  unsetenv("NOTIFY_SOCKET");
}

TEST_CASE("a service manager hears what the run does") {
  for (const auto kind : {Manager::Name::path, Manager::Name::abstract}) {
    const Manager manager(kind);
    FakeClock clock;
    Service service(clock);
    CHECK(service.is_watched());
    service.ready();
    CHECK(manager.heard() == "READY=1");
    service.reloading();
    const std::string reloading = manager.heard();
    REQUIRE(reloading.find("RELOADING=1\nMONOTONIC_USEC=") == 0);
    CHECK(std::stoll(reloading.substr(reloading.rfind('=') + 1)) > 0);
    service.ready();
    CHECK(manager.heard() == "READY=1");
    service.stopping();
    service.stopping();
    CHECK(manager.heard() == "STOPPING=1");
    CHECK(manager.heard().empty());
  }
}

TEST_CASE("a status is sent when it is new, and at most once a second") {
  const Manager manager(Manager::Name::path);
  FakeClock clock;
  Service service(clock);
  service.status("412 MB");
  CHECK(manager.heard() == "STATUS=412 MB");
  CHECK_FALSE(service.status_is_due());
  service.status("413 MB");
  CHECK(manager.heard().empty());
  clock.tick(kSecond);
  CHECK(service.status_is_due());
  service.status("412 MB");
  CHECK(manager.heard().empty());
  service.status("a\nWATCHDOG=1");
  CHECK(manager.heard() == "STATUS=a WATCHDOG=1");
}

TEST_CASE("the watchdog is fed while the run moves") {
  const Manager manager(Manager::Name::path);
  setenv("WATCHDOG_USEC", "200000", 1);
  setenv("WATCHDOG_PID", std::to_string(getpid()).c_str(), 1);
  SharedClock clock;
  Pulse pulse(clock);
  Service service(clock);
  CHECK(service.interval_ms() == 50);
  service.feed_watchdog(pulse);
  for (int i = 0; i < 3; ++i) CHECK(manager.heard(10'000) == "WATCHDOG=1");
  clock.now += kSecond;  // without a beat
  while (!manager.heard(300).empty()) {
  }
  CHECK(manager.heard(300).empty());
  pulse.beat();
  CHECK(manager.heard(10'000) == "WATCHDOG=1");
  service.stopping();
  while (manager.heard() != "STOPPING=1") {
  }
  CHECK(manager.heard(300).empty());
}

TEST_CASE("a watchdog of another process, or none, is not fed") {
  const Manager manager(Manager::Name::path);
  const FakeClock clock;
  const Pulse pulse(clock);
  const auto is_fed = [&] {
    Service service(clock);
    service.feed_watchdog(pulse);
    return !manager.heard(100).empty();
  };
  CHECK_FALSE(is_fed());
  for (const char* wrong : {"", "0", "-5", "1x", "99999999999999999999"}) {
    setenv("WATCHDOG_USEC", wrong, 1);
    CHECK_FALSE(is_fed());
  }
  setenv("WATCHDOG_USEC", "100000", 1);
  setenv("WATCHDOG_PID", "1", 1);
  CHECK_FALSE(is_fed());
  unsetenv("WATCHDOG_PID");
  CHECK(is_fed());
}

TEST_CASE("a run that waits for the reader of its output is not stuck") {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  REQUIRE(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0);
  FakeClock clock;
  const std::array<int, 2> outputs{-1, ends[1]};
  Pulse pulse(clock, outputs);
  CHECK(pulse.state(kSecond) == Pulse::State::moving);
  clock.tick(kSecond);
  CHECK(pulse.state(kSecond) == Pulse::State::stuck);
  const std::array<char, 4096> page{};
  while (write(ends[1], page.data(), page.size()) > 0) {
  }
  CHECK(pulse.state(kSecond) == Pulse::State::blocked);
  pulse.beat();
  CHECK(pulse.state(kSecond) == Pulse::State::moving);
  clock.tick(kSecond);
  ::close(ends[0]);  // nobody will ever read: the next write fails, it does not wait
  CHECK(pulse.state(kSecond) == Pulse::State::stuck);
  ::close(ends[1]);
}
