#include "io/uri.h"

#include <array>
#include <charconv>

namespace runnel::io {
namespace {

using Kind = Uri::Kind;

struct Prefix {
  std::string_view text;
  Kind kind;
};

constexpr std::array<Prefix, 8> kPrefixes = {{{"tcp://", Kind::tcp},
                                              {"tcp-listen://", Kind::tcp_listen},
                                              {"tls://", Kind::tls},
                                              {"tls-listen://", Kind::tls_listen},
                                              {"unix:", Kind::unix_socket},
                                              {"unix-listen:", Kind::unix_listen},
                                              {"fd:", Kind::descriptor},
                                              {"systemd:", Kind::activated}}};
constexpr size_t kLongestSocketPath = 107;  // of sockaddr_un, with its zero

Error unusable(std::string_view text, std::string_view reason) {
  return {ErrorKind::usage, std::string(text) + ": " + std::string(reason) + " (a file of this name is ./" +
                                std::string(text) + ")"};
}

// RFC 8089 writes the path /a as file:/a or as file:///a.
std::string_view without_empty_host(std::string_view path) {
  return path.starts_with("///") ? path.substr(2) : path;
}

template <class Number>
bool read_number(std::string_view text, Number& number, int base = 10) {
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number, base);
  return !text.empty() && read.ec == std::errc() && read.ptr == end;
}

Result<Uri> parse_address(std::string_view text, std::string_view rest, Uri uri) {
  const bool listens = uri.kind == Kind::tcp_listen || uri.kind == Kind::tls_listen;
  const std::string_view form = listens ? "HOST:PORT or :PORT is wanted" : "HOST:PORT is wanted";
  const size_t colon = rest.rfind(':');
  if (colon == std::string_view::npos) return unusable(text, form);
  std::string_view host = rest.substr(0, colon);
  const bool is_bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  if (is_bracketed) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find_first_of("/@ ") != std::string_view::npos) {
    return unusable(text, "a host is a name or an address, and nothing else stands before its port");
  } else if (host.find_first_of(":[]") != std::string_view::npos) {
    return unusable(text, "an address of IPv6 stands in brackets, as in [::1]:9000");
  }
  const std::string_view port = rest.substr(colon + 1);
  if (!read_number(port, uri.port)) return unusable(text, "a port is a number from 1 to 65535");
  if (uri.port == 0 && !listens) return unusable(text, "a port is a number from 1 to 65535");
  if (host.empty() && !listens) return unusable(text, form);
  uri.host = host;
  return uri;
}

Result<Uri> parse_socket_path(std::string_view text, std::string_view rest, Uri uri) {
  const size_t query = uri.kind == Kind::unix_listen ? rest.rfind('?') : std::string_view::npos;
  if (query != std::string_view::npos) {
    constexpr std::string_view kMode = "mode=";
    const std::string_view option = rest.substr(query + 1);
    unsigned mode = 0;
    const bool is_mode = option.starts_with(kMode) && read_number(option.substr(kMode.size()), mode, 8);
    if (!is_mode || mode > 0777)
      return unusable(text, "behind ? stands mode= and up to 0777, as in ?mode=0660");
    uri.mode = mode;
    rest = rest.substr(0, query);
  }
  if (rest.empty()) return unusable(text, "no socket is named");
  if (rest.size() > kLongestSocketPath) {
    return unusable(
        text,
        "the path of a socket has at most 107 bytes; a shorter one, from another working directory, "
        "is a way out");
  }
  uri.path = rest;
  return uri;
}

Result<Uri> parse_net(std::string_view text, const Prefix& prefix) {
  const std::string_view rest = text.substr(prefix.text.size());
  Uri uri{.kind = prefix.kind, .path = {}, .shown = std::string(text)};
  switch (prefix.kind) {
    case Kind::unix_socket:
    case Kind::unix_listen:
      return parse_socket_path(text, rest, std::move(uri));
    case Kind::descriptor:
      if (!read_number(rest, uri.descriptor) || uri.descriptor < 0) {
        return unusable(text, "the number of an open descriptor is wanted, as in fd:3");
      }
      return uri;
    case Kind::activated:
      uri.path = rest;
      return uri;
    default:
      return parse_address(text, rest, std::move(uri));
  }
}

}  // namespace

Result<Uri> parse_uri(std::string_view text, Direction direction) {
  if (text.empty()) return Error{ErrorKind::usage, "an empty name is not a file"};
  if (text == "-") return Uri{Kind::standard, {}, direction == Direction::in ? "stdin" : "stdout"};
  for (const Prefix& prefix : kPrefixes) {
    if (text.starts_with(prefix.text)) return parse_net(text, prefix);
  }
  constexpr std::string_view kFile = "file:";
  std::string_view path = text;
  if (path.starts_with(kFile)) path = without_empty_host(path.substr(kFile.size()));
  if (path.empty()) return Error{ErrorKind::usage, std::string(text) + ": no file is named"};
  return Uri{Kind::file, std::string(path), std::string(path)};
}

Error a_file_is_wanted(const Uri& uri) {
  return {ErrorKind::usage, uri.shown + ": is a socket, and a file is wanted here"};
}

}  // namespace runnel::io
