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

TEST_CASE("reserved and empty names are refused with the way out", "[uri]") {
  struct Case {
    const char* text;
    const char* message;
  };
  const Case cases[] = {
      {"", "an empty name is not a file"},
      {"file:", "file:: no file is named"},
      {"tcp://h:1", "tcp://h:1: tcp:// is not supported yet (a file of this name is ./tcp://h:1)"},
      {"tcp-listen://:1",
       "tcp-listen://:1: tcp-listen:// is not supported yet (a file of this name is ./tcp-listen://:1)"},
      {"unix:s", "unix:s: unix: is not supported yet (a file of this name is ./unix:s)"},
      {"unix-listen:s",
       "unix-listen:s: unix-listen: is not supported yet (a file of this name is ./unix-listen:s)"},
      {"fd:3", "fd:3: fd: is not supported yet (a file of this name is ./fd:3)"},
      {"systemd:", "systemd:: systemd: is not supported yet (a file of this name is ./systemd:)"},
  };
  for (const Case& c : cases) {
    Result<Uri> uri = parse_uri(c.text, Direction::in);
    REQUIRE(!uri.ok());
    CHECK(uri.error().kind == ErrorKind::usage);
    CHECK(uri.error().message == c.message);
  }
}

}  // namespace
}  // namespace runnel::io
