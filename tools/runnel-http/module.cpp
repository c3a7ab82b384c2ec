// The two functions that a program finds in the module.
#include <algorithm>
#include <cstring>
#include <exception>
#include <string>

#include "cli/metrics/http_module.h"
#include "server.h"

#define RUNNEL_EXPORT extern "C" __attribute__((visibility("default")))

using runnel::http::Server;

namespace {

runnel_http_server* fail(const std::string& reason, char* error, size_t error_size) {
  const size_t size = std::min(reason.size(), error_size - 1);
  std::memcpy(error, reason.data(), size);
  error[size] = '\0';
  return nullptr;
}

}  // namespace

RUNNEL_EXPORT runnel_http_server* runnel_http_start(const runnel_http_options* options, uint16_t* port,
                                                    char* error, size_t error_size) {
  if (options->interface != RUNNEL_HTTP_INTERFACE) {
    return fail("the module runnel-http.so is of another release than this program", error, error_size);
  }
  // Nothing is thrown across the border, which is C.
  try {
    std::string reason;
    auto server = Server::start(*options, reason);
    if (server == nullptr) return fail(reason, error, error_size);
    *port = server->port();
    return reinterpret_cast<runnel_http_server*>(server.release());
  } catch (const std::exception& failure) {
    return fail(failure.what(), error, error_size);
  }
}

RUNNEL_EXPORT void runnel_http_stop(runnel_http_server* server) {
  delete reinterpret_cast<Server*>(server);
}
