// TLS over sockets, by OpenSSL, in a module that is loaded for that alone (tools/runnel-tls): linking it
// would double the start of every program.
//
// TLS 1.2 and up. Of a server that is connected to the name, or address, and the chain of its certificate are
// checked; of a client if it was asked for one.
//
// A peer that only closes its connection has ended like one that says so in TLS before: who broke off is told
// by half a line, and by half a record of TLS, which is a failure. In TLS 1.3 a client that the server
// refuses learns it from its first read() or write(), since its handshake is done before.
//
// Beyond what Channel asks for: after shake() has_buffered() may be true already; and what follows the bytes
// that write() took must come next, at least as much of it as was offered, since a part may be encrypted.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "io/descriptors.h"
#include "io/net/channel.h"
#include "io/net/net_options.h"

namespace runnel::io {

// A certificate, a key and who is trusted; many channels use one, and may outlive it. Thread-safe once it is
// made.
class TlsContext {
 public:
  enum class Side : uint8_t { client, server };

  // Of `files` a client uses the certificate, which a server may ask for, the key and `ca`; a server, which
  // needs a certificate, uses the key and `client_ca`. Without a key it is looked for in the certificate's
  // file. Files are read once, here: what is renewed later is for the next run. A key that others may read is
  // taken; one with a passphrase is refused, since no terminal is asked.
  //
  // `name`: for messages: the URI. Errors of kind usage for files that are missing, that do not belong
  // together, or cannot be read, `NAME: --tls-key key.pem: reason`; of kind source where the module is not
  // there.
  static Result<std::shared_ptr<TlsContext>> load(const TlsFiles& files, Side side, const std::string& name);
  virtual ~TlsContext() = default;

  // `host`: the name or address that the server's certificate must be for; of no meaning to a server.
  virtual std::unique_ptr<Channel> wrap(Descriptor socket, std::string peer, const std::string& host) = 0;
};

}  // namespace runnel::io
