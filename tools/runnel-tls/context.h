// What all sessions of a flag's worth have in common, as an SSL_CTX: certificate, key, trust, and what of TLS
// is spoken.
//
// TLS 1.2 and 1.3, without compression and renegotiation; groups and ciphers are OpenSSL's, or what its
// configuration on the machine says, at security level 2 at least. There is no resumption: each connection is
// checked anew. So a server sends no tickets in TLS 1.3 either, which a client that only writes would not
// read: closing a socket with unread bytes resets it, and what it sent last would be lost.
#pragma once

#include <string>

#include "handles.h"
#include "io/net/tls_module.h"

namespace runnel::tls {

// Null: `error` says why, with the flag and the file.
SslContext make_context(const runnel_tls_options& options, std::string& error);

}  // namespace runnel::tls
