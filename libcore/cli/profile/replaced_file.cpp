#include "cli/profile/replaced_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <utility>

#include "io/uri.h"

namespace runnel::cli {

namespace {

constexpr std::string_view kSuffix = ".new";

io::Descriptor open_new(const std::string& path) {
  io::Descriptor file =
      io::open_descriptor((path + std::string(kSuffix)).c_str(), O_WRONLY | O_CREAT | O_TRUNC);
  struct stat before {};
  if (file.valid() && ::stat(path.c_str(), &before) == 0) {
    // Where that is not allowed it has the permissions of a new file.
    [[maybe_unused]] const int done = ::fchmod(file.get(), before.st_mode & 07777);
  }
  return file;
}

// The path of the file itself, behind links; nothing where it is no plain file.
std::optional<std::string> plain_file(const std::string& place) {
  const auto uri = io::parse_uri(place, io::Direction::out);
  if (!uri || uri->kind != io::Uri::Kind::file) return std::nullopt;
  if (uri->path.ends_with(".gz") || uri->path.ends_with(".zst")) return std::nullopt;
  struct stat status {};
  if (::stat(uri->path.c_str(), &status) != 0) {
    const bool is_dangling = ::lstat(uri->path.c_str(), &status) == 0;
    return is_dangling ? std::nullopt : std::optional(uri->path);
  }
  if (!S_ISREG(status.st_mode)) return std::nullopt;
  char* const found = ::realpath(uri->path.c_str(), nullptr);
  if (found == nullptr) return std::nullopt;
  std::string path = found;
  std::free(found);
  return path;
}

}  // namespace

Result<io::Sink*> open_metrics(const std::string& place, Outputs& outputs) {
  const auto path = plain_file(place);
  if (!path.has_value()) return outputs.open(place);
  auto file = ReplacedFile::open(*path);
  if (!file) return file.error();
  return outputs.add(std::move(*file));
}

Result<std::unique_ptr<ReplacedFile>> ReplacedFile::open(const std::string& path) {
  io::Descriptor descriptor = open_new(path);
  if (!descriptor.valid()) {
    return io::system_error(ErrorKind::sink, path + std::string(kSuffix), errno);
  }
  return std::unique_ptr<ReplacedFile>(new ReplacedFile(path, std::move(descriptor)));
}

ReplacedFile::ReplacedFile(std::string path, io::Descriptor descriptor)
    : Sink(path),
      path_(std::move(path)),
      new_path_(path_ + std::string(kSuffix)),
      descriptor_(std::move(descriptor)) {}

ReplacedFile::~ReplacedFile() {
  if (descriptor_.valid()) ::unlink(new_path_.c_str());
}

bool ReplacedFile::write(std::string_view text) {
  if (state_ != io::SinkState::open) return false;
  if (!descriptor_.valid()) descriptor_ = open_new(path_);
  if (!descriptor_.valid()) return fail_with(errno);
  if (!write_out(text)) return false;
  if (::close(descriptor_.release()) != 0) {
    const int code = errno;
    ::unlink(new_path_.c_str());
    return fail_with(code);
  }
  if (::rename(new_path_.c_str(), path_.c_str()) != 0) return fail_with(errno);
  bytes_ += text.size();
  return true;
}

bool ReplacedFile::write_out(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor_.get(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail_with(errno);
    text.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

bool ReplacedFile::fail_with(int code) {
  return fail(io::system_error(ErrorKind::sink, name_, code));
}

}  // namespace runnel::cli
