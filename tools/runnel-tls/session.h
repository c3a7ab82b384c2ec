// One connection: TLS over a socket that does not wait (what each function does is said in
// io/net/tls_module.h). Used by one thread at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "handles.h"
#include "io/net/tls_module.h"
#include "socket_bio.h"

namespace runnel::tls {

class Session {
 public:
  // Null: no memory. It holds the context.
  static std::unique_ptr<Session> make(SSL_CTX* context, int socket, const std::string& host);

  runnel_tls_transfer shake();
  runnel_tls_transfer read(char* buffer, size_t size);
  runnel_tls_transfer write(std::string_view text);
  bool has_buffered() const;
  runnel_tls_transfer finish();

 private:
  Session(int socket, std::string host) : host_(std::move(host)) { socket_.descriptor = socket; }
  bool start(SSL_CTX* context);
  bool expect_host();

  // After a call of OpenSSL that did nothing.
  runnel_tls_transfer stopped();
  runnel_tls_transfer ended();
  runnel_tls_transfer fail(std::string reason);
  void look_for_alert();

  Socket socket_;
  Ssl ssl_;
  const std::string host_;
  std::string reason_;        // why it is broken
  bool is_broken_ = false;    // every further call fails
  bool has_ended_ = false;    // the peer sends no more
  bool is_starved_ = false;   // nothing can be read but what is still to come
  bool is_writing_ = false;   // a record is encrypted that the socket did not take as a whole
  bool is_finished_ = false;  // the peer was told that nothing more comes
};

}  // namespace runnel::tls
