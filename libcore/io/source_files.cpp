#include "io/source_files.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

namespace runnel::io {

namespace {

uint64_t size_of(int descriptor) {
  struct stat status;
  return ::fstat(descriptor, &status) == 0 ? static_cast<uint64_t>(status.st_size) : 0;
}

}  // namespace

void SourceFiles::opened(uint32_t number, uint32_t input, const OpenedSource& source) {
  const int descriptor = source.source->file_descriptor();
  if (source.path.empty() || descriptor < 0) return;
  Descriptor copy(::fcntl(descriptor, F_DUPFD_CLOEXEC, 3));
  const std::lock_guard lock(mutex_);
  files_.push_back({{number, input, source.path, source.start, false, {}},
                    std::move(copy),
                    source.last_line,
                    source.source->is_compressed()});
  mark(files_.back(), source.start.offset);
}

// What is known of it from now on is all of it: that holds wherever the run has come to by then.
void SourceFiles::closed(uint32_t number, uint64_t end) {
  const std::lock_guard lock(mutex_);
  const auto file = std::find_if(files_.begin(), files_.end(),
                                 [&](const File& each) { return each.noted.number == number; });
  if (file == files_.end()) return;
  file->noted.is_closed = true;
  if (file->last_line == LastLine::record) file->noted.end = end;
  mark(*file, size_of(file->descriptor.get()));
  file->descriptor = Descriptor();
}

void SourceFiles::mark(File& file, uint64_t known) {
  if (!file.descriptor.valid()) return;
  const uint64_t size = size_of(file.descriptor.get());
  known = file.is_compressed ? size : std::max(known, std::min(size, FileMark::kSpan));
  if (file.noted.mark.known == known && file.noted.mark.inode != 0) return;
  if (const auto mark = mark_file(file.descriptor.get(), known)) file.noted.mark = *mark;
}

void SourceFiles::forget(uint32_t number) {
  const std::lock_guard lock(mutex_);
  std::erase_if(files_,
                [&](const File& each) { return each.noted.number == number && each.noted.is_closed; });
}

}  // namespace runnel::io
