#include "io/source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include "io/codec.h"
#include "io/decompressed_source.h"
#include "io/file_source.h"
#include "io/uri.h"

namespace runnel::io {
namespace {

using Opened = Result<std::unique_ptr<Source>>;

Error directory_error(const std::string& name) {
  return {ErrorKind::source, name + ": is a directory"};
}

Opened open_standard(const Uri& uri) {
  struct stat status;
  const int flags = ::fcntl(STDIN_FILENO, F_GETFL);
  if (flags < 0 || ::fstat(STDIN_FILENO, &status) != 0) {
    return system_error(ErrorKind::source, uri.shown, errno);
  }
  // Also how reserve_standard_descriptors() leaves a stdin that was closed.
  if ((flags & O_ACCMODE) == O_WRONLY) return system_error(ErrorKind::source, uri.shown, EBADF);
  if (S_ISDIR(status.st_mode)) return directory_error(uri.shown);
  return Opened(std::make_unique<FileSource>(uri.shown, STDIN_FILENO, Ownership::inherited));
}

// Only a plain file can be looked at without taking bytes away from it.
Compression compression_of(int descriptor, mode_t mode, const std::string& path) {
  if (S_ISREG(mode)) {
    std::array<char, kCompressionHead> head;
    ssize_t got;
    do {
      got = ::pread(descriptor, head.data(), head.size(), 0);
    } while (got < 0 && errno == EINTR);
    const auto found = compression_by_content({head.data(), got > 0 ? static_cast<size_t>(got) : 0});
    if (found != Compression::none) return found;
  }
  return compression_by_name(path);
}

Error too_short(const std::string& name, uint64_t offset) {
  return {ErrorKind::source,
          name + ": ends before byte " + std::to_string(offset) + ", where reading was to go on"};
}

Outcome seek(int descriptor, uint64_t size, uint64_t offset, const std::string& name) {
  if (offset > size) return too_short(name, offset);
  if (::lseek(descriptor, static_cast<off_t>(offset), SEEK_SET) < 0) {
    return system_error(ErrorKind::source, name, errno);
  }
  return Done{};
}

// What is compressed can only be read from its beginning.
Outcome pass_over(Source& source, uint64_t size) {
  std::vector<char> passed(size_t{64} * 1024);
  for (uint64_t left = size; left > 0;) {
    const auto got = source.read(passed.data(), static_cast<size_t>(std::min<uint64_t>(left, passed.size())));
    if (!got) return got.error();
    if (*got == 0) return too_short(source.name(), size);
    left -= *got;
  }
  return Done{};
}

// O_NONBLOCK lets the opening of a FIFO return before it has a writer. It is taken off again, since the
// reader polls and then reads. A FIFO that has had no writer yet does not poll as readable, and one that has
// lost its last writer polls as hung up: so a read that comes after a poll returns 0 only at the true end,
// never because a writer is still to come.
Opened open_file(const Uri& uri, uint64_t offset) {
  Descriptor descriptor = open_descriptor(uri.path.c_str(), O_RDONLY | O_NONBLOCK);
  struct stat status;
  if (!descriptor.valid() || ::fstat(descriptor.get(), &status) != 0) {
    return system_error(ErrorKind::source, uri.shown, errno);
  }
  if (S_ISDIR(status.st_mode)) return directory_error(uri.shown);
  const int flags = ::fcntl(descriptor.get(), F_GETFL);
  if (flags < 0 || ::fcntl(descriptor.get(), F_SETFL, flags & ~O_NONBLOCK) != 0) {
    return system_error(ErrorKind::source, uri.shown, errno);
  }
  const Compression compression = compression_of(descriptor.get(), status.st_mode, uri.path);
  if (compression == Compression::none && offset > 0) {
    const auto size = S_ISREG(status.st_mode) ? static_cast<uint64_t>(status.st_size) : 0;
    if (const auto there = seek(descriptor.get(), size, offset, uri.shown); !there) return there.error();
  }
  auto file = std::make_unique<FileSource>(uri.shown, descriptor.release(), Ownership::owned);
  if (compression == Compression::none) return Opened(std::move(file));
  auto text = std::make_unique<DecompressedSource>(std::move(file), make_decoder(compression));
  if (const auto there = pass_over(*text, offset); !there) return there.error();
  return Opened(std::move(text));
}

}  // namespace

bool Source::is_readable() {
  pollfd entry{wait_descriptor(), POLLIN, 0};
  return ::poll(&entry, 1, 0) > 0;
}

std::optional<FileId> Source::file_id() const {
  const int descriptor = file_descriptor();
  return descriptor >= 0 ? io::file_id(descriptor) : std::nullopt;
}

Result<std::unique_ptr<Source>> open_source(std::string_view text) {
  return open_source_at(text, 0);
}

Result<std::unique_ptr<Source>> open_source_at(std::string_view text, uint64_t offset) {
  Result<Uri> uri = parse_uri(text, Direction::in);
  if (!uri) return uri.error();
  if (uri->is_net()) return a_file_is_wanted(*uri);
  return uri->kind == Uri::Kind::standard ? open_standard(*uri) : open_file(*uri, offset);
}

std::optional<uint64_t> plain_file_size(std::string_view text) {
  const Result<Uri> uri = parse_uri(text, Direction::in);
  if (!uri || uri->is_net()) return std::nullopt;
  struct stat status;
  const int failed =
      uri->kind == Uri::Kind::standard ? ::fstat(STDIN_FILENO, &status) : ::stat(uri->path.c_str(), &status);
  if (failed != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return static_cast<uint64_t>(status.st_size);
}

}  // namespace runnel::io
