// The keys that are held, each once, under a small number that is given out again when nothing refers to the
// key any more.
//
// A key is text: the values of --by as canonical JSON (json/canonical.h), one a line, and beside it the
// values as they came first, where those are written differently (1.0, which is the same key as 1).
// A key costs 32 bytes, its text, and 12 to 23 of index.
//
// A million keys lie in no cache, so that what costs is waiting for memory. find_all() looks for the keys of
// a batch in steps, and asks for what the next step needs of all of them before it looks at the first ("group
// prefetching": Chen, Ailamaki, Gibbons, Mowry, "Improving hash join performance through prefetching", 2004).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/prefetch.h"

namespace runnel::op {

using KeyId = uint32_t;

// A key as a worker found it. Views are valid as long as its extract.
struct FoundKey {
  uint64_t hash;  // of the canonical text, the same in every run
  std::string_view canonical;
  std::string_view shown;  // empty where it is the canonical text
};

class KeyTable {
 public:
  static constexpr KeyId kNone = UINT32_MAX;

  // The key's number, or kNone.
  KeyId find(const FoundKey& key) const;
  // The same for each. REQUIRES: there is room for as many numbers as keys.
  void find_all(std::span<const FoundKey> keys, KeyId* numbers) const;
  // REQUIRES: find() gives kNone. Nothing refers to it yet: see drop_unused().
  KeyId add(const FoundKey& key);
  // Forgets a key that nothing refers to.
  void drop_unused(KeyId key) {
    if (entries_[key].references == 0) forget(key);
  }
  // Whether `key` is still the key that it was when it had this generation.
  uint32_t generation(KeyId key) const { return entries_[key].generation; }

  void refer(KeyId key) { ++entries_[key].references; }
  // The key will be released soon.
  // First its entry; some time later what that leads to.
  void prefetch_entry(KeyId key) const { runnel::prefetch(&entries_[key]); }
  void prefetch(KeyId key) const {
    runnel::prefetch(entries_[key].text.get());
    runnel::prefetch(&slots_[home(tag_of(entries_[key].hash))]);
  }
  // After the last reference the key is forgotten.
  void release(KeyId key) {
    if (--entries_[key].references == 0) forget(key);
  }

  // As they are written into records, one value a line. Valid until the key is forgotten.
  std::string_view shown(KeyId key) const;
  FoundKey get(KeyId key) const;

  // Where the key's group was found last: a note of whoever holds groups.
  struct Recent {
    uint32_t table = 0;  // 0: none
    uint32_t group = 0;
  };
  Recent recent(KeyId key) const { return entries_[key].recent; }
  void set_recent(KeyId key, Recent recent) { entries_[key].recent = recent; }

  size_t size() const { return size_; }
  size_t bytes() const {
    return text_bytes_ + entries_.capacity() * sizeof(Entry) + free_.capacity() * sizeof(KeyId) +
           slots_.capacity() * sizeof(Slot);
  }

  // Keys keep their numbers, so that what refers to them is saved by number. load() is for a table that is
  // empty, and leaves the references to whoever refers.
  void save(ByteWriter& out) const;
  void load(ByteReader& in);
  // Whether the number is that of a key: what load() found may be damaged.
  bool is_key(uint64_t number) const { return number < entries_.size() && entries_[number].text != nullptr; }

 private:
  struct Entry {
    uint64_t hash;
    std::unique_ptr<char[]> text;  // the lengths of both texts, 4 bytes each, and the texts
    uint32_t references;
    uint32_t generation;  // how many keys that had its number were forgotten
    Recent recent;
  };
  struct Slot {
    uint32_t tag = 0;  // the hash's upper half, which also says where its home is
    KeyId key = kNone;
  };

  static uint32_t tag_of(uint64_t hash) { return static_cast<uint32_t>(hash >> 32); }
  size_t home(uint32_t tag) const { return tag & (slots_.size() - 1); }
  size_t after(size_t slot) const { return (slot + 1) & (slots_.size() - 1); }
  KeyId find_by_tag(uint32_t tag) const;
  void insert(KeyId key);
  void erase(KeyId key);
  void grow();
  void forget(KeyId key);
  std::unique_ptr<char[]> stored(const FoundKey& key);
  bool is(KeyId key, const FoundKey& found) const;
  std::string_view canonical(KeyId key) const;

  std::vector<Entry> entries_;
  std::vector<KeyId> free_;
  std::vector<Slot> slots_;  // by hash, a power of two; none has kNone
  size_t size_ = 0;
  size_t text_bytes_ = 0;
};

}  // namespace runnel::op
