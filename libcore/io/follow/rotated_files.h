// From which files a path is read on, after what was read of it before: the file may have been renamed,
// compressed, copied and truncated, or deleted since, and others may have come and gone in between.
//
// Nothing is kept open and nothing is changed; what is found is as of the call. Files are known again by
// their marks (io/file_mark.h), compressed ones by what they decompress to. Names alone say nothing, but for
// siblings that were never seen: those are taken for rotations of the path where they are called like one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/descriptors.h"
#include "io/file_mark.h"
#include "io/inlet.h"

namespace runnel::io {

// A file that has been read, wholly or in part.
struct KnownFile {
  std::string path;  // as the input is called; not where the file lies now
  FileMark mark;
  StartAt at;          // how far it was read
  bool ended = false;  // it was read to its end, as a file that nobody would write to any more
  // Whoever asks is still reading it: it is found as the same file alone, and is neither a link nor a loss.
  bool is_open = false;
};

struct ChainLink {
  std::string path;
  StartAt at = {};
  LastLine last_line = LastLine::record;
  std::optional<size_t> known = {};  // which of the known files it is
  FileId file = {};                  // which one is meant, should the path be another's when it is opened
};

struct Chain {
  std::vector<ChainLink> links;     // oldest first; the file at the path itself, if there is one, is the last
  std::vector<std::string> losses;  // what may have been lost, a sentence each: `access.log: ...`
};

// Where a path of which nothing is known is begun.
enum class From : uint8_t { start, end };

struct ChainRequest {
  std::string path;
  std::vector<KnownFile> known =
      {};  // in the order in which they were begun; those of other paths are left out
  std::vector<std::string> leave_alone = {};  // other inputs: never taken for siblings
  From from = From::start;
  // Siblings that are read first, where nothing is known of the path and it is read from its start.
  std::vector<std::string> history = {};
};

// - A known file that is found is read on from where it was left, if there may be more in it; the one at the
//   path itself in any case. One that is not found is a loss, unless it had been read to its end, or a
//   later one has been begun. Of two that are the same file the later one counts.
// - A sibling that is called like a rotation, is no known file and was written to later than the newest known
//   one, is read whole.
// - The file at the path itself is read from its start where it is no known one; also where it is one by its
//   inode, but has other text: it was truncated.
Chain find_chain(const ChainRequest& request);

// Behind the last newline of a plain file: where reading from its end begins, so that a line that is being
// written is read whole.
uint64_t end_of_lines(int descriptor);

}  // namespace runnel::io
