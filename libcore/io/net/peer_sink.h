// Outputs that are sockets.
//
// Lines leave at once where the peer takes them. What it does not take now is held in a spool, which a thread
// of the sink works off; so it is while a connection is away, which is tried again for ever with growing
// pauses, and said. When the spool is full, write() waits: that is backpressure, nothing is dropped. A line
// of which a part was sent when the connection broke is sent again, whole, over the next one.
//
// A listener gives each peer every record from when it came on, in order (broadcast); or, with
// NetOptions::shares, each record to one of them, in turns of blocks, to whoever takes them: what one left
// unsent goes to the others. While there is no peer, records wait in the spool for the first. A peer that
// takes nothing for peer_timeout though there is something for it is cut off, which is said, with how much it
// has missed. What peers send is read and thrown away.
//
// While somebody takes lines, only slower than they are written, write() waits much sooner, as a pipe's
// would: the spool grows beyond a mebibyte only for who takes nothing (io/net/spool_limit.h). A connection
// that was made from here is never cut off for being slow.
//
// What is lost all the same, since plain lines have no receipt: what the system had taken and the peer never
// read, when the connection breaks or the peer ends. That is up to what the buffers of both systems hold, and
// what was written before they knew. A hop that must survive this belongs on a broker.
//
// close() waits until all is taken, and gives up when nothing was for peer_timeout, or none is there for so
// long: that is an error, which says how many bytes were not. When it returns, peers have been told that this
// is the end, and what they were sent has been handed to the system.
#pragma once

#include <memory>

#include "base/result.h"
#include "io/net/net_options.h"
#include "io/sink.h"
#include "io/uri.h"

namespace runnel::io {

// Of any Uri with is_net(). Listens, or begins to connect, at once; errors as of open_net_inlet(), but of
// kind sink. descriptor: where it does not listen it is written like stdout.
Result<std::unique_ptr<Sink>> open_net_sink(const Uri& uri, const NetOptions& options);

}  // namespace runnel::io
