// A client's connection as httplib reads and writes it: with an end to everything, so that nobody can keep a
// thread or fill the memory.
//
// In all it may last kWholeTime and say kMostBytes; after that, and once `stop` polls as readable, reads and
// writes fail. It owns the socket, which does not block.
#pragma once

#include <httplib.h>
#include <poll.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <string>

#include "descriptor.h"

namespace runnel::http {

class Connection final : public httplib::Stream {
 public:
  static constexpr std::chrono::milliseconds kWholeTime{2000};
  static constexpr size_t kMostBytes = 64 * 1024;

  Connection(Descriptor socket, int stop);
  // Says to the client that this was all, which closing alone does not do while a checkpoint's process has
  // the socket too.
  ~Connection() override;

  // Of httplib::Stream: its versions ask for different ones of these, so none is marked as overriding.
  bool is_readable() const { return true; }
  bool is_writable() const { return wait(POLLOUT); }
  bool wait_readable() const { return wait(POLLIN); }
  bool wait_writable() const { return wait(POLLOUT); }
  ssize_t read(char* to, size_t size);
  ssize_t write(const char* from, size_t size);
  void get_remote_ip_and_port(std::string& ip, int& port) const { nobody(ip, port); }
  void get_local_ip_and_port(std::string& ip, int& port) const { nobody(ip, port); }
  socket_t socket() const { return socket_.get(); }
  time_t duration() const { return 0; }

 private:
  // Nothing is answered, or said anywhere, that depends on who asks.
  static void nobody(std::string& ip, int& port) {
    ip.clear();
    port = 0;
  }
  bool wait(short events) const;
  bool fill();

  const Descriptor socket_;
  const int stop_;
  const std::chrono::steady_clock::time_point end_;
  size_t left_ = kMostBytes;  // that the client may still say
  // httplib asks for single bytes.
  std::array<char, 4096> buffer_;
  size_t begin_ = 0;
  size_t filled_ = 0;
};

}  // namespace runnel::http
