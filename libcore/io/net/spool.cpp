#include "io/net/spool.h"

#include <algorithm>
#include <utility>

namespace runnel::io {

std::string_view lines_within(std::string_view text, size_t most) {
  if (text.size() <= most) return text;
  // npos + 1 is 0: there is no line that ends in time.
  return text.substr(0, text.substr(0, most).rfind('\n') + 1);
}

std::string_view first_line(std::string_view text) {
  const size_t end = text.find('\n');
  return end == std::string_view::npos ? text : text.substr(0, end + 1);
}

void Place::pass(std::string_view taken) {
  const size_t last = taken.rfind('\n');
  if (last != std::string_view::npos) line = at + last + 1;
  at += taken.size();
}

uint64_t Spool::room(uint64_t limit) const {
  const uint64_t beside = limit > held_ ? limit - held_ : 0;
  const uint64_t within = chunks_.empty() ? 0 : chunks_.back().text.capacity() - chunks_.back().text.size();
  return beside >= kChunk ? std::max(beside, within) : within;
}

void Spool::append(std::string_view text) {
  if (text.empty()) return;
  if (chunks_.empty() || chunks_.back().text.capacity() - chunks_.back().text.size() < text.size()) {
    begin_chunk(text.size());
  }
  chunks_.back().text.append(text);
  end_ += text.size();
}

void Spool::begin_chunk(size_t size) {
  std::string text = size <= kChunk ? std::exchange(spare_, {}) : std::string();
  text.reserve(std::max(size, kChunk));
  held_ += text.capacity();
  chunks_.push_back({end_, std::move(text)});
}

void Spool::pass(uint64_t count) {
  end_ += count;
  begin_ = end_;
}

void Spool::drop_to(uint64_t position) {
  begin_ = position;
  while (!chunks_.empty() && chunks_.front().end() <= position) drop_front();
}

void Spool::drop_front() {
  std::string text = std::move(chunks_.front().text);
  chunks_.pop_front();
  held_ -= text.capacity();
  if (text.capacity() != kChunk) return;
  text.clear();
  spare_ = std::move(text);
}

std::string_view Spool::from(uint64_t position) const {
  const auto behind = std::partition_point(chunks_.begin(), chunks_.end(),
                                           [&](const Chunk& chunk) { return chunk.end() <= position; });
  if (behind == chunks_.end()) return {};
  return std::string_view(behind->text).substr(position - behind->begin);
}

}  // namespace runnel::io
