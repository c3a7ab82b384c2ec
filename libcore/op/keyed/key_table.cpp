#include "op/keyed/key_table.h"

#include <algorithm>
#include <cstring>
#include <utility>

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
  if (slots_.empty()) return kNone;
  const uint32_t tag = tag_of(key.hash);
  for (size_t slot = home(tag); slots_[slot].key != kNone; slot = after(slot)) {
    if (slots_[slot].tag == tag && is(slots_[slot].key, key)) return slots_[slot].key;
  }
  return kNone;
}

// The first key of that tag: nearly always the one that is looked for.
KeyId KeyTable::find_by_tag(uint32_t tag) const {
  for (size_t slot = home(tag); slots_[slot].key != kNone; slot = after(slot)) {
    if (slots_[slot].tag == tag) return slots_[slot].key;
  }
  return kNone;
}

void KeyTable::find_all(std::span<const FoundKey> keys, KeyId* numbers) const {
  constexpr size_t kAtOnce = 64;
  if (slots_.empty()) {
    std::fill_n(numbers, keys.size(), kNone);
    return;
  }
  while (!keys.empty()) {
    const std::span<const FoundKey> some = keys.first(std::min(keys.size(), kAtOnce));
    for (const FoundKey& key : some) runnel::prefetch(&slots_[home(tag_of(key.hash))]);
    for (size_t i = 0; i < some.size(); ++i) {
      numbers[i] = find_by_tag(tag_of(some[i].hash));
      if (numbers[i] != kNone) runnel::prefetch(&entries_[numbers[i]]);
    }
    for (size_t i = 0; i < some.size(); ++i) {
      if (numbers[i] != kNone) runnel::prefetch(entries_[numbers[i]].text.get());
    }
    for (size_t i = 0; i < some.size(); ++i) {
      if (numbers[i] != kNone && !is(numbers[i], some[i])) numbers[i] = find(some[i]);
    }
    keys = keys.subspan(some.size());
    numbers += some.size();
  }
}

void KeyTable::insert(KeyId key) {
  if (++size_ * 10 > slots_.size() * 7) grow();
  const uint32_t tag = tag_of(entries_[key].hash);
  size_t slot = home(tag);
  while (slots_[slot].key != kNone) slot = after(slot);
  slots_[slot] = {tag, key};
}

void KeyTable::grow() {
  const std::vector<Slot> before =
      std::exchange(slots_, std::vector<Slot>(std::max<size_t>(slots_.size() * 2, 16)));
  for (const Slot& old : before) {
    if (old.key == kNone) continue;
    size_t slot = home(old.tag);
    while (slots_[slot].key != kNone) slot = after(slot);
    slots_[slot] = old;
  }
}

// What follows in the run of full slots moves up, so that no search ends before it should.
void KeyTable::erase(KeyId key) {
  size_t hole = home(tag_of(entries_[key].hash));
  while (slots_[hole].key != key) hole = after(hole);
  for (size_t slot = after(hole); slots_[slot].key != kNone; slot = after(slot)) {
    const size_t wanted = home(slots_[slot].tag);
    // Whether `wanted` lies behind the hole, going round from there to `slot`: then it may stay.
    if (((slot - wanted) & (slots_.size() - 1)) < ((slot - hole) & (slots_.size() - 1))) continue;
    slots_[hole] = slots_[slot];
    hole = slot;
  }
  slots_[hole] = {};
  --size_;
}

std::unique_ptr<char[]> KeyTable::stored(const FoundKey& key) {
  const size_t size = kLengths + key.canonical.size() + key.shown.size();
  auto text = std::make_unique_for_overwrite<char[]>(size);
  const uint32_t lengths[] = {static_cast<uint32_t>(key.canonical.size()),
                              static_cast<uint32_t>(key.shown.size())};
  std::memcpy(text.get(), lengths, kLengths);
  char* const end = std::copy(key.canonical.begin(), key.canonical.end(), text.get() + kLengths);
  std::copy(key.shown.begin(), key.shown.end(), end);
  text_bytes_ += allocated(size);
  return text;
}

KeyId KeyTable::add(const FoundKey& key) {
  KeyId id = static_cast<KeyId>(entries_.size());
  if (free_.empty()) {
    entries_.push_back({key.hash, stored(key), 0, 0, {}});
  } else {
    id = free_.back();
    free_.pop_back();
    Entry& entry = entries_[id];
    entry.hash = key.hash;
    entry.text = stored(key);
    entry.recent = {};
  }
  insert(id);
  return id;
}

void KeyTable::forget(KeyId key) {
  Entry& entry = entries_[key];
  erase(key);
  text_bytes_ -= allocated(kLengths + length_at(entry.text.get(), 0) + length_at(entry.text.get(), 1));
  entry.text.reset();
  ++entry.generation;
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
    entries_.push_back({0, nullptr, 0, 0, {}});
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
    insert(static_cast<KeyId>(i));
  }
  std::vector<bool> seen(entries_.size());
  for (size_t i = 0; i < free && in.ok(); ++i) {
    const KeyId id = in.u32();
    if (id >= entries_.size() || is_key(id) || seen[id]) return in.fail();
    seen[id] = true;
    free_.push_back(id);
  }
}

}  // namespace runnel::op
