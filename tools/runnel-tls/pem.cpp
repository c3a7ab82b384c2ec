#include "pem.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "reasons.h"

namespace runnel::tls {

namespace {

// OpenSSL would ask the terminal.
int refuse_passphrase(char* /*buffer*/, int /*size*/, int /*is_written*/, void* was_asked) {
  *static_cast<bool*>(was_asked) = true;
  return -1;
}

// Whether what went wrong last is only that the file holds no further one.
bool is_at_end() {
  const unsigned long code = ERR_peek_last_error();
  return ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
}

}  // namespace

PemFile::~PemFile() {
  OPENSSL_cleanse(text_.data(), text_.size());
}

bool PemFile::fail(const std::string& reason) {
  error_ = name_ + ": " + reason;
  ERR_clear_error();
  return false;
}

bool PemFile::read(const char* flag, const std::string& path) {
  name_ = std::string(flag) + ' ' + path;
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (file < 0) return fail(std::strerror(errno));
  // It never moves, so that no copy of a key stays behind.
  text_.reserve(kMostBytes);
  ssize_t size = 1;
  while (size != 0 && text_.size() < kMostBytes) {
    const size_t had = text_.size();
    const size_t room = std::min<size_t>(kMostBytes - had, 64 * 1024);
    text_.resize(had + room);
    size = ::read(file, text_.data() + had, room);
    const int code = errno;
    text_.resize(had + (size > 0 ? static_cast<size_t>(size) : 0));
    if (size >= 0 || code == EINTR) continue;
    ::close(file);
    return fail(std::strerror(code));
  }
  ::close(file);
  return size == 0 || fail("is longer than 16 MiB");
}

Bio PemFile::open() const {
  return Bio(::BIO_new_mem_buf(text_.data(), static_cast<int>(text_.size())));
}

Certificates PemFile::certificates() {
  Certificates found;
  const Bio bio = open();
  ERR_clear_error();
  while (Certificate one{::PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
    found.push_back(std::move(one));
  }
  if (!is_at_end()) {
    fail("holds a certificate that cannot be read: " + queued_reason());
    found.clear();
  } else if (found.empty()) {
    fail("holds no certificate in PEM form");
  }
  ERR_clear_error();
  return found;
}

Key PemFile::key() {
  const Bio bio = open();
  bool was_asked = false;
  ERR_clear_error();
  const bool has_one = text_.find("PRIVATE KEY-----") != std::string::npos;
  Key key(::PEM_read_bio_PrivateKey(bio.get(), nullptr, refuse_passphrase, &was_asked));
  if (was_asked) {
    key.reset();
    fail("is encrypted; give a key without a passphrase, in a file that only its owner may read");
  } else if (key == nullptr) {
    // What OpenSSL says is that it is "unsupported", of both.
    fail(has_one ? "holds a private key that is damaged, or of an unknown kind"
                 : "holds no private key in PEM form");
  }
  ERR_clear_error();
  return key;
}

}  // namespace runnel::tls
