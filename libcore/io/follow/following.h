// What all followed inputs of a run share.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "io/file_mark.h"
#include "io/follow/rotated_files.h"
#include "io/follow/watch.h"

namespace runnel::io {

// Told what a user should know: `access.log: is not there yet`. On the thread that holds the reader.
using Say = std::function<void(std::string_view)>;

// Which input reads which file, so that one that has several names (links, or a rotation that a pattern
// matches, too) is read once.
class Claims {
 public:
  // The file's mark as of now; known again by it, should its inode have become another file's.
  using Mark = std::function<FileMark()>;

  void claim(FileId file, std::string path, Mark mark);
  // Whether an input of another path has read, or reads, the file behind the descriptor.
  bool is_taken(int descriptor, const std::string& path) const;

 private:
  struct Claim {
    std::string path;
    Mark mark;
  };
  std::map<std::pair<uint64_t, uint64_t>, Claim> claims_;  // by device and inode
};

struct Following {
  std::shared_ptr<Watch> watch;
  From from = From::start;
  std::vector<std::string> operands = {};  // paths of all inputs: none is taken for a rotation of another
  Say say = {};
  Claims claims = {};
  std::set<std::string> paths = {};  // that are being followed
};

// `poll_ms`: see Watch. Raises the soft limit on open files to the hard one, since each followed file is kept
// open. The clock is borrowed, and must outlive whatever follows.
std::shared_ptr<Following> make_following(const Clock& clock, int poll_ms, From from,
                                          std::vector<std::string> operands, Say say);

}  // namespace runnel::io
