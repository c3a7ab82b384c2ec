// What the tests of outputs that are sockets share: sinks, and peers that read in threads of their own.
#pragma once

#include <poll.h>

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>
#include <thread>

#include "io/net/peer_sink.h"
#include "io/net/spool.h"
#include "net_fixture.h"

namespace runnel::io {

constexpr int64_t kLong = 60'000'000'000;  // a timeout that does not come while a test runs
constexpr int64_t kShort = 200'000'000;    // one that is waited for

inline NetOptions sink_options(Told& told, int64_t peer_timeout_ns = kLong) {
  NetOptions options;
  options.peer_timeout_ns = peer_timeout_ns;
  options.report = told.report();
  return options;
}

inline std::unique_ptr<Sink> sink_at(const std::string& text, const NetOptions& options) {
  auto uri = parse_uri(text, Direction::out);
  REQUIRE(uri.ok());
  auto sink = open_net_sink(*uri, options);
  REQUIRE(sink.ok());
  return std::move(*sink);
}

// A port of the system's choice that the sink listens at, by an inherited descriptor.
struct TcpDoor {
  Descriptor socket = listening("127.0.0.1:0");
  std::string uri = "fd:" + std::to_string(socket.get());
  std::string address = address_text(local_address(socket.get()));
};

// False: it did not come to it in half a minute.
template <class Condition>
bool comes_true(Condition is_so) {
  for (int i = 0; i < 30'000; ++i) {
    if (is_so()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

// At most so many bytes; none at the end.
inline std::string read_some(int socket, size_t size) {
  std::string text(size, '\0');
  const ssize_t got = ::recv(socket, text.data(), size, 0);
  text.resize(got > 0 ? static_cast<size_t>(got) : 0);
  return text;
}

inline std::string read_all(int socket) {
  std::string text;
  for (std::string piece; !(piece = read_some(socket, 64 * 1024)).empty();) text += piece;
  return text;
}

// Reads until the end, in a thread.
class Reading {
 public:
  explicit Reading(int socket) : thread_([this, socket] { run(socket); }) {}
  ~Reading() {
    if (thread_.joinable()) thread_.join();
  }
  size_t size() const { return size_.load(); }
  // Waits for the end.
  const std::string& text() {
    if (thread_.joinable()) thread_.join();
    return text_;
  }

 private:
  void run(int socket) {
    std::string buffer(64 * 1024, '\0');
    for (;;) {
      const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
      if (got <= 0) return;
      text_.append(buffer, 0, static_cast<size_t>(got));
      size_ += static_cast<size_t>(got);
    }
  }

  std::atomic<size_t> size_{0};
  std::string text_;
  std::thread thread_;
};

// A reader that connects.
struct ReadingClient {
  explicit ReadingClient(const std::string& address) : client(address), reading(client.descriptor()) {}
  Client client;
  Reading reading;
};

// Writes lines until all of these have got one, so that they are known to the sink.
template <class... Readings>
void meet(Sink& sink, const Readings&... readings) {
  REQUIRE(
      comes_true([&] { return sink.write("hello\n") && sink.flush() && ((readings.size() > 0) && ...); }));
}

// In pieces of whole lines, with flushes between.
inline bool write_lines(Sink& sink, std::string_view text, size_t piece) {
  for (size_t turn = 0; !text.empty(); ++turn) {
    std::string_view lines = lines_within(text, 1 + (turn * 7919) % piece);
    if (lines.empty()) lines = first_line(text);
    if (!sink.write(lines)) return false;
    if (turn % 3 == 0 && !sink.flush()) return false;
    text.remove_prefix(lines.size());
  }
  return sink.flush();
}

inline std::string_view after_greetings(std::string_view text) {
  while (text.substr(0, 6) == "hello\n") text.remove_prefix(6);
  return text;
}

}  // namespace runnel::io
