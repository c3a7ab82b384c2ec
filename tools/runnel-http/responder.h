// What httplib does for us: reads a request, and writes the answer that the program gives (also compressed,
// where the client takes that). Listening, waiting and closing are ours (server.h): httplib's own accept loop
// keeps a thread for each client that is slow, without bound, and its end waits for them.
//
// Thread-safe.
#pragma once

#include <httplib.h>

#include "cli/metrics/http_module.h"
#include "connection.h"

namespace runnel::http {

class Responder : private httplib::Server {
 public:
  explicit Responder(const runnel_http_options& options);

  // One request, and its answer. Whatever goes wrong is the client's to notice.
  void serve(Connection& connection);

 private:
  void answer(const httplib::Request& request, httplib::Response& response) const;

  const runnel_http_answer answer_;
  void* const context_;
  const std::string content_type_;
};

}  // namespace runnel::http
