#include "cli/places.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>
#include <vector>

#include "io/uri.h"

namespace runnel::cli {
namespace {

struct Place {
  std::string shown;
  std::filesystem::path path;  // of a file, without symbolic links as far as it exists
  bool is_standard = false;
  bool is_net = false;
  bool listens = false;
  bool exists = false;
  struct stat status {};

  bool is_plain_file() const { return exists && S_ISREG(status.st_mode); }
  bool is_device() const { return exists && S_ISCHR(status.st_mode); }
};

Error usage(std::string message) {
  return Error{ErrorKind::usage, std::move(message)};
}

Result<Place> look_at(const std::string& text, io::Direction direction) {
  const Result<io::Uri> uri = io::parse_uri(text, direction);
  if (!uri) return uri.error();
  Place place;
  place.shown = uri->shown;
  place.is_standard = uri->kind == io::Uri::Kind::standard;
  place.is_net = uri->is_net();
  place.listens = uri->kind == io::Uri::Kind::tcp_listen || uri->kind == io::Uri::Kind::tls_listen ||
                  uri->kind == io::Uri::Kind::unix_listen;
  const bool is_inet = place.is_net && uri->path.empty() && uri->kind != io::Uri::Kind::descriptor &&
                       uri->kind != io::Uri::Kind::activated;
  if (is_inet && uri->port == 0)
    return usage(text + ": port 0 is one that is free, which nobody else would know");
  if (place.is_net) return place;
  if (place.is_standard) {
    const int descriptor = direction == io::Direction::in ? STDIN_FILENO : STDOUT_FILENO;
    place.exists = fstat(descriptor, &place.status) == 0;
  } else {
    place.exists = stat(uri->path.c_str(), &place.status) == 0;
    std::error_code unknown;  // the path stays empty then
    place.path = std::filesystem::weakly_canonical(std::filesystem::absolute(uri->path, unknown), unknown);
  }
  return place;
}

bool same_file(const Place& a, const Place& b) {
  return a.exists && b.exists && a.status.st_dev == b.status.st_dev && a.status.st_ino == b.status.st_ino;
}

bool same_output(const Place& a, const Place& b) {
  if (a.is_standard && b.is_standard) return true;
  if (a.is_net || b.is_net) return a.is_net && b.is_net && a.shown == b.shown;
  if (a.is_device() || b.is_device()) return false;
  return same_file(a, b) || (!a.exists && !b.exists && !a.path.empty() && a.path == b.path);
}

}  // namespace

Outcome check_places(std::span<const std::string> inputs,
                     std::span<const std::pair<std::string, std::string>> outputs) {
  std::vector<Place> sources, sinks;
  bool stdin_is_taken = false;
  for (const std::string& input : inputs) {
    Result<Place> place = look_at(input, io::Direction::in);
    if (!place) return usage(place.error().message);
    if (place->is_standard && stdin_is_taken)
      return usage("- is given twice, but stdin can be read only once");
    stdin_is_taken = stdin_is_taken || place->is_standard;
    for (const Place& other : sources) {
      if (place->is_net && same_output(other, *place))
        return usage(place->shown + " is given twice, but a socket is one input");
    }
    sources.push_back(std::move(*place));
  }
  for (const auto& [flag, text] : outputs) {
    Result<Place> place = look_at(text, io::Direction::out);
    if (!place) return usage(fmt::format("{}: {}", flag, place.error().message));
    for (size_t i = 0; i < sinks.size(); ++i) {
      if (same_output(sinks[i], *place)) {
        return usage(
            fmt::format("{} and {} write to the same place, {}", outputs[i].first, flag, place->shown));
      }
    }
    for (const Place& source : sources) {
      if (place->is_net && place->listens && same_output(source, *place)) {
        return usage(fmt::format("{} is both an input and an output", place->shown));
      }
      if (place->is_plain_file() && same_file(source, *place)) {
        return usage(fmt::format("{} is both an input and an output ({})", source.shown,
                                 place->is_standard ? "stdout" : flag));
      }
    }
    sinks.push_back(std::move(*place));
  }
  return Done{};
}

Outcome check_places(std::span<const std::string> inputs, const CommonOptions& common, const char* flag,
                     const std::optional<std::string>& place) {
  std::vector<std::pair<std::string, std::string>> outputs{{"--to", common.to}};
  if (place) outputs.emplace_back(flag, *place);
  if (common.dead_letter) outputs.emplace_back("--dead-letter", *common.dead_letter);
  std::vector<std::string> texts;
  for (const auto& [name, text] : outputs) texts.push_back(text);
  if (const auto checked = check_socket_options(common.sockets, inputs, texts); !checked) return checked;
  return check_places(inputs, outputs);
}

}  // namespace runnel::cli
