// Inputs that are known from the start: plain files that are read one after another, and one source that is
// open already.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "io/descriptors.h"
#include "io/inlet.h"
#include "io/source.h"

namespace runnel::io {

// How an input is opened: open_source_at, or what a test puts in its place.
using OpenerAt = std::function<Result<std::unique_ptr<Source>>(std::string_view text, uint64_t offset)>;

// A plain file in a list, and from where it is read.
struct ListedFile {
  std::string text;  // how to open it (io/uri.h)
  uint32_t operand = 0;
  std::string path = {};  // OpenedSource::path
  StartAt start = {};
  LastLine last_line = LastLine::record;
  // Which one is meant: it may be renamed before its turn comes. None: whichever is called so by then.
  std::optional<FileId> file = {};
};

// Each is opened when the one before it has ended, but those of one path together, since the path is rotated
// while they are read. One that is meant and was renamed is looked for beside its path; where it is not found
// there, neither it nor what came after it at that path is read: a later run knows where to go on. Not live.
class ListedInlet final : public Inlet {
 public:
  ListedInlet(std::vector<ListedFile> files, OpenerAt open);

  Result<std::optional<OpenedSource>> next(size_t busy) override;
  bool is_done() const override { return next_ == files_.size() && opened_.empty(); }
  bool is_live() const override { return false; }
  std::optional<uint64_t> size() const override { return size_; }

 private:
  using Opened = Result<std::unique_ptr<Source>>;

  void open_path();
  // Nothing where the file that is meant is not found.
  std::optional<Opened> open(const ListedFile& file) const;

  const std::vector<ListedFile> files_;
  const OpenerAt open_;
  size_t next_ = 0;
  std::deque<Result<OpenedSource>> opened_;  // of one path, in their order
  uint64_t size_ = 0;
};

// A pipe, a terminal, a device.
class OpenInlet final : public Inlet {
 public:
  explicit OpenInlet(OpenedSource opened) : is_live_(opened.source->may_wait()), opened_(std::move(opened)) {}

  Result<std::optional<OpenedSource>> next(size_t) override { return std::exchange(opened_, std::nullopt); }
  bool is_done() const override { return !opened_.has_value(); }
  bool is_live() const override { return is_live_; }

 private:
  const bool is_live_;
  std::optional<OpenedSource> opened_;
};

}  // namespace runnel::io
