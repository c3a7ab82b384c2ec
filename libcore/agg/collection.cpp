#include "agg/collection.h"

#include <algorithm>

#include "json/parse.h"
#include "json/writer.h"

namespace runnel::agg {

void Collection::add(const json::Value& value, uint32_t most) {
  if (count_ >= most) return;
  json::append_json(lines_, value);
  lines_ += '\n';
  ++count_;
}

void Collection::merge(const Collection& other, uint32_t most) {
  const uint32_t room = std::min(most - std::min(most, count_), other.count_);
  size_t end = other.lines_.size();
  if (room < other.count_) {
    end = 0;
    for (uint32_t i = 0; i < room; ++i) end = other.lines_.find('\n', end) + 1;
  }
  lines_.append(other.lines_, 0, end);
  count_ += room;
}

void Collection::append(std::string& out) const {
  const size_t first = out.size();
  out += '[';
  out += lines_;
  std::replace(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(), '\n', ',');
  if (count_ > 0) out.pop_back();
  out += ']';
}

size_t Collection::heap_bytes() const {
  const size_t inside = std::string().capacity();
  return lines_.capacity() > inside ? lines_.capacity() + 1 : 0;
}

void Collection::save(ByteWriter& out) const {
  out.u32(count_);
  out.text(lines_);
}

void Collection::load(ByteReader& in, uint32_t most) {
  const uint32_t count = in.u32();
  std::string_view lines = in.text();
  if (count > most || std::count(lines.begin(), lines.end(), '\n') != count) return in.fail();
  if (!lines.empty() && lines.back() != '\n') return in.fail();
  lines_ = lines;
  count_ = count;
  while (!lines.empty()) {
    const size_t newline = lines.find('\n');
    if (!json::parse(lines.substr(0, newline)).ok()) return in.fail();
    lines.remove_prefix(newline + 1);
  }
}

}  // namespace runnel::agg
