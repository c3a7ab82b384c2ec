#include "op/keyed/found_keys.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "json/canonical.h"
#include "json/writer.h"

namespace runnel::op {

uint64_t key_hash(std::string_view canonical) {
  return XXH3_64bits(canonical.data(), canonical.size());
}

uint32_t FoundKeys::place_of(const json::Value& value, std::string_view line) {
  // A string as a record holds it is its own canonical text, with the quotes around it.
  if (value.is_plain_string()) {
    const std::string_view text = value.text();
    if (text.data() > line.data() && text.data() + text.size() < line.data() + line.size()) {
      return place_of({text.data() - 1, text.size() + 2}, {});
    }
  }
  canonical_.clear();
  json::append_canonical(canonical_, value);
  shown_.clear();
  append_shown(value, 0);
  return place_of(canonical_, shown_ == canonical_ ? std::string_view() : shown_);
}

// The value as it came, since a number may be written in more than one way; `begin`: of its canonical text.
void FoundKeys::append_shown(const json::Value& value, size_t begin) {
  if (value.is_string()) {
    shown_.append(canonical_, begin);
  } else {
    json::append_json(shown_, value);
  }
}

uint32_t FoundKeys::place_of(const std::vector<json::Value>& values) {
  canonical_.clear();
  shown_.clear();
  for (const json::Value& value : values) {
    if (!canonical_.empty()) {
      canonical_ += '\n';
      shown_ += '\n';
    }
    const size_t begin = canonical_.size();
    json::append_canonical(canonical_, value);
    append_shown(value, begin);
  }
  return place_of(canonical_, shown_ == canonical_ ? std::string_view() : shown_);
}

// `canonical` may be text that is overwritten later, or lie in the batch.
uint32_t FoundKeys::place_of(std::string_view canonical, std::string_view shown) {
  const uint64_t hash = key_hash(canonical);
  size_t slot = hash & (slots_.size() - 1);
  while (slots_[slot] != 0) {
    const FoundKey& key = (*keys_)[slots_[slot] - 1];
    if (key.hash == hash && key.canonical == canonical && key.shown == shown) return slots_[slot] - 1;
    slot = (slot + 1) & (slots_.size() - 1);
  }
  const bool is_made = canonical.data() == canonical_.data();
  keys_->push_back({hash, is_made ? kept(canonical) : canonical, shown.empty() ? shown : kept(shown)});
  const auto place = static_cast<uint32_t>(keys_->size());
  slots_[slot] = place;
  if (keys_->size() * 2 > slots_.size()) grow();
  return place - 1;
}

void FoundKeys::grow() {
  slots_.assign(slots_.size() * 2, 0);
  for (size_t i = 0; i < keys_->size(); ++i) {
    size_t slot = (*keys_)[i].hash & (slots_.size() - 1);
    while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = static_cast<uint32_t>(i + 1);
  }
}

}  // namespace runnel::op
