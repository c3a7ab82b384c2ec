// The file of a Unix socket, from where it is not yet there to where it has its mode.
#pragma once

#include "base/result.h"
#include "io/net/address.h"
#include "io/uri.h"

namespace runnel::io {

// Removes a socket at uri.path that nobody listens at any more. An error of `kind` where somebody does, and
// where something stands there that is no socket.
Outcome clear_socket_file(const Uri& uri, ErrorKind kind);

// Binds to the path; the file has uri.mode, and at no time a wider one. False: errno says why.
bool bind_socket_file(int socket, const Address& address, const Uri& uri);

}  // namespace runnel::io
