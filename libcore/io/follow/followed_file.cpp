#include "io/follow/followed_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "io/follow/siblings.h"

namespace runnel::io {

FollowedPlace::FollowedPlace(Descriptor file, uint64_t offset, const Clock& clock)
    : file_(std::move(file)), clock_(clock), begun_at_(offset), grown_ns_(clock.monotonic_ns()) {
  struct ::stat status;
  if (::fstat(file_.get(), &status) == 0) {
    id_ = {status.st_dev, status.st_ino};
    modified_ns_ = modified_ns(status);
  }
  born_ns_ = born_ns(file_.get());
  const bool is_there =
      text_.take_file(file_.get(), offset) && ::lseek(file_.get(), static_cast<off_t>(offset), SEEK_SET) >= 0;
  if (!is_there) truncate();
}

void FollowedPlace::follow() {
  if (state_ == State::left) state_ = State::followed;
}

void FollowedPlace::leave() {
  if (state_ != State::followed) return;
  state_ = State::left;
  grown_ns_ = clock_.monotonic_ns();
}

void FollowedPlace::truncate() {
  state_ = State::truncated;
  was_truncated_ = true;
}

uint64_t FollowedPlace::size() const {
  struct ::stat status;
  return ::fstat(file_.get(), &status) == 0 ? static_cast<uint64_t>(status.st_size) : 0;
}

void FollowedPlace::end() {
  if (state_ == State::ended) return;
  state_ = State::ended;
  struct ::stat status;
  if (::fstat(file_.get(), &status) == 0 && status.st_nlink == 0) id_ = {};
}

bool FollowedPlace::has_lingered() const {
  return state_ == State::left && clock_.monotonic_ns() - grown_ns_ >= kLinger && is_read();
}

FileMark FollowedPlace::mark() const {
  FileMark mark = text_.mark();
  mark.device = id_.device;
  mark.inode = id_.inode;
  mark.born_ns = born_ns_;
  mark.modified_ns = modified_ns_;
  return mark;
}

FollowedFile::FollowedFile(std::string name, std::shared_ptr<FollowedPlace> place,
                           std::shared_ptr<Watch> watch)
    : Source(std::move(name)),
      place_(std::move(place)),
      watch_(std::move(watch)),
      eye_(Eye::on_file(watch_, place_->file_.get())) {}

// The descriptor goes with the source, so that the space of a deleted file is free.
FollowedFile::~FollowedFile() {
  place_->end();
  place_->file_ = Descriptor();
}

bool FollowedFile::is_readable() {
  if (place_->state_ >= FollowedPlace::State::truncated || place_->has_lingered()) return true;
  return eye_->take() && look();
}

bool FollowedFile::look() {
  struct ::stat status;
  if (::fstat(place_->file_.get(), &status) != 0) return true;  // read() says why
  const auto size = static_cast<uint64_t>(status.st_size);
  const uint64_t known = place_->text_.known();
  if (size < known || !place_->text_.is_in(place_->file_.get())) {
    place_->truncate();
    return true;
  }
  place_->modified_ns_ = modified_ns(status);
  if (size == known) return false;
  eye_->open();
  return true;
}

Result<size_t> FollowedFile::read(char* buffer, size_t size) {
  if (place_->state_ >= FollowedPlace::State::truncated || place_->has_lingered()) {
    place_->end();
    return size_t{0};
  }
  ssize_t got;
  do {
    got = ::read(place_->file_.get(), buffer, size);
  } while (got < 0 && errno == EINTR);
  if (got < 0) {
    Error error = system_error(ErrorKind::source, name(), errno);
    place_->has_failed_ = true;
    place_->end();
    return error;
  }
  if (got == 0) {  // truncated since it was said to be readable
    place_->truncate();
    place_->end();
    return size_t{0};
  }
  place_->text_.take({buffer, static_cast<size_t>(got)});
  place_->grown_ns_ = place_->clock_.monotonic_ns();
  eye_->open();
  return static_cast<size_t>(got);
}

}  // namespace runnel::io
