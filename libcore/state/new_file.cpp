#include "state/new_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "io/durable.h"

namespace runnel::state {

NewFile::NewFile(const std::string& path) : path_(path), new_path_(path + ".new") {
  // One that was left behind by a run that was killed.
  ::unlink(new_path_.c_str());
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY;
  int number;
  do {
    number = ::open(new_path_.c_str(), kFlags, 0600);
  } while (number < 0 && errno == EINTR);
  code_ = number < 0 ? errno : 0;
  is_made_ = number >= 0;
  file_ = io::Descriptor(number);
}

NewFile::~NewFile() {
  if (is_made_) ::unlink(new_path_.c_str());
}

int NewFile::write(std::span<const std::string_view> pieces) {
  if (code_ == 0) keep_permissions();
  for (const std::string_view piece : pieces) write_piece(piece);
  if (code_ == 0) code_ = io::sync_file(file_.get());
  if (code_ == 0 && ::close(file_.release()) != 0 && errno != EINTR) code_ = errno;
  if (code_ == 0 && ::rename(new_path_.c_str(), path_.c_str()) != 0) code_ = errno;
  if (code_ != 0) return code_;
  is_made_ = false;
  return io::sync_folder_of(path_);
}

// What cannot be given to the group of the old file is not for any group.
void NewFile::keep_permissions() {
  constexpr auto kSame = static_cast<uid_t>(-1);
  struct stat before, now;
  if (::stat(path_.c_str(), &before) != 0 || ::fstat(file_.get(), &now) != 0) return;
  mode_t mode = before.st_mode & 0777;
  if (before.st_gid != now.st_gid && ::fchown(file_.get(), kSame, before.st_gid) != 0) {
    mode &= ~mode_t{S_IRWXG};
  }
  // Only root can, who then leaves the state to whom it belongs.
  if (before.st_uid != now.st_uid && ::fchown(file_.get(), before.st_uid, kSame) != 0) {
    mode |= S_IRUSR | S_IWUSR;
  }
  if (::fchmod(file_.get(), mode) != 0) code_ = errno;
}

void NewFile::write_piece(std::string_view piece) {
  while (code_ == 0 && !piece.empty()) {
    const ssize_t written = ::write(file_.get(), piece.data(), piece.size());
    if (written >= 0) {
      piece.remove_prefix(static_cast<size_t>(written));
    } else if (errno != EINTR) {
      code_ = errno;
    }
  }
}

}  // namespace runnel::state
