#include "io/uri.h"

#include <array>

namespace runnel::io {
namespace {

constexpr std::array<std::string_view, 6> kReserved = {
    "tcp://", "tcp-listen://", "unix:", "unix-listen:", "fd:", "systemd:"};

Error unusable(std::string_view text, std::string_view reason) {
  return {ErrorKind::usage, std::string(text) + ": " + std::string(reason)};
}

// RFC 8089 writes the path /a as file:/a or as file:///a.
std::string_view without_empty_host(std::string_view path) {
  return path.starts_with("///") ? path.substr(2) : path;
}

}  // namespace

Result<Uri> parse_uri(std::string_view text, Direction direction) {
  if (text.empty()) return Error{ErrorKind::usage, "an empty name is not a file"};
  if (text == "-") return Uri{Uri::Kind::standard, {}, direction == Direction::in ? "stdin" : "stdout"};
  for (std::string_view prefix : kReserved) {
    if (!text.starts_with(prefix)) continue;
    return unusable(text, std::string(prefix) + " is not supported yet (a file of this name is ./" +
                              std::string(text) + ")");
  }
  constexpr std::string_view kFile = "file:";
  std::string_view path = text;
  if (path.starts_with(kFile)) path = without_empty_host(path.substr(kFile.size()));
  if (path.empty()) return unusable(text, "no file is named");
  return Uri{Uri::Kind::file, std::string(path), std::string(path)};
}

}  // namespace runnel::io
