#include "io/net/peer_inlets.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "io/file_source.h"
#include "io/listed_inlet.h"
#include "io/net/connect_inlet.h"
#include "io/net/endpoint.h"
#include "io/net/listen_inlet.h"

namespace runnel::io {
namespace {

using Opened = Result<std::unique_ptr<Inlet>>;

template <class Made>
Opened as_inlet(Result<std::unique_ptr<Made>> made) {
  if (!made) return made.error();
  return std::unique_ptr<Inlet>(std::move(*made));
}

// As stdin is: it keeps its flags, and stays open.
Opened read_descriptor(int descriptor, const Uri& uri, uint32_t operand) {
  struct stat status {};
  const int flags = ::fcntl(descriptor, F_GETFL);
  const auto failed = [&uri](std::string_view reason) {
    return Error{ErrorKind::source, uri.shown + ": " + std::string(reason)};
  };
  if (flags < 0) return failed("it is not open");
  if ((flags & O_ACCMODE) == O_WRONLY || (flags & O_PATH) != 0) return failed("it is not open for reading");
  if (::fstat(descriptor, &status) != 0) return system_error(ErrorKind::source, uri.shown, errno);
  if (S_ISDIR(status.st_mode)) return failed("is a directory");
  return std::unique_ptr<Inlet>(std::make_unique<OpenInlet>(
      OpenedSource{.source = std::make_unique<FileSource>(uri.shown, descriptor, Ownership::inherited),
                   .operand = operand}));
}

Opened open_activated(const Uri& uri, uint32_t operand, const NetOptions& options) {
  const std::vector<int> descriptors = activated_descriptors(uri.path);
  if (!std::any_of(descriptors.begin(), descriptors.end(), [](int each) { return !is_listening(each); })) {
    return as_inlet(ListenInlet::open(uri, operand, options));
  }
  if (descriptors.size() == 1) return read_descriptor(descriptors.front(), uri, operand);
  return Error{ErrorKind::source, uri.shown +
                                      ": systemd passed something that does not listen beside others; "
                                      "systemd:NAME reads one of them (FileDescriptorName=)"};
}

}  // namespace

Opened open_net_inlet(const Uri& uri, uint32_t operand, const NetOptions& options) {
  switch (uri.kind) {
    case Uri::Kind::tcp:
    case Uri::Kind::tls:
    case Uri::Kind::unix_socket:
      return as_inlet(ConnectInlet::open(uri, operand, options));
    case Uri::Kind::descriptor:
      if (!is_listening(uri.descriptor)) return read_descriptor(uri.descriptor, uri, operand);
      break;
    case Uri::Kind::activated:
      return open_activated(uri, operand, options);
    default:
      break;
  }
  return as_inlet(ListenInlet::open(uri, operand, options));
}

}  // namespace runnel::io
