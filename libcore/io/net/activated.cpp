// What systemd says of the sockets that it passes: sd_listen_fds(3).
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"
#include "io/net/endpoint.h"

namespace runnel::io {
namespace {

constexpr int kFirst = 3;
constexpr std::string_view kUnnamed = "unknown";  // as sd_listen_fds_with_names(3) calls them

std::string_view variable(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : "";
}

// The next of a list that colons divide.
std::string_view take_name(std::string_view& names) {
  const size_t end = names.find(':');
  const std::string_view name = names.substr(0, end);
  names.remove_prefix(end == std::string_view::npos ? names.size() : end + 1);
  return name.empty() ? kUnnamed : name;
}

}  // namespace

// The environment may be that of another process, which started this one and kept its sockets.
std::vector<int> activated_descriptors(const std::string& name) {
  const auto process = parse_count(variable("LISTEN_PID"));
  const auto count = parse_count(variable("LISTEN_FDS"));
  if (!process || !count || *process != static_cast<uint64_t>(::getpid())) return {};
  std::string_view names = variable("LISTEN_FDNAMES");
  std::vector<int> descriptors;
  for (uint64_t i = 0; i < *count; ++i) {
    const int descriptor = kFirst + static_cast<int>(i);
    const std::string_view its_name = take_name(names);
    const int flags = ::fcntl(descriptor, F_GETFD);
    if (flags < 0) break;
    ::fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC);
    if (name.empty() || its_name == name) descriptors.push_back(descriptor);
  }
  return descriptors;
}

}  // namespace runnel::io
