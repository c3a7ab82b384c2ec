#include "context.h"

#include <openssl/err.h>

#include "pem.h"
#include "reasons.h"

namespace runnel::tls {

namespace {

constexpr int kLevel = 2;

bool fail(std::string& error, const std::string& reason) {
  error = reason;
  ERR_clear_error();
  return false;
}

void set_manner(SSL_CTX* context) {
  ::SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  if (::SSL_CTX_get_security_level(context) < kLevel) ::SSL_CTX_set_security_level(context, kLevel);
  ::SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                     SSL_OP_IGNORE_UNEXPECTED_EOF);
  ::SSL_CTX_set_num_tickets(context, 0);
  ::SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  ::SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
  // Small records come many at a time. A larger buffer than OpenSSL's, of one large record, gained nothing.
  ::SSL_CTX_set_read_ahead(context, 1);
}

// The first is the own one.
bool use_chain(SSL_CTX* context, const Certificates& chain, const std::string& name, std::string& error) {
  if (::SSL_CTX_use_certificate(context, chain.front().get()) != 1) {
    return fail(error, name + ": " + queued_reason());
  }
  for (size_t i = 1; i < chain.size(); ++i) {
    if (::SSL_CTX_add1_chain_cert(context, chain[i].get()) != 1) {
      return fail(error, name + ": certificate " + std::to_string(i + 1) + ": " + queued_reason());
    }
  }
  return true;
}

bool use_certificate(SSL_CTX* context, const runnel_tls_options& options, std::string& error) {
  const std::string certificate = options.certificate;
  const std::string key_path = options.key;
  if (certificate.empty()) {
    if (!key_path.empty())
      return fail(error, "--tls-key " + key_path + ": needs its certificate: --tls-cert");
    if (options.side == RUNNEL_TLS_CLIENT) return true;
    return fail(error, "needs a certificate: --tls-cert FILE, and --tls-key FILE");
  }
  PemFile file;
  if (!file.read("--tls-cert", certificate)) return fail(error, file.error());
  const Certificates chain = file.certificates();
  if (chain.empty()) return fail(error, file.error());

  PemFile key_file;
  if (!key_path.empty() && !key_file.read("--tls-key", key_path)) return fail(error, key_file.error());
  const Key key = (key_path.empty() ? file : key_file).key();
  if (key == nullptr) {
    return fail(error, key_path.empty() ? file.error() + "; --tls-key names its file" : key_file.error());
  }
  if (::X509_check_private_key(chain.front().get(), key.get()) != 1) {
    return fail(error, key_path.empty() ? file.name() + ": its key does not belong to its first certificate"
                                        : key_file.name() + ": does not belong to " + file.name());
  }
  if (!use_chain(context, chain, file.name(), error)) return false;
  if (::SSL_CTX_use_PrivateKey(context, key.get()) == 1) return true;
  return fail(error, (key_path.empty() ? file : key_file).name() + ": " + queued_reason());
}

// Who is trusted is asked alone, also where it is no CA: a certificate may be named that signs itself, or the
// peer's own.
bool trust(SSL_CTX* context, const char* flag, const std::string& path, std::string& error) {
  PemFile file;
  if (!file.read(flag, path)) return fail(error, file.error());
  const Certificates trusted = file.certificates();
  if (trusted.empty()) return fail(error, file.error());
  X509_STORE* const store = ::SSL_CTX_get_cert_store(context);
  for (const Certificate& one : trusted) {
    // Servers tell clients whose certificates they take.
    if (::X509_STORE_add_cert(store, one.get()) != 1 || ::SSL_CTX_add_client_CA(context, one.get()) != 1) {
      return fail(error, file.name() + ": " + queued_reason());
    }
  }
  ::X509_VERIFY_PARAM_set_flags(::SSL_CTX_get0_param(context), X509_V_FLAG_PARTIAL_CHAIN);
  return true;
}

bool set_trust(SSL_CTX* context, const runnel_tls_options& options, std::string& error) {
  const std::string ca = options.ca;
  const std::string client_ca = options.client_ca;
  if (options.side == RUNNEL_TLS_SERVER) {
    if (client_ca.empty()) return true;
    ::SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    return trust(context, "--tls-client-ca", client_ca, error);
  }
  ::SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  if (!ca.empty()) return trust(context, "--tls-ca", ca, error);
  if (::SSL_CTX_set_default_verify_paths(context) == 1) return true;
  return fail(error, "the system's CAs cannot be read: " + queued_reason());
}

}  // namespace

SslContext make_context(const runnel_tls_options& options, std::string& error) {
  // Threads may still be sending while the process ends: nothing is to be taken apart under them.
  ::OPENSSL_init_ssl(OPENSSL_INIT_NO_ATEXIT, nullptr);
  SslContext context(
      ::SSL_CTX_new(options.side == RUNNEL_TLS_SERVER ? ::TLS_server_method() : ::TLS_client_method()));
  if (context == nullptr) {
    fail(error, queued_reason());
    return nullptr;
  }
  set_manner(context.get());
  if (!use_certificate(context.get(), options, error) || !set_trust(context.get(), options, error)) {
    return nullptr;
  }
  return context;
}

}  // namespace runnel::tls
