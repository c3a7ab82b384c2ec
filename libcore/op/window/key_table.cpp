#include "op/window/key_table.h"

#include <cstring>

namespace runnel::op {

namespace {

constexpr size_t kLengths = 2 * sizeof(uint32_t);

// What the allocator makes of so many bytes.
constexpr size_t allocated(size_t size) {
  return (size + 8 + 15) / 16 * 16;
}

uint32_t length_at(const char* text, size_t which) {
  uint32_t length;
  std::memcpy(&length, text + which * sizeof length, sizeof length);
  return length;
}

}  // namespace

KeyTable::KeyTable() : index_(0, Hash{&entries_}, Equal{this}) {}

std::string_view KeyTable::canonical(KeyId key) const {
  const char* text = entries_[key].text.get();
  return {text + kLengths, length_at(text, 0)};
}

std::string_view KeyTable::shown(KeyId key) const {
  const char* text = entries_[key].text.get();
  const uint32_t first = length_at(text, 0);
  const uint32_t second = length_at(text, 1);
  return second == 0 ? std::string_view{text + kLengths, first}
                     : std::string_view{text + kLengths + first, second};
}

FoundKey KeyTable::get(KeyId key) const {
  const char* text = entries_[key].text.get();
  const std::string_view both = canonical(key);
  return {entries_[key].hash, both, {both.data() + both.size(), length_at(text, 1)}};
}

bool KeyTable::is(KeyId key, const FoundKey& found) const {
  return entries_[key].hash == found.hash && canonical(key) == found.canonical;
}

KeyId KeyTable::find(const FoundKey& key) const {
  const auto found = index_.find(key);
  return found == index_.end() ? kNone : *found;
}

std::unique_ptr<char[]> KeyTable::stored(const FoundKey& key) {
  const size_t size = kLengths + key.canonical.size() + key.shown.size();
  auto text = std::make_unique_for_overwrite<char[]>(size);
  const uint32_t lengths[] = {static_cast<uint32_t>(key.canonical.size()),
                              static_cast<uint32_t>(key.shown.size())};
  std::memcpy(text.get(), lengths, kLengths);
  std::memcpy(text.get() + kLengths, key.canonical.data(), key.canonical.size());
  if (!key.shown.empty()) {
    std::memcpy(text.get() + kLengths + key.canonical.size(), key.shown.data(), key.shown.size());
  }
  text_bytes_ += allocated(size);
  return text;
}

KeyId KeyTable::add(const FoundKey& key) {
  KeyId id = static_cast<KeyId>(entries_.size());
  if (free_.empty()) {
    entries_.push_back({key.hash, stored(key), 0, 0});
  } else {
    id = free_.back();
    free_.pop_back();
    Entry& entry = entries_[id];
    entry.hash = key.hash;
    entry.text = stored(key);
    ++entry.generation;
  }
  index_.insert(id);
  return id;
}

void KeyTable::forget(KeyId key) {
  Entry& entry = entries_[key];
  index_.erase(key);
  text_bytes_ -= allocated(kLengths + length_at(entry.text.get(), 0) + length_at(entry.text.get(), 1));
  entry.text.reset();
  free_.push_back(key);
}

void KeyTable::save(ByteWriter& out) const {
  out.u64(entries_.size());
  for (KeyId id = 0; id < entries_.size(); ++id) {
    const bool held = entries_[id].text != nullptr;
    out.u8(held ? 1 : 0);
    if (!held) continue;
    const FoundKey key = get(id);
    out.u64(key.hash);
    out.text(key.canonical);
    out.text(key.shown);
  }
  for (const KeyId id : free_) out.u32(id);
}

void KeyTable::load(ByteReader& in) {
  const uint64_t count = in.count(1);
  size_t free = 0;
  for (uint64_t i = 0; i < count && in.ok(); ++i) {
    entries_.push_back({0, nullptr, 0, 0});
    if (in.u8() == 0) {
      ++free;
      continue;
    }
    FoundKey key{};
    key.hash = in.u64();
    key.canonical = in.text();
    key.shown = in.text();
    if (find(key) != kNone) in.fail();
    if (!in.ok()) continue;
    entries_.back().hash = key.hash;
    entries_.back().text = stored(key);
    index_.insert(static_cast<KeyId>(i));
  }
  std::vector<bool> seen(entries_.size());
  for (size_t i = 0; i < free && in.ok(); ++i) {
    const KeyId id = in.u32();
    if (id >= entries_.size() || is_key(id) || seen[id]) return in.fail();
    seen[id] = true;
    free_.push_back(id);
  }
}

size_t KeyTable::bytes() const {
  return text_bytes_ + entries_.capacity() * sizeof(Entry) + free_.capacity() * sizeof(KeyId) +
         index_.capacity() * (sizeof(KeyId) + 1);
}

}  // namespace runnel::op
