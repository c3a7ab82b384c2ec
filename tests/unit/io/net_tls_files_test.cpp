// What is said of certificates and keys that are of no use.
#include <sys/stat.h>

#include "io/tls_fixture.h"

using namespace runnel;
using namespace runnel::io;

namespace {

constexpr auto kClient = TlsContext::Side::client;
constexpr auto kServer = TlsContext::Side::server;

// The message, with `@` for the folder of the certificates.
std::string refusal(const TlsFiles& files, TlsContext::Side side = kServer) {
  const auto context = TlsContext::load(files, side, "tls-listen://:9000");
  if (context) return "taken";
  CHECK(context.error().kind == ErrorKind::usage);
  std::string message = context.error().message;
  const std::string folder = certificate_file("");
  for (size_t at = 0; (at = message.find(folder, at)) != std::string::npos;) {
    message.replace(at, folder.size(), "@");
  }
  return message;
}

TlsFiles server_with(std::string_view certificate, std::string_view key) {
  TlsFiles files;
  if (!certificate.empty()) files.certificate = certificate_file(certificate);
  if (!key.empty()) files.key = certificate_file(key);
  return files;
}

}  // namespace

TEST_CASE("files of TLS that are of no use are said with their flag") {
  const std::string name = "tls-listen://:9000: ";
  CHECK(refusal({}) == name + "needs a certificate: --tls-cert FILE, and --tls-key FILE");
  CHECK(refusal(server_with("", "server.key")) ==
        name + "--tls-key @server.key: needs its certificate: --tls-cert");
  CHECK(refusal(server_with("none.pem", "server.key")) ==
        name + "--tls-cert @none.pem: No such file or directory");
  CHECK(refusal(server_with("server.pem", "none.key")) ==
        name + "--tls-key @none.key: No such file or directory");
  CHECK(refusal(server_with(".", "server.key")) == name + "--tls-cert @.: Is a directory");
  CHECK(refusal(server_with("server.key", "server.key")) ==
        name + "--tls-cert @server.key: holds no certificate in PEM form");
  CHECK(refusal(server_with("server.pem", "ca.pem")) ==
        name + "--tls-key @ca.pem: holds no private key in PEM form");
  CHECK(refusal(server_with("server.pem", "")) ==
        name + "--tls-cert @server.pem: holds no private key in PEM form; --tls-key names its file");
  CHECK(refusal(server_with("server.pem", "client.key")) ==
        name + "--tls-key @client.key: does not belong to --tls-cert @server.pem");
  CHECK(refusal(server_with("server.pem", "encrypted.key")) ==
        name +
            "--tls-key @encrypted.key: is encrypted; give a key without a passphrase, in a file that only "
            "its owner "
            "may read");

  TlsFiles files = server_files();
  files.client_ca = certificate_file("server.key");
  CHECK(refusal(files) == name + "--tls-client-ca @server.key: holds no certificate in PEM form");
  CHECK(refusal(client_files("none.pem"), kClient) == name + "--tls-ca @none.pem: No such file or directory");
}

TEST_CASE("a damaged certificate or key is said") {
  const TempDir dir;
  const std::string whole = slurp(certificate_file("server.pem"));
  std::string damaged = whole;
  damaged[damaged.find('\n') + 5] ^= 1;
  TlsFiles files = server_files();
  files.certificate = dir.file("damaged.pem", damaged);
  CHECK_THAT(refusal(files), Catch::StartsWith("tls-listen://:9000: --tls-cert " + files.certificate +
                                               ": holds a certificate that cannot be read: "));
  files.certificate = dir.file("half.pem", whole + whole.substr(0, whole.size() / 2));
  CHECK_THAT(refusal(files), Catch::StartsWith("tls-listen://:9000: --tls-cert " + files.certificate +
                                               ": holds a certificate that cannot be read: "));
  const std::string key = slurp(certificate_file("server.key"));
  files = server_files();
  files.key = dir.file("half.key", key.substr(0, key.size() / 2));
  CHECK(refusal(files) == "tls-listen://:9000: --tls-key " + files.key +
                              ": holds a private key that is damaged, or of an unknown kind");
}

TEST_CASE("what a side has no use for is not asked for") {
  CHECK(refusal({}, kClient) == "taken");
  TlsFiles files;
  files.client_ca = certificate_file("none.pem");
  CHECK(refusal(files, kClient) == "taken");
  files = server_files();
  files.ca = certificate_file("none.pem");
  CHECK(refusal(files) == "taken");
}

TEST_CASE("certificate and key may be in one file, a pipe, or a file that others read") {
  CHECK(refusal(server_with("both.pem", "")) == "taken");
  CHECK(refusal(server_with("both.pem", "both.pem")) == "taken");

  const TempDir dir;
  Pipe pipe;
  const std::string key = slurp(certificate_file("server.key"));
  REQUIRE(::write(pipe.in.get(), key.data(), key.size()) == static_cast<ssize_t>(key.size()));
  pipe.in = Descriptor();
  TlsFiles files = server_files();
  files.key = "/proc/self/fd/" + std::to_string(pipe.out.get());
  CHECK(refusal(files) == "taken");

  files.key = dir.file("open.key", key);
  REQUIRE(::chmod(files.key.c_str(), 0644) == 0);
  CHECK(refusal(files) == "taken");
}
