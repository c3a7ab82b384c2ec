#include "io/listed_inlet.h"

#include <algorithm>
#include <utility>

#include "io/follow/siblings.h"
#include "io/uri.h"

namespace runnel::io {

namespace {

constexpr int kTries = 5;  // each time it may have been renamed again between looking and opening

bool is_at(const std::string& text, const FileId& file) {
  const auto uri = parse_uri(text, Direction::in);
  const auto present = uri ? file_at(uri->path) : std::nullopt;
  return present && present->id == file;
}

}  // namespace

ListedInlet::ListedInlet(std::vector<ListedFile> files, OpenerAt open)
    : files_(std::move(files)), open_(std::move(open)) {
  for (const ListedFile& file : files_) {
    const uint64_t size = plain_file_size(file.text).value_or(0);
    size_ += size - std::min(size, file.start.offset);
  }
}

Result<std::optional<OpenedSource>> ListedInlet::next(size_t busy) {
  if (busy > 0) return std::optional<OpenedSource>();
  while (opened_.empty() && next_ < files_.size()) open_path();
  if (opened_.empty()) return std::optional<OpenedSource>();
  Result<OpenedSource> opened = std::move(opened_.front());
  opened_.pop_front();
  if (!opened) return opened.error();
  return std::optional(std::move(*opened));
}

void ListedInlet::open_path() {
  const std::string& path = files_[next_].path;
  bool is_left = false;
  do {
    const ListedFile& file = files_[next_++];
    if (is_left) continue;
    auto source = open(file);
    is_left = !source.has_value();
    if (is_left) continue;
    if (!*source) {
      opened_.emplace_back(source->error());
      continue;
    }
    opened_.emplace_back(OpenedSource{.source = std::move(**source),
                                      .start = file.start,
                                      .last_line = file.last_line,
                                      .operand = file.operand,
                                      .path = file.path});
  } while (!path.empty() && next_ < files_.size() && files_[next_].path == path);
}

std::optional<ListedInlet::Opened> ListedInlet::open(const ListedFile& file) const {
  Opened source = open_(file.text, file.start.offset);
  if (!file.file || (source && (*source)->file_id() == file.file)) return source;
  if (!source && is_at(file.text, *file.file)) return source;
  for (int tries = 0; tries < kTries; ++tries) {
    for (const Sibling& sibling : siblings_of(file.path, {}, {file.file->inode})) {
      if (sibling.id != *file.file) continue;
      Opened renamed = open_("file:" + sibling.path, file.start.offset);
      if (renamed && (*renamed)->file_id() == file.file) return renamed;
    }
  }
  return std::nullopt;
}

}  // namespace runnel::io
