#include "io/follow/followed_inlet.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "io/codec.h"
#include "io/follow/siblings.h"

namespace runnel::io {
namespace {

constexpr size_t kKept = 64;  // files that were read and are known again; older ones are told by their times

std::string directory_of(const std::string& path) {
  std::string directory = split_path(path).first;
  return directory.empty() ? "." : directory;
}

std::string real_path(const std::string& path) {
  std::array<char, PATH_MAX> real;
  return ::realpath(path.c_str(), real.data()) != nullptr ? std::string(real.data()) : std::string();
}

bool is_link(const std::string& path) {
  struct ::stat status;
  return ::lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
}

std::optional<struct ::stat> status_of(const Descriptor& file) {
  struct ::stat status;
  if (::fstat(file.get(), &status) != 0) return std::nullopt;
  return status;
}

std::optional<FileId> present_file(const std::string& path) {
  const auto file = file_at(path);
  if (!file) return std::nullopt;
  return file->id;
}

}  // namespace

FollowedInlet::FollowedInlet(FollowedPath path, std::shared_ptr<Following> following)
    : path_(std::move(path)), following_(std::move(following)) {
  std::erase_if(path_.known, [this](const KnownFile& file) { return file.path != path_.path; });
  following_->paths.insert(path_.path);
}

FollowedInlet::~FollowedInlet() {
  following_->paths.erase(path_.path);
}

bool FollowedInlet::is_done() const {
  return path_.origin == FollowedPath::Origin::matched && is_begun_ && !present_ && given_.empty() &&
         links_.empty();
}

FollowedInlet::Next FollowedInlet::next(size_t busy) {
  constexpr int kTries = 3;  // files may be renamed between two calls of the system
  take_ended(busy);
  for (int tries = 0; tries < kTries; ++tries) {
    if (has_changed()) look();
    if (!has_work() || !are_read()) break;
    if (must_find_) find_links();
    Next given = give_next();
    if (!given || given->has_value()) return given;
    if (!must_look_) break;
  }
  return Next(std::nullopt);
}

void FollowedInlet::take_ended(size_t busy) {
  for (auto given = given_.begin(); given != given_.end();) {
    if (!has_ended(*given, busy)) {
      ++given;
      continue;
    }
    KnownFile known = given->known;
    known.ended = true;
    if (given->place != nullptr) {
      known.mark = given->place->mark();
      known.at = {.offset = known.mark.known};
      known.ended = !given->place->was_truncated();
      if (given->place->has_failed()) failed_ = given->place->id();
      // Its place, with what it remembers of the text, is needed no more.
      following_->claims.claim(given->place->id(), path_.path, [mark = known.mark] { return mark; });
    }
    path_.known.push_back(std::move(known));
    given = given_.erase(given);
    must_look_ = must_find_ = true;
  }
}

// A compressed file does not say so itself; but it is the last that was given.
bool FollowedInlet::has_ended(const Given& given, size_t busy) const {
  if (given.place != nullptr) return given.place->state() == FollowedPlace::State::ended;
  const auto followed = std::count_if(given_.begin(), given_.end(), [](const Given& each) {
    return each.place != nullptr && each.place->state() != FollowedPlace::State::ended;
  });
  return busy <= static_cast<size_t>(followed);
}

bool FollowedInlet::has_changed() {
  bool changed = std::exchange(must_look_, false);
  for (const auto& eye : eyes_) changed = eye->take() || changed;
  return changed;
}

void FollowedInlet::look() {
  watch_directories();
  const auto before = std::exchange(present_, present_file(path_.path));
  for (const Given& given : given_) {
    if (given.place == nullptr) continue;
    if (present_ == given.place->id()) {
      given.place->follow();
    } else {
      given.place->leave();
    }
  }
  is_blocked_ = false;
  if (present_ != before) empty_.reset();
  if (present_ != before || !links_.empty()) must_find_ = true;
  const bool is_awaited = !present_ && !is_begun_ && path_.origin == FollowedPath::Origin::named;
  if (is_awaited) say_once(path_.path + ": is not there yet, and is waited for");
}

void FollowedInlet::watch_directories() {
  std::vector<std::string> directories = {directory_of(path_.path)};
  if (is_link(path_.path)) {
    const std::string real = real_path(path_.path);
    if (!real.empty()) directories.push_back(directory_of(real));
  }
  if (directories == directories_) return;
  eyes_.clear();
  for (const std::string& each : directories) eyes_.push_back(Eye::on_directory(following_->watch, each));
  directories_ = std::move(directories);
}

// Whether there may be something to give.
bool FollowedInlet::has_work() const {
  if (is_blocked_) return false;
  const bool is_left_off =
      std::any_of(path_.known.begin(), path_.known.end(), [](const KnownFile& file) { return !file.ended; });
  if (!is_begun_ || !links_.empty() || is_left_off) return true;
  if (!present_ || present_ == failed_) return false;
  return std::none_of(given_.begin(), given_.end(), [this](const Given& given) {
    return given.place != nullptr && given.place->state() < FollowedPlace::State::truncated &&
           given.place->id() == *present_;
  });
}

bool FollowedInlet::are_read() const {
  return std::all_of(given_.begin(), given_.end(), [](const Given& given) {
    return given.place != nullptr && given.place->state() != FollowedPlace::State::truncated &&
           given.place->is_read();
  });
}

void FollowedInlet::find_links() {
  if (path_.known.size() > kKept) {
    path_.known.erase(path_.known.begin(), path_.known.end() - static_cast<ptrdiff_t>(kKept));
  }
  ChainRequest request{.path = path_.path,
                       .known = path_.known,
                       .leave_alone = following_->operands,
                       .from = path_.from,
                       .history = path_.history};
  for (const Given& given : given_) {
    request.known.push_back(given.known);
    request.known.back().is_open = true;
    if (given.place != nullptr) request.known.back().mark = given.place->mark();
  }
  Chain chain = find_chain(request);
  for (const std::string& loss : chain.losses) say_once(loss);
  links_.assign(chain.links.begin(), chain.links.end());
  for (size_t i = 0; i < path_.known.size(); ++i) {
    const bool goes_on =
        std::any_of(links_.begin(), links_.end(), [i](const ChainLink& link) { return link.known == i; });
    if (!goes_on) path_.known[i].ended = true;  // it was read, or is lost, as has been said
  }
  is_begun_ = true;
  must_find_ = false;
  path_.from = From::start;
  path_.history.clear();
}

FollowedInlet::Next FollowedInlet::give_next() {
  while (!links_.empty()) {
    const ChainLink link = links_.front();
    Descriptor file = open_descriptor(link.path.c_str(), O_RDONLY | O_NONBLOCK);
    if (!file.valid() && errno != ENOENT) return cannot_open(link, errno);
    if (!file.valid() || file_id(file.get()) != link.file) {
      must_look_ = must_find_ = true;
      break;
    }
    if (following_->claims.is_taken(file.get(), path_.path)) {
      is_blocked_ = is_blocked_ || link.path == path_.path;
      links_.pop_front();
      continue;
    }
    return give(link, std::move(file));
  }
  return Next(std::nullopt);
}

FollowedInlet::Next FollowedInlet::give(const ChainLink& link, Descriptor file) {
  std::array<char, kCompressionHead> head{};
  const ssize_t got = ::pread(file.get(), head.data(), head.size(), 0);
  const std::string_view text(head.data(), got > 0 ? static_cast<size_t>(got) : 0);
  const bool is_compressed = compression_by_name(link.path) != Compression::none ||
                             compression_by_content(text) != Compression::none;
  if (is_compressed) return give_compressed(link, file);
  if (waits_for_bytes(link, file)) return Next(std::nullopt);
  return Next(give_followed(link, std::move(file)));
}

// The first file is given at once, so that it is known that it is there.
bool FollowedInlet::waits_for_bytes(const ChainLink& link, Descriptor& file) {
  if (!has_given_ || link.path != path_.path) return false;
  // It may have been renamed since the last look, and be another link by now.
  if (empty_ && file_id(empty_->file.get()) != link.file) empty_.reset();
  if (!empty_) {
    auto eye = Eye::on_file(following_->watch, file.get());
    empty_ = Empty{std::move(file), std::move(eye)};
  }
  if (!empty_->eye->take()) return true;
  const auto status = status_of(empty_->file);
  if (!status || static_cast<uint64_t>(status->st_size) <= link.at.offset) return true;
  file = std::move(empty_->file);
  empty_.reset();
  return false;
}

OpenedSource FollowedInlet::give_followed(const ChainLink& link, Descriptor file) {
  auto place = std::make_shared<FollowedPlace>(std::move(file), link.at.offset, following_->watch->clock());
  if (link.path != path_.path) place->leave();
  following_->claims.claim(link.file, path_.path, [place] { return place->mark(); });
  given_.push_back({take_known(link), place});
  OpenedSource opened{.source = std::make_unique<FollowedFile>(link.path, place, following_->watch),
                      .start = link.at,
                      .last_line = LastLine::record,
                      .operand = path_.operand,
                      .path = path_.path};
  links_.pop_front();
  has_given_ = true;
  return opened;
}

// Nobody appends to a compressed file; but somebody may still be compressing it.
FollowedInlet::Next FollowedInlet::give_compressed(const ChainLink& link, const Descriptor& file) {
  const auto status = status_of(file);
  const int64_t age = status ? following_->watch->clock().now_ns() - modified_ns(*status) : 0;
  if (link.path == path_.path && age >= 0 && age < FollowedPlace::kLinger) {
    is_blocked_ = true;
    return Next(std::nullopt);
  }
  auto source = open_source_at("file:" + link.path, link.at.offset);
  const KnownFile known = take_known(link);
  const FileMark mark =
      mark_file(file.get(), status ? static_cast<uint64_t>(status->st_size) : 0).value_or(known.mark);
  links_.pop_front();
  following_->claims.claim(link.file, path_.path, [mark] { return mark; });
  if (!source) {
    path_.known.push_back({.path = path_.path, .mark = mark, .at = {}, .ended = true});
    return source.error();
  }
  given_.push_back({{.path = path_.path, .mark = mark, .at = link.at}, nullptr});
  has_given_ = true;
  return Next(OpenedSource{.source = std::move(*source),
                           .start = link.at,
                           .last_line = LastLine::record,
                           .operand = path_.operand,
                           .path = path_.path});
}

// The path itself is tried again; a rotated file is given up.
FollowedInlet::Next FollowedInlet::cannot_open(const ChainLink& link, int code) {
  if (code == EMFILE || code == ENFILE) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    say_once(link.path + ": cannot be opened for now, since so many files are open already (" +
             std::to_string(limit.rlim_cur) + " may be, see `ulimit -n`)");
    is_blocked_ = true;
    return Next(std::nullopt);
  }
  Error error = system_error(ErrorKind::source, link.path, code);
  if (link.path == path_.path) {
    say_once(error.message + "; it is tried again");
    is_blocked_ = true;
    return Next(std::nullopt);
  }
  FileMark mark;
  mark.device = link.file.device;
  mark.inode = link.file.inode;
  path_.known.push_back({.path = path_.path, .mark = mark, .at = {}, .ended = true});
  links_.pop_front();
  return error;
}

// What is known of a file that goes on is known of the one that is given now.
KnownFile FollowedInlet::take_known(const ChainLink& link) {
  KnownFile known;
  if (link.known && *link.known < path_.known.size()) {
    known = path_.known[*link.known];
    path_.known[*link.known].ended = true;
  }
  known.path = path_.path;
  known.at = link.at;
  known.ended = false;
  return known;
}

void FollowedInlet::say_once(const std::string& sentence) {
  if (following_->say && said_.insert(sentence).second) following_->say(sentence);
}

}  // namespace runnel::io
