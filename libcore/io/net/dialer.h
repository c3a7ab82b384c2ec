// The outgoing connection of a URI: resolves the name, tries each of its addresses, shakes hands; after a
// failure again, after a pause that grows from 100 ms to 10 s with each one in a row, by a random part of it
// shorter. A connection that lasted for 10 s makes the pause short again.
//
// Never blocks, but that the resolver of the system may. Not thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "base/result.h"
#include "io/net/channel.h"
#include "io/net/net_options.h"
#include "io/net/tls.h"
#include "io/uri.h"

namespace runnel::io {

class Dialer {
 public:
  // tcp, tls, unix_socket. Errors as of TlsContext::load().
  static Result<std::unique_ptr<Dialer>> make(const Uri& uri, const NetOptions& options);
  ~Dialer();

  enum class State : uint8_t {
    pausing,     // until patience_ms() is over
    connecting,  // until descriptor() is readable or writable, or patience_ms() is over
    connected,   // take() gives the channel
  };
  // Goes on as far as it can; begins, if it was not begun. An attempt that takes longer than peer_timeout
  // has failed; each address has its share of that time.
  State step();
  // Why the last attempt failed: `tcp://db:9000: Connection refused`; kind `kind`. Empty message: none has.
  const std::string& failure() const { return failure_; }
  uint64_t failures() const { return failures_; }  // since the last connection

  // While connecting; it is another number with each address. -1: none.
  int descriptor() const;
  int patience_ms() const;  // -1: for ever

  // Once, when connected. After it the next step() begins again, as after a loss: with a pause.
  std::unique_ptr<Channel> take();

  const std::string& name() const { return name_; }

 private:
  struct Attempt;
  Dialer(Uri uri, const NetOptions& options);

  void begin();
  State go_on();
  bool connect_next();
  void look_at_connection();
  void shake();
  void fail_address(const std::string& reason);
  void pause();

  const Uri uri_;
  const std::string name_;
  const NetOptions options_;
  std::shared_ptr<TlsContext> tls_;   // null: none
  std::unique_ptr<Attempt> attempt_;  // null: none is under way
  std::string failure_;
  uint64_t failures_ = 0;
  uint32_t in_a_row_ = 0;            // failures, and connections that did not last, one after another
  int64_t pause_until_ns_ = 0;       // 0: there is none
  std::optional<int64_t> taken_ns_;  // when the last connection was made; none since it was said to be lost
  std::minstd_rand random_;
};

}  // namespace runnel::io
