// What OpenSSL found wrong, as one sentence for whoever runs the program.
#pragma once

#include <openssl/ssl.h>

#include <string>

namespace runnel::tls {

// Of the first error in the thread's queue: `key values mismatch`.
std::string queued_reason();

// Why the session is of no use any more, from the thread's queue. `host`: what it was connected to; empty for
// a server.
std::string session_reason(const SSL* ssl, const std::string& host);

}  // namespace runnel::tls
