// What the tests of io/follow share: a directory in which files are written, rotated and read, and the
// simplest reader of an inlet.
#pragma once

#include <poll.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "io/follow/followed_inlet.h"
#include "io_fixture.h"

namespace runnel::io {

inline void append(const std::string& path, std::string_view text) {
  std::ofstream(path, std::ios::binary | std::ios::app) << text;
}

inline void truncate_file(const std::string& path) {
  std::filesystem::resize_file(path, 0);
}

inline void rename_file(const std::string& from, const std::string& to) {
  std::filesystem::rename(from, to);
}

inline void compress_file(const std::string& path, Compression compression) {
  const auto modified = std::filesystem::last_write_time(path);
  const std::string to = path + (compression == Compression::gzip ? ".gz" : ".zst");
  std::ofstream(to, std::ios::binary) << compressed(compression, slurp(path));
  std::filesystem::last_write_time(to, modified);
  std::filesystem::remove(path);
}

// So that files are older than one another, whatever the clock's tick.
inline void age(const std::string& path, int seconds) {
  std::filesystem::last_write_time(
      path, std::filesystem::file_time_type::clock::now() - std::chrono::seconds(seconds));
}

inline FileMark mark_of(const std::string& path, uint64_t known) {
  const Descriptor file = open_descriptor(path.c_str(), O_RDONLY);
  return mark_file(file.get(), known).value_or(FileMark{});
}

// Reads all that an inlet gives: as a reader would that hands everything out at once.
class InletReader {
 public:
  explicit InletReader(Inlet& inlet) : inlet_(inlet) {}

  // Everything that is there now, without waiting for more.
  void read() {
    inlet_.woken();
    for (;;) {
      read_sources();
      auto opened = inlet_.next(sources_.size());
      if (!opened) {
        errors.push_back(opened.error().message);
        continue;
      }
      if (!opened->has_value()) return;
      auto& source = (*opened)->source;
      names.push_back(std::filesystem::path(source->name()).filename());
      starts.push_back((*opened)->start.offset);
      texts.emplace_back();
      sources_.push_back({std::move(source), texts.size() - 1});
    }
  }

  bool is_over() const { return sources_.empty() && inlet_.is_done(); }
  size_t busy() const { return sources_.size(); }

  std::string all;                 // in the order of reading
  std::vector<std::string> names;  // of the files
  std::vector<uint64_t> starts;    // where each was begun
  std::vector<std::string> texts;  // of each
  std::vector<std::string> errors;

 private:
  struct Open {
    std::unique_ptr<Source> source;
    size_t index;
  };

  void read_sources() {
    for (size_t i = 0; i < sources_.size();) {
      i += read_source(sources_[i]) ? 1 : 0;
      if (i < sources_.size() && is_ended_) sources_.erase(sources_.begin() + static_cast<ptrdiff_t>(i));
      is_ended_ = false;
    }
  }

  // False at its end.
  bool read_source(Open& open) {
    std::string chunk(size_, '\0');
    while (!open.source->may_wait() || open.source->is_readable()) {
      const auto got = open.source->read(chunk.data(), chunk.size());
      if (!got) errors.push_back(got.error().message);
      if (!got || *got == 0) {
        is_ended_ = true;
        return false;
      }
      all.append(chunk, 0, *got);
      texts[open.index].append(chunk, 0, *got);
    }
    return true;
  }

  Inlet& inlet_;
  std::vector<Open> sources_;
  size_t size_ = 3000;
  bool is_ended_ = false;
};

}  // namespace runnel::io
