#include "cli/service.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <mutex>
#include <optional>
#include <utility>

#include "base/held_signals.h"
#include "base/thread.h"
#include "io/descriptors.h"

namespace runnel::cli {

namespace {

constexpr int64_t kMillisecond = 1'000'000;
constexpr int64_t kSecond = 1'000'000'000;

std::optional<int64_t> number_in(const char* variable) {
  const char* const text = std::getenv(variable);
  if (text == nullptr) return std::nullopt;
  int64_t number = 0;
  const char* const end = text + std::strlen(text);
  const auto [rest, code] = std::from_chars(text, end, number);
  if (code != std::errc() || rest != end || number <= 0) return std::nullopt;
  return number;
}

// How long this process may be silent; 0: for ever. A watchdog of another process, of which we are a part, is
// not ours to feed.
int64_t watchdog_from_environment() {
  const auto microseconds = number_in("WATCHDOG_USEC");
  if (!microseconds.has_value() || *microseconds > INT64_MAX / 1000) return 0;
  const auto pid = number_in("WATCHDOG_PID");
  return pid.has_value() && *pid != ::getpid() ? 0 : *microseconds * 1000;
}

// Since the machine was started, as the protocol wants it, whatever our own clock is.
int64_t monotonic_us() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000;
}

}  // namespace

// The socket of the service manager. Thread-safe.
class Service::Channel {
 public:
  // Null where the environment names none that can be used.
  static std::unique_ptr<Channel> from_environment() {
    const char* const name = std::getenv("NOTIFY_SOCKET");
    if (name == nullptr || (*name != '/' && *name != '@')) return nullptr;
    const size_t size = std::strlen(name);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (size < 2 || size >= sizeof address.sun_path) return nullptr;
    std::memcpy(address.sun_path, name, size);
    if (*name == '@') address.sun_path[0] = '\0';  // an abstract name, which is as long as it says
    io::Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket.valid()) return nullptr;
    // A manager that is busy is waited for, but not for ever.
    const timeval most{.tv_sec = 1, .tv_usec = 0};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &most, sizeof most);
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + size);
    return std::unique_ptr<Channel>(new Channel(std::move(socket), address, length));
  }

  // Nobody can be told where it fails. Not connected: so it finds a manager that was started again.
  void send(std::string_view text) const {
    ssize_t sent = 0;
    do {
      sent = ::sendto(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL,
                      reinterpret_cast<const sockaddr*>(&address_), length_);
    } while (sent < 0 && errno == EINTR);
  }

 private:
  Channel(io::Descriptor socket, const sockaddr_un& address, socklen_t length)
      : socket_(std::move(socket)), address_(address), length_(length) {}

  const io::Descriptor socket_;
  const sockaddr_un address_;
  const socklen_t length_;
};

// The thread that feeds the watchdog, from construction to destruction.
class Service::Watchdog {
 public:
  Watchdog(const Channel& channel, const Pulse& pulse, int64_t limit_ns)
      : channel_(channel), pulse_(pulse), limit_ns_(limit_ns), thread_(start()) {}
  ~Watchdog() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  Thread start() {
    const HeldSignals held;
    return Thread([this] { feed(); }, 0);
  }

  void feed() {
    std::unique_lock lock(mutex_);
    while (!ended_) {
      lock.unlock();
      if (pulse_.state(limit_ns_ / 2) != Pulse::State::stuck) channel_.send("WATCHDOG=1");
      lock.lock();
      wake_.wait_for(lock, std::chrono::nanoseconds(limit_ns_ / 4), [&] { return ended_; });
    }
  }

  const Channel& channel_;
  const Pulse& pulse_;
  const int64_t limit_ns_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ended_ = false;  // under mutex_
  Thread thread_;       // last: it uses all of the above
};

Service::Service(const Clock& clock) : clock_(clock), channel_(Channel::from_environment()) {
  if (channel_ != nullptr) watchdog_ns_ = watchdog_from_environment();
}

Service::~Service() = default;

bool Service::is_watched() const {
  return channel_ != nullptr;
}

void Service::ready() {
  if (channel_ != nullptr) channel_->send("READY=1");
}

bool Service::status_is_due() const {
  return channel_ != nullptr && clock_.monotonic_ns() >= next_status_ns_;
}

void Service::status(std::string_view text) {
  if (!status_is_due() || text == last_status_) return;
  next_status_ns_ = clock_.monotonic_ns() + kSecond;
  last_status_ = text;
  // A newline would begin another field.
  std::string message = "STATUS=" + last_status_;
  std::replace(message.begin(), message.end(), '\n', ' ');
  channel_->send(message);
}

void Service::reloading() {
  if (channel_ != nullptr) channel_->send(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", monotonic_us()));
}

void Service::stopping() {
  if (channel_ == nullptr || stopping_) return;
  stopping_ = true;
  channel_->send("STOPPING=1");
  watchdog_.reset();
}

void Service::feed_watchdog(const Pulse& pulse) {
  if (watchdog_ns_ > 0) watchdog_ = std::make_unique<Watchdog>(*channel_, pulse, watchdog_ns_);
}

int Service::interval_ms() const {
  if (channel_ == nullptr) return -1;
  if (watchdog_ns_ == 0) return Pulse::kBeatMs;
  // Two beats at least in the time after which a run counts as stuck.
  return static_cast<int>(std::clamp<int64_t>(watchdog_ns_ / 4 / kMillisecond, 1, Pulse::kBeatMs));
}

}  // namespace runnel::cli
