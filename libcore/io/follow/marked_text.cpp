#include "io/follow/marked_text.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace runnel::io {
namespace {

constexpr size_t kSpan = FileMark::kSpan;

// As much as is there, at most `size`.
std::string text_at(int descriptor, uint64_t offset, size_t size) {
  std::array<char, kSpan> text;
  size_t done = 0;
  while (done < size) {
    const ssize_t got =
        ::pread(descriptor, text.data() + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += static_cast<size_t>(got);
  }
  return {text.data(), done};
}

}  // namespace

void MarkedText::take(std::string_view text) {
  known_ += text.size();
  if (head_.size() < kSpan) head_ += text.substr(0, kSpan - head_.size());
  if (text.size() >= kSpan) {
    tail_ = text.substr(text.size() - kSpan);
    return;
  }
  tail_ += text;
  if (tail_.size() > kSpan) tail_.erase(0, tail_.size() - kSpan);
}

bool MarkedText::take_file(int descriptor, uint64_t known) {
  const size_t size = static_cast<size_t>(std::min<uint64_t>(kSpan, known));
  known_ = known;
  head_ = text_at(descriptor, 0, size);
  tail_ = text_at(descriptor, known - size, size);
  return head_.size() == size && tail_.size() == size;
}

bool MarkedText::is_in(int descriptor) const {
  return text_at(descriptor, known_ - tail_.size(), tail_.size()) == tail_;
}

FileMark MarkedText::mark() const {
  FileMark mark;
  mark.known = known_;
  mark.head_size = head_.size();
  mark.head_hash = FileMark::hash(head_);
  mark.tail_hash = FileMark::hash(tail_);
  return mark;
}

}  // namespace runnel::io
