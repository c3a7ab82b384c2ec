// A path that is followed: first what find_chain() finds of earlier runs, then the file that it names, then
// each that it names after that, through renaming, truncation, deletion and re-creation.
//
// The next file is given once those before it have been read to their ends and it has bytes itself; they are
// read on beside it until they have not grown for FollowedPlace::kLinger. The reader should ask next() only
// when what its sources gave was handed out, so that the records of the old file leave first.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "io/follow/followed_file.h"
#include "io/follow/following.h"
#include "io/follow/rotated_files.h"
#include "io/inlet.h"

namespace runnel::io {

struct FollowedPath {
  std::string path = {};  // of the file system, no text as of io/uri.h
  uint32_t operand = 0;   // OpenedSource::operand
  enum class Origin : uint8_t {
    named,    // on the command line: waited for for ever
    matched,  // by a pattern: over when it has been deleted and read
  } origin = Origin::named;
  std::vector<KnownFile> known = {};  // of earlier runs; those of other paths are left out
  From from = From::start;
  std::vector<std::string> history = {};  // as of ChainRequest
};

class FollowedInlet : public Inlet {
 public:
  FollowedInlet(FollowedPath path, std::shared_ptr<Following> following);
  ~FollowedInlet() override;

  Result<std::optional<OpenedSource>> next(size_t busy) override;
  bool is_done() const override;
  bool is_live() const override { return true; }
  int wait_descriptor() const override { return following_->watch->descriptor(); }
  void woken() override { following_->watch->drain(); }
  int patience_ms() const override { return following_->watch->patience_ms(); }

 private:
  // A file that was given to the reader and has not ended.
  struct Given {
    KnownFile known;
    std::shared_ptr<FollowedPlace> place;  // null where it is no followed one: a compressed file
  };
  // The file that the path names and that has no bytes yet.
  struct Empty {
    Descriptor file;
    std::unique_ptr<Eye> eye;
  };

  void take_ended(size_t busy);
  bool has_ended(const Given& given, size_t busy) const;
  bool has_changed();
  void look();
  void watch_directories();
  bool has_work() const;
  bool are_read() const;
  void find_links();
  using Next = Result<std::optional<OpenedSource>>;
  Next give_next();
  Next give(const ChainLink& link, Descriptor file);
  bool waits_for_bytes(const ChainLink& link, Descriptor& file);
  Next give_compressed(const ChainLink& link, const Descriptor& file);
  OpenedSource give_followed(const ChainLink& link, Descriptor file);
  Next cannot_open(const ChainLink& link, int code);
  KnownFile take_known(const ChainLink& link);
  void say_once(const std::string& sentence);

  FollowedPath path_;
  std::shared_ptr<Following> following_;
  std::vector<std::unique_ptr<Eye>> eyes_;  // on the directories of the path and of what it links to
  std::vector<std::string> directories_;    // that they are on
  std::deque<Given> given_;
  std::deque<ChainLink> links_;  // to be given next
  std::optional<Empty> empty_;
  std::optional<FileId> present_;  // the file at the path, when it was looked at last
  std::optional<FileId> failed_;   // one that could not be read
  bool must_look_ = true;
  bool must_find_ = true;  // links_ are of no use any more
  bool is_begun_ = false;  // links have been looked for once
  bool has_given_ = false;
  bool is_blocked_ = false;  // the file at the path cannot be given: until it is looked at again
  std::set<std::string> said_;
};

}  // namespace runnel::io
