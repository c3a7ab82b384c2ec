// Where data comes from and goes to, as written on the command line (runnel-uri(7)):
//
//   PATH  file:PATH                     a file; a FIFO or a device too
//   -                                   stdin, stdout
//   tcp://HOST:PORT  tls://HOST:PORT    connects
//   unix:PATH                           connects
//   tcp-listen://[HOST]:PORT            accepts any number of peers; so do
//   tls-listen://[HOST]:PORT
//   unix-listen:PATH[?mode=0660]
//   fd:N                                a descriptor that was inherited
//   systemd:[NAME]                      sockets that systemd passes; all of them, or those of that name
//
// Nothing but these prefixes is special, and `./` escapes them. There are no percent escapes. HOST is a name
// or an address, of IPv6 in brackets.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace runnel::io {

struct Uri {
  enum class Kind : uint8_t {
    standard,
    file,
    tcp,
    tcp_listen,
    tls,
    tls_listen,
    unix_socket,
    unix_listen,
    descriptor,
    activated,
  };
  Kind kind;
  std::string path;       // file, unix_*; of activated: the name, or empty
  std::string shown;      // for messages: the path, `stdin`, or the text as it was written
  std::string host = {};  // tcp*, tls*: without brackets; empty: every address
  uint16_t port = 0;      // of these; 0: one that is free, to listen at
  int descriptor = -1;
  std::optional<mode_t> mode = {};  // unix_listen

  // What connects or accepts, or may: what is no file and has no place in a state.
  bool is_net() const { return kind != Kind::standard && kind != Kind::file; }
};

enum class Direction { in, out };

// Errors are of kind usage, and say how to name a file that is called like that.
Result<Uri> parse_uri(std::string_view text, Direction direction);

// Of what is opened as a file, or stdin, alone. Kind usage.
Error a_file_is_wanted(const Uri& uri);

}  // namespace runnel::io
