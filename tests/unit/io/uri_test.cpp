#include "io/uri.h"

#include "../catch.h"

namespace runnel::io {
namespace {

TEST_CASE("a name is a file unless a listed prefix says otherwise", "[uri]") {
  struct Case {
    const char* text;
    const char* path;
  };
  const Case cases[] = {
      {"access.ndjson", "access.ndjson"},
      {"/var/log/x", "/var/log/x"},
      {"./-", "./-"},
      {"./tcp://h:1", "./tcp://h:1"},
      {"--", "--"},
      {"file:x", "x"},
      {"file:-", "-"},
      {"file:/a/b", "/a/b"},
      {"file:///a/b", "/a/b"},
      {"file:tcp://h:1", "tcp://h:1"},
      {"file:a%20b", "a%20b"},
      {"tcp:x", "tcp:x"},
      {"http://h/x", "http://h/x"},
      {"fd", "fd"},
      {"systemd", "systemd"},
      {"FILE:x", "FILE:x"},
      {"a b\n", "a b\n"},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    for (Direction direction : {Direction::in, Direction::out}) {
      Result<Uri> uri = parse_uri(c.text, direction);
      REQUIRE(uri.ok());
      CHECK(uri->kind == Uri::Kind::file);
      CHECK(uri->path == c.path);
      CHECK(uri->shown == c.path);
    }
  }
}

TEST_CASE("a dash is stdin or stdout", "[uri]") {
  Result<Uri> in = parse_uri("-", Direction::in);
  REQUIRE(in.ok());
  CHECK(in->kind == Uri::Kind::standard);
  CHECK(in->shown == "stdin");
  Result<Uri> out = parse_uri("-", Direction::out);
  REQUIRE(out.ok());
  CHECK(out->kind == Uri::Kind::standard);
  CHECK(out->shown == "stdout");
}

Uri parsed(std::string_view text) {
  const Result<Uri> uri = parse_uri(text, Direction::in);
  INFO(text);
  REQUIRE(uri.ok());
  CHECK(uri->shown == text);
  CHECK(uri->is_net());
  return *uri;
}

TEST_CASE("addresses of TCP and TLS", "[uri]") {
  using Kind = Uri::Kind;
  struct Case {
    const char* text;
    Kind kind;
    const char* host;
    int port;
  };
  const Case cases[] = {
      {"tcp://db:9000", Kind::tcp, "db", 9000},
      {"tcp://127.0.0.1:1", Kind::tcp, "127.0.0.1", 1},
      {"tcp://[::1]:65535", Kind::tcp, "::1", 65535},
      {"tls://db.example.org:443", Kind::tls, "db.example.org", 443},
      {"tcp-listen://:9000", Kind::tcp_listen, "", 9000},
      {"tcp-listen://[::]:9000", Kind::tcp_listen, "::", 9000},
      {"tcp-listen://127.0.0.1:0", Kind::tcp_listen, "127.0.0.1", 0},
      {"tls-listen://0.0.0.0:9000", Kind::tls_listen, "0.0.0.0", 9000},
  };
  for (const Case& c : cases) {
    const Uri uri = parsed(c.text);
    CHECK(uri.kind == c.kind);
    CHECK(uri.host == c.host);
    CHECK(uri.port == c.port);
  }
}

TEST_CASE("sockets with a path, descriptors, and what systemd passes", "[uri]") {
  CHECK(parsed("unix:/run/x").path == "/run/x");
  CHECK(parsed("unix:what?mode=0660").path == "what?mode=0660");
  CHECK(parsed("unix-listen:x").mode == std::nullopt);
  const Uri listening = parsed("unix-listen:/run/a?b?mode=0660");
  CHECK(listening.path == "/run/a?b");
  CHECK(listening.mode == mode_t{0660});
  CHECK(parsed("fd:3").descriptor == 3);
  CHECK(parsed("systemd:").path.empty());
  CHECK(parsed("systemd:web").path == "web");
}

TEST_CASE("what is no name is refused with the way out", "[uri]") {
  struct Case {
    std::string text;
    std::string reason;
  };
  const std::string port = "a port is a number from 1 to 65535";
  const Case cases[] = {
      {"tcp://h", "HOST:PORT is wanted"},
      {"tcp://:1", "HOST:PORT is wanted"},
      {"tcp-listen://h", "HOST:PORT or :PORT is wanted"},
      {"tcp://h:0", port},
      {"tcp://h:65536", port},
      {"tcp://h:", port},
      {"tcp://h:1x", port},
      {"tcp://h:1/", port},
      {"tcp://::1:9000", "an address of IPv6 stands in brackets, as in [::1]:9000"},
      {"tls://user@h:1", "a host is a name or an address, and nothing else stands before its port"},
      {"unix:", "no socket is named"},
      {"unix-listen:?mode=0660", "no socket is named"},
      {"unix-listen:x?mode=0999", "behind ? stands mode= and up to 0777, as in ?mode=0660"},
      {"unix-listen:x?mod=0660", "behind ? stands mode= and up to 0777, as in ?mode=0660"},
      {"unix-listen:x?mode=01777", "behind ? stands mode= and up to 0777, as in ?mode=0660"},
      {"unix:" + std::string(108, 'x'),
       "the path of a socket has at most 107 bytes; a shorter one, from another working directory, is a way "
       "out"},
      {"fd:", "the number of an open descriptor is wanted, as in fd:3"},
      {"fd:-1", "the number of an open descriptor is wanted, as in fd:3"},
      {"fd:x", "the number of an open descriptor is wanted, as in fd:3"},
  };
  for (const Case& c : cases) {
    const Result<Uri> uri = parse_uri(c.text, Direction::in);
    INFO(c.text);
    REQUIRE(!uri.ok());
    CHECK(uri.error().kind == ErrorKind::usage);
    CHECK(uri.error().message == c.text + ": " + c.reason + " (a file of this name is ./" + c.text + ")");
  }
  CHECK(parse_uri("", Direction::in).error().message == "an empty name is not a file");
  CHECK(parse_uri("file:", Direction::in).error().message == "file:: no file is named");
}

}  // namespace
}  // namespace runnel::io
