// A file that takes the place of another as a whole: written beside it as PATH.new, synced, and renamed.
// Whatever fails, the old one stands, and the new one is taken away.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "io/descriptors.h"

namespace runnel::state {

class NewFile {
 public:
  // Makes PATH.new, for its owner alone.
  explicit NewFile(const std::string& path);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  // Writes all of it and puts it in the place of the old file, with that one's permissions. 0, or what errno
  // said first. To be called once.
  int write(std::span<const std::string_view> pieces);

 private:
  void keep_permissions();
  void write_piece(std::string_view piece);

  const std::string path_;
  const std::string new_path_;
  io::Descriptor file_;
  bool is_made_ = false;  // and stands as PATH.new
  int code_ = 0;
};

}  // namespace runnel::state
