// A few threads that take connections from one listening socket, each serving one at a time.
//
// Who comes while all are busy waits in the system's queue, and is refused there when that is full; so
// clients cost a bounded number of threads, descriptors and bytes, whatever they do. The threads take no
// signals: those are for the threads of the run, whose waiting they must end.
#pragma once

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "descriptor.h"
#include "listener.h"
#include "responder.h"

namespace runnel::http {

class Server {
 public:
  static constexpr size_t kThreads = 4;

  // Null: `error` says why.
  static std::unique_ptr<Server> start(const runnel_http_options& options, std::string& error);
  // Breaks off what is being answered, and joins the threads.
  ~Server();

  uint16_t port() const { return listener_.port; }

 private:
  Server(Listener listener, Descriptor stop, const runnel_http_options& options);

  bool start_threads(std::string& error);
  void work();
  // One that is ready, or none once the server stops.
  Descriptor next_client() const;
  // True once the server stops; waits for that as long.
  bool stops_within(int timeout_ms) const;

  const Listener listener_;
  const Descriptor stop_;
  Responder responder_;
  std::vector<std::thread> threads_;
};

}  // namespace runnel::http
