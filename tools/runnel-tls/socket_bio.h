// A connected socket as OpenSSL reads and writes it. Its own BIO for sockets would raise SIGPIPE, and would
// wait at a descriptor that is not O_NONBLOCK.
#pragma once

#include "handles.h"

namespace runnel::tls {

struct Socket {
  int descriptor = -1;
  int error = 0;            // errno, of the first failure; 0: there was none
  bool has_ended = false;   // the peer sends no more
  bool is_drained = false;  // the last read has taken all that was there
};

// Null: no memory. The socket must outlive it.
BIO* make_bio(Socket& socket);

}  // namespace runnel::tls
