// The one function that a program finds in the module, and what stands in its table.
#include <algorithm>
#include <cstring>
#include <exception>
#include <new>
#include <string>

#include "context.h"
#include "io/net/tls_module.h"
#include "session.h"

namespace runnel::tls {

namespace {

SSL_CTX* inner(runnel_tls_context* context) {
  return reinterpret_cast<SSL_CTX*>(context);
}
Session* inner(runnel_tls_session* session) {
  return reinterpret_cast<Session*>(session);
}
const Session* inner(const runnel_tls_session* session) {
  return reinterpret_cast<const Session*>(session);
}

void put_error(const std::string& reason, char* error, size_t error_size) {
  const size_t size = std::min(reason.size(), error_size - 1);
  std::memcpy(error, reason.data(), size);
  error[size] = '\0';
}

// Nothing is thrown across the border, which is C.
runnel_tls_context* make_context_at_border(const runnel_tls_options* options, char* error,
                                           size_t error_size) {
  try {
    std::string reason;
    SslContext context = make_context(*options, reason);
    if (context == nullptr) put_error(reason, error, error_size);
    return reinterpret_cast<runnel_tls_context*>(context.release());
  } catch (const std::exception& failure) {
    put_error(failure.what(), error, error_size);
    return nullptr;
  }
}

runnel_tls_session* make_session(runnel_tls_context* context, int socket, const char* host) {
  try {
    return reinterpret_cast<runnel_tls_session*>(Session::make(inner(context), socket, host).release());
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

const runnel_tls_functions kFunctions{
    .make_context = make_context_at_border,
    .free_context = [](runnel_tls_context* context) { ::SSL_CTX_free(inner(context)); },
    .make_session = make_session,
    .free_session = [](runnel_tls_session* session) { delete inner(session); },
    .shake = [](runnel_tls_session* session) { return inner(session)->shake(); },
    .read = [](runnel_tls_session* session, char* buffer,
               size_t size) { return inner(session)->read(buffer, size); },
    .write =
        [](runnel_tls_session* session, const char* text, size_t size) {
          return inner(session)->write({text, size});
        },
    .has_buffered = [](const runnel_tls_session* session) { return inner(session)->has_buffered() ? 1 : 0; },
    .finish = [](runnel_tls_session* session) { return inner(session)->finish(); },
};

}  // namespace

}  // namespace runnel::tls

extern "C" __attribute__((visibility("default"))) const runnel_tls_functions* runnel_tls(uint32_t interface) {
  return interface == RUNNEL_TLS_INTERFACE ? &runnel::tls::kFunctions : nullptr;
}
