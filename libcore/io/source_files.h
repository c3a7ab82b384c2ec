// The plain files that the sources of a reader are: what a state notes of them, so that a later run knows
// them again (io/file_mark.h). The reader says when it opens one and when it closes it; whoever
// takes a checkpoint asks for marks. Thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "io/descriptors.h"
#include "io/file_mark.h"
#include "io/inlet.h"

namespace runnel::io {

class SourceFiles {
 public:
  // A source that was opened; nothing is noted of what is no plain file (an empty path). Its descriptor is
  // duplicated, so that it can be marked from another thread, and after it was closed.
  void opened(uint32_t number, uint32_t input, const OpenedSource& source);
  // It is closed now. `end`: where its end is, in (decompressed) bytes; kNotReached where that was not read.
  void closed(uint32_t number, uint64_t end);
  static constexpr uint64_t kNotReached = UINT64_MAX;

  struct Noted {
    uint32_t number;  // of the source
    uint32_t input;
    std::string path;  // OpenedSource::path
    StartAt start;     // from where it was read
    bool is_closed;    // nothing more of it is read
    FileMark mark;
    // Of one that is closed, and that nobody will write to any more: where its end is. kNotReached for
    // others.
    uint64_t end = kNotReached;
  };
  // In the order in which they were opened. `done`: how far each source is done with, in (decompressed) bytes
  // of it; it asks with the source's number. What is marked of a compressed file is all that is there; of
  // others at least the head, though nothing of it was read: an inode alone tells nothing, once it is reused.
  template <class Done>
  std::vector<Noted> look(Done done);
  // Forgets a source that is closed: nobody will ask for its file again.
  void forget(uint32_t number);

 private:
  struct File {
    Noted noted;
    Descriptor descriptor;  // none once the mark is final
    LastLine last_line;
    bool is_compressed;
  };

  static void mark(File& file, uint64_t known);

  std::mutex mutex_;
  std::deque<File> files_;
};

template <class Done>
std::vector<SourceFiles::Noted> SourceFiles::look(Done done) {
  const std::lock_guard lock(mutex_);
  std::vector<Noted> noted;
  for (File& file : files_) {
    mark(file, done(file.noted));
    noted.push_back(file.noted);
  }
  return noted;
}

}  // namespace runnel::io
