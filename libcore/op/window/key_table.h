// The keys that are held, each once, under a small number that is given out again when nothing refers to the
// key any more.
//
// A key is text: the values of --by as canonical JSON (json/canonical.h), one a line, and beside it the
// values as they came first, where those are written differently (1.0, which is the same key as 1).
// A key costs 24 bytes, its text and some 10 bytes of index.
#pragma once

#include <absl/container/flat_hash_set.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace runnel::op {

using KeyId = uint32_t;

// A key as a worker found it. Views are valid as long as its extract.
struct FoundKey {
  uint64_t hash;               // of the canonical text, the same in every run
  std::string_view canonical;
  std::string_view shown;      // empty where it is the canonical text
};

class KeyTable {
 public:
  KeyTable();
  KeyTable(const KeyTable&) = delete;
  KeyTable& operator=(const KeyTable&) = delete;

  static constexpr KeyId kNone = UINT32_MAX;
  // The key's number, or kNone.
  KeyId find(const FoundKey& key) const;
  // REQUIRES: find() gives kNone. Nothing refers to it yet: see drop_unused().
  KeyId add(const FoundKey& key);
  // Forgets a key that nothing refers to.
  void drop_unused(KeyId key) {
    if (entries_[key].references == 0) forget(key);
  }
  // Whether `key` is still the key that it was when it had this generation.
  uint32_t generation(KeyId key) const { return entries_[key].generation; }

  void refer(KeyId key) { ++entries_[key].references; }
  // After the last reference the key is forgotten.
  void release(KeyId key) {
    if (--entries_[key].references == 0) forget(key);
  }

  // As they are written into records, one value a line. Valid until the key is forgotten.
  std::string_view shown(KeyId key) const;
  FoundKey get(KeyId key) const;

  size_t size() const { return index_.size(); }
  size_t bytes() const;

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
    uint32_t generation;  // how often its number was given out before
  };
  struct Hash {
    using is_transparent = void;
    const std::vector<Entry>* entries;
    size_t operator()(KeyId key) const { return (*entries)[key].hash; }
    size_t operator()(const FoundKey& key) const { return key.hash; }
  };
  struct Equal {
    using is_transparent = void;
    const KeyTable* table;
    bool operator()(KeyId a, KeyId b) const { return a == b; }
    bool operator()(KeyId a, const FoundKey& b) const { return table->is(a, b); }
    bool operator()(const FoundKey& a, KeyId b) const { return table->is(b, a); }
  };

  void forget(KeyId key);
  std::unique_ptr<char[]> stored(const FoundKey& key);
  bool is(KeyId key, const FoundKey& found) const;
  std::string_view canonical(KeyId key) const;

  std::vector<Entry> entries_;
  std::vector<KeyId> free_;
  absl::flat_hash_set<KeyId, Hash, Equal> index_;
  size_t text_bytes_ = 0;
};

}  // namespace runnel::op
