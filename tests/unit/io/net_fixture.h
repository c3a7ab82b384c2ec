// What the tests of sockets share: the other end of one, and reading an inlet while others do something.
#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.h"
#include "io/io_fixture.h"
#include "io/net/address.h"
#include "io/net/net_options.h"
#include "io/reader.h"
#include "io/uri.h"

namespace runnel::io {

inline Uri uri_of(std::string_view text) {
  auto uri = parse_uri(text, Direction::in);
  REQUIRE(uri.ok());
  return *uri;
}

// A plain socket that waits, as a foreign program would have it. It asserts nothing, since it may be used
// beside the thread of the test.
class Client {
 public:
  // `address`: 127.0.0.1:9000, [::1]:9000, or a path.
  explicit Client(const std::string& address) {
    const bool is_path = address.front() == '/';
    const auto uri = parse_uri((is_path ? "unix:" : "tcp://") + address, Direction::in);
    const auto found = addresses_of(*uri, ErrorKind::source);
    const Address& to = found->front();
    socket_ = Descriptor(::socket(to.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
    code_ = ::connect(socket_.get(), to.get(), to.size) == 0 ? 0 : errno;
  }

  int code() const { return code_; }  // why it could not connect
  int descriptor() const { return socket_.get(); }
  // Nothing more once that has failed.
  void send(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t sent = ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      text.remove_prefix(static_cast<size_t>(sent));
    }
  }
  void close() { socket_ = Descriptor(); }
  void reset() {
    const linger at_once{1, 0};
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
  }

 private:
  Descriptor socket_;
  int code_ = 0;
};

// Listens as a foreign program would.
inline Descriptor listening(const std::string& address, int backlog = SOMAXCONN) {
  const bool is_path = address.front() == '/';
  const auto found =
      addresses_of(uri_of((is_path ? "unix-listen:" : "tcp-listen://") + address), ErrorKind::source);
  REQUIRE(found.ok());
  const Address& at = found->front();
  Descriptor socket(::socket(at.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  REQUIRE(::bind(socket.get(), at.get(), at.size) == 0);
  REQUIRE(::listen(socket.get(), backlog) == 0);
  return socket;
}

inline Descriptor accepted(const Descriptor& listening) {
  Descriptor peer(::accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC));
  REQUIRE(peer.valid());
  return peer;
}

inline void send_all(const Descriptor& socket, std::string_view text) {
  REQUIRE(::send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size()));
}

inline bool has_ipv6() {
  const Descriptor socket(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in6 loopback{};
  loopback.sin6_family = AF_INET6;
  loopback.sin6_addr = in6addr_loopback;
  return socket.valid() && ::bind(socket.get(), reinterpret_cast<sockaddr*>(&loopback), sizeof loopback) == 0;
}

// What users were told.
class Told {
 public:
  NetReport report() {
    return [this](std::string_view text) {
      const std::lock_guard lock(lock_);
      texts_.emplace_back(text);
    };
  }
  std::vector<std::string> texts() const {
    const std::lock_guard lock(lock_);
    return texts_;
  }
  size_t count(std::string_view part) const {
    size_t found = 0;
    for (const std::string& text : texts()) found += text.find(part) != std::string::npos ? 1 : 0;
    return found;
  }

 private:
  mutable std::mutex lock_;
  std::vector<std::string> texts_;
};

// A reader over one inlet, and all that it has read so far, by source.
class NetReader {
 public:
  NetReader(std::unique_ptr<Inlet> inlet, const std::string& operand, const StopRequest& stop,
            const Clock& clock = Clock::system(), size_t batch_size = 4096)
      : reader_(inputs(std::move(inlet), operand), options(batch_size), stop, clock) {}

  // Reads until it is so, which it must be after some seconds. False: the input has ended before.
  bool read_until(const std::function<bool()>& is_so) {
    for (int turns = 0; turns < 200'000 && !is_so(); ++turns) {
      Batch& batch = batches_[static_cast<size_t>(turns) % batches_.size()];
      const Reader::Next next = reader_.next(batch);
      if (next == Reader::Next::end) return is_so();
      if (next == Reader::Next::batch) take(batch);
      if (next == Reader::Next::idle && !is_so()) {
        idle += 1;
        reader_.wait({}, wait_ms);
        REQUIRE(idle < 100'000);
      }
    }
    return is_so();
  }
  void read_to_end() {
    read_until([] { return false; });
  }
  bool read_until_text(std::string_view text) {
    return read_until([&] { return all().find(text) != std::string::npos; });
  }

  std::string all() const {
    std::string text;
    for (const auto& [source, its] : texts) text += its;
    return text;
  }
  Reader& reader() { return reader_; }

  std::map<uint32_t, std::string> texts;
  std::vector<std::string> broken;  // last lines without their newline
  uint64_t idle = 0;
  int wait_ms = 5'000;  // at most; less where it is a clock of the test that goes on

 private:
  static ReaderInputs inputs(std::unique_ptr<Inlet> inlet, const std::string& operand) {
    ReaderInputs made{.operands = {operand}, .inlets = {}};
    made.inlets.push_back(std::move(inlet));
    return made;
  }
  static ReaderOptions options(size_t batch_size) {
    ReaderOptions made;
    made.batch_size = batch_size;
    made.max_line = 1 << 20;
    made.drain_ns = 10'000'000;
    return made;
  }
  void take(const Batch& batch) {
    const std::string text(batch.text());
    texts[batch.source] += text;
    if (!text.empty() && text.back() != '\n') broken.push_back(text.substr(text.rfind('\n') + 1));
  }

  Reader reader_;
  std::vector<Batch> batches_{3};
};

}  // namespace runnel::io
