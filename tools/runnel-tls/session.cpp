#include "session.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

#include "reasons.h"

namespace runnel::tls {

namespace {

constexpr size_t kRecord = SSL3_RT_MAX_PLAIN_LENGTH;

constexpr runnel_tls_transfer transferred(size_t count) {
  return {RUNNEL_TLS_DONE, count, nullptr};
}
constexpr runnel_tls_transfer kDone = transferred(0);
constexpr runnel_tls_transfer kAgain{RUNNEL_TLS_AGAIN, 0, nullptr};
constexpr runnel_tls_transfer kEnded{RUNNEL_TLS_ENDED, 0, nullptr};

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return ::inet_pton(AF_INET, host.c_str(), address.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
}

}  // namespace

std::unique_ptr<Session> Session::make(SSL_CTX* context, int socket, const std::string& host) {
  std::unique_ptr<Session> session(new Session(socket, host));
  return session->start(context) ? std::move(session) : nullptr;
}

bool Session::start(SSL_CTX* context) {
  ssl_.reset(::SSL_new(context));
  BIO* const bio = ssl_ != nullptr ? make_bio(socket_) : nullptr;
  if (bio == nullptr) return false;
  ::SSL_set_bio(ssl_.get(), bio, bio);
  if (::SSL_is_server(ssl_.get()) == 1) {
    ::SSL_set_accept_state(ssl_.get());
    return true;
  }
  ::SSL_set_connect_state(ssl_.get());
  if (!expect_host()) fail("a certificate cannot be for '" + host_ + "'");
  return true;
}

bool Session::expect_host() {
  X509_VERIFY_PARAM* const expected = ::SSL_get0_param(ssl_.get());
  // A link-local address has its interface behind it, which no certificate knows of.
  const std::string host = host_.substr(0, host_.find('%'));
  if (is_address(host)) return ::X509_VERIFY_PARAM_set1_ip_asc(expected, host.c_str()) == 1;
  ::SSL_set_hostflags(ssl_.get(), X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return !host_.empty() && ::SSL_set1_host(ssl_.get(), host_.c_str()) == 1 &&
         SSL_set_tlsext_host_name(ssl_.get(), host_.c_str()) == 1;
}

runnel_tls_transfer Session::fail(std::string reason) {
  if (!is_broken_) reason_ = std::move(reason);
  is_broken_ = true;
  ERR_clear_error();
  return {RUNNEL_TLS_FAILED, 0, reason_.c_str()};
}

runnel_tls_transfer Session::ended() {
  // In the middle of a record there are bytes left, unless TLS itself said that it was the end.
  if (socket_.has_ended && ::SSL_has_pending(ssl_.get()) == 1) {
    return fail("the peer broke off in the middle of a record of TLS");
  }
  has_ended_ = true;
  return kEnded;
}

runnel_tls_transfer Session::stopped() {
  switch (::SSL_get_error(ssl_.get(), 0)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return kAgain;
    case SSL_ERROR_ZERO_RETURN:
      return ended();
    case SSL_ERROR_SSL:
      return fail(session_reason(ssl_.get(), host_));
    default:
      return fail(socket_.error != 0 ? std::strerror(socket_.error) : "the connection broke off");
  }
}

runnel_tls_transfer Session::shake() {
  if (is_broken_) return fail({});
  ERR_clear_error();
  if (::SSL_do_handshake(ssl_.get()) == 1) return kDone;
  const runnel_tls_transfer outcome = stopped();
  return outcome.status == RUNNEL_TLS_ENDED ? fail("the peer left during the handshake of TLS") : outcome;
}

runnel_tls_transfer Session::read(char* buffer, size_t size) {
  if (is_broken_) return fail({});
  if (has_ended_) return kEnded;
  size_t done = 0;
  is_starved_ = false;
  while (done < size && !is_starved_) {
    size_t count = 0;
    ERR_clear_error();
    if (::SSL_read_ex(ssl_.get(), buffer + done, size - done, &count) == 1) {
      done += count;
      is_starved_ = socket_.is_drained && ::SSL_has_pending(ssl_.get()) == 0;
      continue;
    }
    // An end or a failure behind bytes that are given first is met again.
    const runnel_tls_transfer outcome = stopped();
    is_starved_ = outcome.status == RUNNEL_TLS_AGAIN;
    if (done == 0) return outcome;
    break;
  }
  return transferred(done);
}

bool Session::has_buffered() const {
  return is_broken_ || has_ended_ || (!is_starved_ && ::SSL_has_pending(ssl_.get()) == 1);
}

// A peer that breaks off says why before it does: what it said may be there still, and tells more than
// `Broken pipe`.
void Session::look_for_alert() {
  std::array<char, 4096> thrown_away;
  size_t count = 0;
  do {
    ERR_clear_error();
  } while (::SSL_read_ex(ssl_.get(), thrown_away.data(), thrown_away.size(), &count) == 1);
  if (::SSL_get_error(ssl_.get(), 0) == SSL_ERROR_SSL) reason_ = session_reason(ssl_.get(), host_);
  ERR_clear_error();
}

runnel_tls_transfer Session::write(std::string_view text) {
  if (is_broken_) return fail({});
  size_t done = 0;
  while (done < text.size()) {
    size_t count = 0;
    ERR_clear_error();
    if (::SSL_write_ex(ssl_.get(), text.data() + done, std::min(text.size() - done, kRecord), &count) == 1) {
      is_writing_ = false;
      done += count;
      continue;
    }
    const runnel_tls_transfer outcome = stopped();
    is_writing_ = true;
    if (outcome.status != RUNNEL_TLS_AGAIN) look_for_alert();
    if (done == 0) return is_broken_ ? fail({}) : outcome;
    break;
  }
  return transferred(done);
}

runnel_tls_transfer Session::finish() {
  if (is_broken_) return fail({});
  if (is_finished_) return kDone;
  if (is_writing_) return fail("what was to be written last was not taken");
  ERR_clear_error();
  if (::SSL_shutdown(ssl_.get()) < 0) return stopped();
  is_finished_ = true;
  ::shutdown(socket_.descriptor, SHUT_WR);
  return kDone;
}

}  // namespace runnel::tls
