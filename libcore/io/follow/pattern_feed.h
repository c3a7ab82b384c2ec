// The files that match a pattern of the shell, now and later, each followed as an input of its own.
//
// A file that has several names, or is a rotation of another one that matches, is read once: as part of the
// latter, whose rotations are read before it where nothing is known of it yet. Where nothing matches, the
// first file is waited for. A new one may be followed within a second where its directory is one that was not
// there before.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "io/follow/following.h"
#include "io/follow/rotated_files.h"
#include "io/follow/watch.h"
#include "io/inlet.h"

namespace runnel::io {

// Whether a path is meant as a pattern: it has one of * ? [ and no file is called so.
bool is_pattern(const std::string& path);

class PatternFeed : public InletFeed {
 public:
  // `known`: files of earlier runs, of any path; those whose path matches are taken up again, whether a file
  // is there or not.
  PatternFeed(std::string pattern, uint32_t operand, std::vector<KnownFile> known,
              std::shared_ptr<Following> following);

  // Sorted by name. Of those that are there at the first call Following::from says where they begin; what
  // comes later is read from its start.
  std::vector<std::unique_ptr<Inlet>> take_new() override;
  int wait_descriptor() const override { return following_->watch->descriptor(); }
  void woken() override { following_->watch->drain(); }
  int patience_ms() const override { return following_->watch->patience_ms(); }

 private:
  bool has_changed();
  void watch_directories();
  std::vector<std::string> matches() const;
  std::vector<std::string> known_paths() const;
  bool is_read_already(const std::string& path, std::vector<FileId>& seen) const;
  std::unique_ptr<Inlet> follow(const std::string& path, std::vector<std::string> history);

  std::string pattern_;
  uint32_t operand_;
  std::vector<KnownFile> known_;
  std::shared_ptr<Following> following_;
  From from_;
  bool is_begun_ = false;
  std::vector<std::string> directories_;  // in which names may appear
  std::vector<std::unique_ptr<Eye>> eyes_;
};

}  // namespace runnel::io
