// Inputs that are sockets (io/inlet.h): all peers of a listener together are one, and so is what an outgoing
// connection gives, also when it comes again.
//
// A peer is given to the reader when it has sent something; until then it costs no buffer. Its source ends
// when it has closed its side, when it breaks off, which is said and no failure of the run, or when it is cut
// off since it stays in the middle of a line for longer than peer_timeout (OpenedSource::unfinished_ns). A
// source is called as its input is, of a peer with an address also by that: `tcp-listen://:9000 from
// 10.0.0.1:51234`.
#pragma once

#include <memory>

#include "base/result.h"
#include "io/inlet.h"
#include "io/net/net_options.h"
#include "io/uri.h"

namespace runnel::io {

// Of any Uri with is_net(). Listens, or begins to connect, at once. `operand`: OpenedSource::operand. Kind
// source: what cannot be listened at, or, without options.reconnects, connected to; usage where the options
// do not go together.
//
// descriptor: where it does not listen it is read like stdin: a pipe, a socket, a file.
// An outgoing connection ends the input where it ends, unless options.reconnects: then it comes again.
Result<std::unique_ptr<Inlet>> open_net_inlet(const Uri& uri, uint32_t operand, const NetOptions& options);

}  // namespace runnel::io
