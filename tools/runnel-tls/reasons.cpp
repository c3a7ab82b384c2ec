#include "reasons.h"

#include <openssl/err.h>
#include <openssl/sslerr.h>
#include <openssl/x509_vfy.h>

#include <array>

namespace runnel::tls {

namespace {

constexpr int kAlerts = 256;

std::string verify_reason(const SSL* ssl, const std::string& host) {
  const long result = ::SSL_get_verify_result(ssl);
  std::string text = "certificate verify failed: ";
  text += ::X509_verify_cert_error_string(result);
  switch (result) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return text + " (it is not for " + host + ')';
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return text +
             (host.empty() ? " (--tls-client-ca names who is trusted)" : " (--tls-ca names who is trusted)");
    default:
      return text;
  }
}

// What the peer says of why it breaks off.
std::string alert_reason(const SSL* ssl, int alert) {
  std::string text = "the peer refused: ";
  // OpenSSL 3.0 has no words for this one.
  text += alert == SSL_AD_CERTIFICATE_REQUIRED ? "certificate required" : ::SSL_alert_desc_string_long(alert);
  if (alert == SSL_AD_UNKNOWN_CA) return text + " (it does not trust the certificate of this side)";
  const bool wants_certificate = alert == SSL_AD_CERTIFICATE_REQUIRED || alert == SSL_AD_HANDSHAKE_FAILURE;
  if (!wants_certificate || ::SSL_get_certificate(ssl) != nullptr) return text;
  return text + " (it may want a certificate: --tls-cert)";
}

}  // namespace

std::string queued_reason() {
  const unsigned long code = ERR_peek_error();
  if (const char* const reason = ::ERR_reason_error_string(code)) return reason;
  std::array<char, 256> text{};
  ::ERR_error_string_n(code, text.data(), text.size());
  return text.data();
}

std::string session_reason(const SSL* ssl, const std::string& host) {
  const unsigned long code = ERR_peek_error();
  const int reason = ERR_GET_REASON(code);
  if (ERR_GET_LIB(code) != ERR_LIB_SSL) return queued_reason();
  if (reason > SSL_AD_REASON_OFFSET && reason < SSL_AD_REASON_OFFSET + kAlerts) {
    return alert_reason(ssl, reason - SSL_AD_REASON_OFFSET);
  }
  switch (reason) {
    case SSL_R_CERTIFICATE_VERIFY_FAILED:
      return verify_reason(ssl, host);
    case SSL_R_HTTP_REQUEST:
    case SSL_R_HTTPS_PROXY_REQUEST:
      return "the peer speaks HTTP, not TLS";
    case SSL_R_WRONG_VERSION_NUMBER:
      return "the peer does not speak TLS: it sends plain text, or something else";
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
      return "the peer has no certificate, which --tls-client-ca asks for";
    case SSL_R_UNSUPPORTED_PROTOCOL:
      return "the peer speaks no TLS from 1.2 on, but an older one";
    case SSL_R_NO_SHARED_CIPHER:
      return "the peer knows no cipher that is good enough";
    default:
      return queued_reason();
  }
}

}  // namespace runnel::tls
