// Certificates and keys as files in PEM form. The files are read once, from the beginning to the end: pipes
// will do.
#pragma once

#include <string>

#include "handles.h"

namespace runnel::tls {

class PemFile {
 public:
  static constexpr size_t kMostBytes = 16 << 20;  // the CAs of a system are a quarter of a megabyte

  // `flag`: that named the file. False: error() says why it cannot be read: `--tls-key key.pem: reason`.
  bool read(const char* flag, const std::string& path);
  ~PemFile();
  PemFile() = default;
  PemFile(const PemFile&) = delete;
  PemFile& operator=(const PemFile&) = delete;

  // All that it holds, in their order; empty: error() says why there is none.
  Certificates certificates();
  // The first; null: error() says why there is none. One with a passphrase is refused: there is nobody to ask
  // for it.
  Key key();

  const std::string& error() const { return error_; }
  // `--tls-key key.pem`.
  const std::string& name() const { return name_; }

 private:
  bool fail(const std::string& reason);
  Bio open() const;

  std::string name_;
  std::string text_;
  std::string error_;
};

}  // namespace runnel::tls
