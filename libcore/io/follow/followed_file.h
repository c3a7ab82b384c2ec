// One file that may still grow, as a source: its end is not where its bytes end, but when nobody is expected
// to write to it any more. It never blocks; the reader asks is_readable() before each read().
//
// It ends at once where it turns out to have been truncated: it is shorter than what was read, or what stood
// before the place that was read up to is something else now, which is looked at before each read. So one
// that was truncated and has grown beyond that place between two looks is noticed too, unless its new text
// has the very same 1 KiB there.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "io/descriptors.h"
#include "io/file_mark.h"
#include "io/follow/marked_text.h"
#include "io/follow/watch.h"
#include "io/source.h"

namespace runnel::io {

// What the inlet that gave a source and the source tell each other.
class FollowedPlace {
 public:
  static constexpr int64_t kLinger = 5'000'000'000;  // writers may have a renamed file open for a while

  // Takes an open plain file that has been read up to `offset`, and seeks there. The clock is borrowed.
  FollowedPlace(Descriptor file, uint64_t offset, const Clock& clock);

  enum class State : uint8_t {
    followed,   // more may come at any time
    left,       // the path is another file's by now: it ends when it has not grown for kLinger
    truncated,  // it ends now
    ended,      // read() has said so, or the source is gone
  };
  State state() const { return state_; }
  void follow();
  void leave();

  FileId id() const { return id_; }
  bool is_read() const { return state_ >= State::truncated || size() <= text_.known(); }
  bool was_truncated() const { return was_truncated_; }
  bool has_failed() const { return has_failed_; }  // it could not be read
  // Of the text that was read, though it may be gone from the file. Where the file was deleted before it
  // ended, the mark is of no file: its inode is another one's by now.
  FileMark mark() const;

 private:
  friend class FollowedFile;

  uint64_t size() const;
  bool has_lingered() const;
  void truncate();
  void end();

  Descriptor file_;
  const Clock& clock_;
  FileId id_{};
  uint64_t begun_at_;
  State state_ = State::followed;
  bool was_truncated_ = false;
  bool has_failed_ = false;
  int64_t grown_ns_;  // when it last gave bytes, or was left; monotonic
  int64_t modified_ns_ = 0;
  int64_t born_ns_ = 0;
  MarkedText text_;
};

class FollowedFile : public Source {
 public:
  FollowedFile(std::string name, std::shared_ptr<FollowedPlace> place, std::shared_ptr<Watch> watch);
  ~FollowedFile() override;

  // 0 is the end: it was truncated, or has been left for long enough.
  Result<size_t> read(char* buffer, size_t size) override;
  int wait_descriptor() const override { return watch_->descriptor(); }
  bool may_wait() const override { return true; }
  bool is_readable() override;
  bool poll_says_readable() const override { return false; }
  uint64_t size() const override { return place_->size() - place_->begun_at_; }
  uint64_t consumed() const override { return place_->text_.known() - place_->begun_at_; }
  int file_descriptor() const override { return place_->file_.get(); }

 private:
  bool look();

  std::shared_ptr<FollowedPlace> place_;
  std::shared_ptr<Watch> watch_;
  std::unique_ptr<Eye> eye_;
};

}  // namespace runnel::io
