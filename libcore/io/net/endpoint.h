// Sockets as a URI names them: listening ones, and the inherited.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "io/descriptors.h"
#include "io/net/net_options.h"
#include "io/uri.h"

namespace runnel::io {

// A socket that listens, and what is to be undone: the file of a Unix socket that was made is removed, if it
// is still the same one.
class ListeningSocket {
 public:
  ListeningSocket(Descriptor socket, std::string path);
  ListeningSocket(ListeningSocket&& other) noexcept;
  ListeningSocket& operator=(ListeningSocket&&) = delete;
  ~ListeningSocket();

  int descriptor() const { return socket_.get(); }
  // As it is bound: `127.0.0.1:9000`, `[::1]:9000`, the path.
  std::string address() const;

 private:
  Descriptor socket_;
  std::string path_;  // of a file that it made; empty: none
  FileId made_{};     // which one
};

// tcp_listen, tls_listen, unix_listen, activated, and descriptor where that listens. SO_REUSEADDR; every
// address that a name has, where it has several. The file of a Unix socket that nobody listens at any more is
// removed first; one that is in use, or no socket, is an error. Without a mode it is the umask's.
// `kind` is that of errors: source or sink. Kind usage: an address that is not loopback, without TLS and
// without options.insecure.
Result<std::vector<ListeningSocket>> listen_at(const Uri& uri, const NetOptions& options, ErrorKind kind);

// The descriptors of LISTEN_FDS that have this name in LISTEN_FDNAMES, all for an empty one; none where
// nothing was passed to this process. They are set close-on-exec.
std::vector<int> activated_descriptors(const std::string& name);

// Whether an inherited descriptor is a socket that listens.
bool is_listening(int descriptor);

}  // namespace runnel::io
